import { createFiles } from '../files/testing/temporary-files.ts';
import { findLocalModules, placeOfImport } from './local-modules.ts';
import { spellAsLinux } from '../files/testing/linux-paths.ts';

describe(findLocalModules.name, () => {
  const texts = new Map([
    ['/w/go.work', 'use ./app\nuse ./lib\nreplace example.com/forked => ./fork\n'],
    ['/w/app/go.mod', 'module example.com/app\nreplace example.com/near => ../near\n'],
    ['/w/lib/go.mod', 'module example.com/lib\n'],
    ['/w/named/go.mod', 'module example.com/named\n'],
  ]);
  const find = (workFile?: string, named: readonly string[] = []) =>
    findLocalModules('/w/app/cmd', workFile, named, (path) => texts.get(spellAsLinux(path))).map(
      ({ path, directory }) => `${path} ${directory}`,
    );

  it('takes those that go has named, and those of go.work with the folders of each replace', () => {
    expect(find('/w/go.work', ['/w/named'])).toEqual([
      'example.com/named /w/named',
      'example.com/near /w/near',
      'example.com/app /w/app',
      'example.com/lib /w/lib',
      'example.com/forked /w/fork',
    ]);
    expect(find(undefined, ['/w/named'])).toEqual(['example.com/named /w/named']);
  });

  it('keeps a folder whose go.mod is missing, without a name', () => {
    expect(find(undefined, ['/w/new'])).toEqual(['?/w/new /w/new']);
    expect(find('/w/none.work')).toEqual([]);
  });

  it('takes its own, which lies at or above where go runs', () => {
    using files = createFiles({ 'app/go.mod': 'module example.com/app\n', 'app/cmd/main.go': '' });
    const found = findLocalModules(files.path('app/cmd'), undefined, [], () => 'module example.com/app');
    expect(found).toEqual([{ path: 'example.com/app', directory: files.path('app') }]);
  });
});

describe(placeOfImport.name, () => {
  const modules = [
    { path: 'example.com/app', directory: '/w/app' },
    { path: 'example.com/app/tools', directory: '/w/tools' },
  ];

  it.each([
    ['example.com/app', '/w/app'],
    ['example.com/app/store', '/w/app/store'],
    ['example.com/app/tools', '/w/tools'],
    ['example.com/app/tools/gen', '/w/tools/gen'],
    ['example.com/application', undefined],
    ['example.com', undefined],
  ])('finds where %s would lie: %s', (path, place) => {
    expect(placeOfImport(path, modules)).toEqual(place);
    expect(placeOfImport(path, modules.toReversed())).toEqual(place);
  });
});
