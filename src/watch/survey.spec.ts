import type { Change } from '../events/run-event.ts';
import type { Comparison, ContentMemory } from './content.ts';
import { listSources, survey } from './settle.ts';
import type { WatchSet } from './watch-set.ts';

describe(listSources.name, () => {
  it('gives the sources of the packages, and the single files whatever they are', () => {
    const packages = new Map([['/w/a', { directory: '/w/a', importedBy: [] }]]);
    const files = new Map([['/w/go.mod', { action: 'rebuild', importedBy: [] }]]);
    const listed = listSources({ packages, files } as unknown as WatchSet, (directory) => [
      `${directory}/x.go`,
      `${directory}/README`,
    ]);
    expect([...listed]).toEqual(['/w/a/x.go', '/w/go.mod']);
  });
});

describe(survey.name, () => {
  const looked: string[] = [];
  const content = (comparison: Comparison, isNewer = true): ContentMemory => ({
    compare: (path) => (looked.push(path), comparison),
    learn: (path) => !isNewer && looked.push(`learnt ${path}`) > 0,
    isNewerThan: () => isNewer,
    paths: () => [],
  });
  const judge = (path: string): Change | undefined =>
    path.endsWith('.go') ? { path, kind: 'written', action: 'rebuild', importedBy: [] } : undefined;
  const find = async (paths: string[], memory: ContentMemory, isCurrent = () => true) => {
    looked.length = 0;
    const found: string[] = [];
    for await (const { path } of survey(paths, 5000, memory, judge, isCurrent)) found.push(path);
    return found;
  };

  it.each([
    ['edited', ['x.go']],
    ['reshaped', ['x.go']],
    ['same', ['x.go']],
    ['untouched', []],
  ] as const)('tells of a newer file that is %s: %j', async (comparison, told) => {
    expect(await find(['x.go', 'README'], content(comparison))).toEqual(told);
    expect(looked).toEqual(['x.go']);
  });

  it('learns what is older', async () => {
    expect(await find(['x.go'], content('edited', false))).toEqual([]);
    expect(looked).toEqual(['learnt x.go']);
  });

  it('gives others a turn after some files, and ends once a build has begun then', async () => {
    let isCurrent = true;
    setImmediate(() => (isCurrent = false));
    const many = Array.from({ length: 200 }, (_, at) => `${at}.go`);
    expect(await find(many, content('edited'), () => isCurrent)).toHaveLength(49);
  });
});
