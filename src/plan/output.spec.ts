import { join } from 'node:path';
import { nameProgram, planOutput, planOutputApart } from './output.ts';
import { spellAsLinux } from '../files/testing/linux-paths.ts';

const linux = { platform: 'linux', pid: 7 } as const;
const CACHE = join('/w', 'node_modules/.cache/nx-go-run');

describe('planOutput', () => {
  it('puts all into a cache folder of the task', () => {
    expect(planOutput({ project: 'api', target: 'serve' }, '/w', undefined, linux)).toEqual({
      binary: join(CACHE, 'api/serve/bin/api'),
      next: join(CACHE, 'api/serve/bin/.api.7.next'),
      replaced: join(CACHE, 'api/serve/bin/.api.7.replaced'),
      reference: join(CACHE, 'api/serve/bin/.api.go'),
      hot: join(CACHE, 'api/serve/hot-7'),
      cache: join(CACHE, 'api/serve'),
      temporary: join(CACHE, 'api/serve/tmp-7'),
    });
  });

  it('puts the binary where outputPath says, and nothing else', () => {
    const output = planOutput({ project: 'api', target: 'serve' }, '/w', 'dist/my api', linux);
    expect(output).toMatchObject({
      binary: join('/w', 'dist/my api/api'),
      next: join('/w', 'dist/my api/.api.7.next'),
      cache: join(CACHE, 'api/serve'),
    });
  });

  it('gives a second run a binary of its own, under the same name', () => {
    const output = planOutput({ project: 'api', target: 'serve' }, '/w', 'dist', linux);
    expect(planOutputApart(output, 7)).toEqual({
      ...output,
      binary: join(CACHE, 'api/serve/bin-7/api'),
      next: join(CACHE, 'api/serve/bin-7/.api.7.next'),
      replaced: join(CACHE, 'api/serve/bin-7/.api.7.replaced'),
      reference: join(CACHE, 'api/serve/bin-7/.api.go'),
    });
  });

  it('gives binaries the ending that Windows needs', () => {
    const { binary, next } = planOutput({ project: 'api', target: 'serve' }, '/w', undefined, {
      platform: 'win32',
      pid: 7,
    });
    expect([binary, next].map((path) => path.replace(/.*[\\/]/, ''))).toEqual(['api.exe', '.api.7.next.exe']);
  });

  it('keeps tasks apart', () => {
    const caches = [
      { project: 'api', target: 'serve' },
      { project: 'api', target: 'serve', configuration: 'dev' },
      { project: 'api', target: 'serve:dev' },
      { project: '@acme/api', target: 'serve' },
      { project: 'acme/api', target: 'serve' },
      { project: 'acme-api', target: 'serve' },
    ].map((task) => planOutput(task, '/w', undefined, linux).cache);
    expect(new Set(caches).size).toBe(caches.length);
  });

  it('stays in its folder, whatever the names are', () => {
    for (const name of ['..', '../..', '/', '', 'a/../../b', '@x/..', '.hidden', 'a\0b', 'a:b*c?"<>|']) {
      const { cache, binary } = planOutput({ project: name, target: name }, '/w', undefined, linux);
      expect(spellAsLinux(cache.slice(CACHE.length))).toMatch(
        /^\/[^/:*?"<>|\0.][^/:*?"<>|\0]*\/[^/:*?"<>|\0.][^/:*?"<>|\0]*$/,
      );
      expect(binary.startsWith(join(cache, 'bin/'))).toBe(true);
    }
  });
});

describe('nameProgram', () => {
  it.each([
    ['my-go-api', 'my-go-api'],
    ['@acme/api', 'api'],
    ['tools/gen', 'tools-gen'],
    ['api.v2', 'api.v2'],
    ['größe api', 'größe-api'],
    ['..', 'program'],
  ])('of %s is %s', (project, name) => {
    expect(nameProgram(project)).toBe(name);
  });
});
