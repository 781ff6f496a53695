import { execFileSync, spawnSync } from 'node:child_process';
import { createFiles, goEnvironment } from '../files/testing/temporary-files.ts';
import { readBuiltFile } from './build-id.ts';
import { createProgram, TINY } from './testing/tiny-program.ts';

/** The race detector needs a C compiler. ms */
const canRace = spawnSync('cc', ['--version']).status === 0;
const SLOW = 120_000;

describe('readBuiltFile', () => {
  const build = async (source: string, ...flags: string[]) => {
    using files = createProgram({ ...TINY, 'apps/api/main.go': source });
    execFileSync('go', ['build', '-trimpath', '-o', files.path('out'), ...flags, '.'], {
      cwd: files.path('apps/api'),
      env: goEnvironment(),
    });
    return await readBuiltFile(files.path('out'));
  };
  const program = {
    kind: 'program',
    header: expect.anything(),
    contentId: expect.stringMatching(/^[\w-]{20}$/),
  };

  it.each([
    ['a plain build', []],
    ['no symbols', ['-ldflags=-s -w']],
    ['pie', ['-buildmode=pie']],
    ...(canRace ? [['the race detector', ['-race']] as [string, string[]]] : []),
  ])(
    'finds the content’s ID with %s',
    async (_, flags) => {
      expect(await build('package main\n\nfunc main() {}\n', ...flags)).toEqual(program);
    },
    SLOW,
  );

  it(
    'gives the same ID for the same code, and another for other code',
    async () => {
      const first = await build('package main\n\nfunc main() { println(1) }\n');
      expect(await build('package main\n\nfunc main() { println(1) } // comment\n')).toEqual(first);
      expect(await build('package main\n\nfunc main() { println(2) }\n')).not.toEqual(first);
    },
    SLOW,
  );

  it(
    'finds none where the flags took it out',
    async () => {
      expect(await build('package main\n\nfunc main() {}\n', '-ldflags=-buildid=')).toEqual({
        kind: 'program',
        header: expect.anything(),
        contentId: undefined,
      });
    },
    SLOW,
  );

  it(
    'tells an archive, which go makes of a package that is not main',
    async () => {
      expect(await build('package lib\n')).toEqual({ kind: 'archive' });
    },
    SLOW,
  );

  it('tells what is missing, or is a folder, and takes an empty file for a program without ID', async () => {
    using files = createFiles({ empty: '' });
    expect(await readBuiltFile(files.path('gone'))).toEqual({ kind: 'missing' });
    expect(await readBuiltFile(files.root)).toEqual({ kind: 'missing' });
    expect(await readBuiltFile(files.path('empty'))).toEqual({
      kind: 'program',
      header: expect.anything(),
      contentId: undefined,
    });
  });
});
