import { linkSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { patiently } from '../files/patiently.ts';
import { describeSystem } from '../process/system.ts';
import { install, type InstallFiles, type Linker } from './install.ts';
import { createProgram } from './testing/tiny-program.ts';

/** As go marks what it links. */
const NOTE = 'Go\0\0';

/** A folder with these binaries: each holds its own name. */
function makeBinaries(...names: readonly string[]) {
  const files = createProgram();
  for (const name of names) files.write(`cache/bin/${name}`, NOTE + name);
  const { output } = files.plan;
  const list = () =>
    Object.fromEntries(
      readdirSync(files.path('cache/bin')).map((name) => [
        name,
        readFileSync(files.path(`cache/bin/${name}`), 'utf8').replace(NOTE, ''),
      ]),
    );
  return Object.assign(files, { output, list });
}

type Made = ReturnType<typeof makeBinaries>;

describe(install.name, () => {
  it('puts the new binary in the place of the last one', async () => {
    using made = makeBinaries('api', '.api.next');
    expect(await install(made.output, 'go', 'go')).toEqual({ ok: true });
    expect(made.list()).toEqual({ api: '.api.next', '.api.replaced': 'api' });
  });

  it('keeps the last binary of go while a hot one takes its place, through several of them', async () => {
    using made = makeBinaries('api', '.api.next');
    await install(made.output, 'go', 'hot');
    expect(made.list()).toEqual({ api: '.api.next', '.api.go': 'api' });
    made.write('cache/bin/.api.next', `${NOTE}second`);
    await install(made.output, 'hot', 'hot');
    expect(made.list()).toEqual({ api: 'second', '.api.go': 'api', '.api.replaced': '.api.next' });
    made.write('cache/bin/.api.next', `${NOTE}third`);
    await install(made.output, 'hot', 'go');
    expect(made.list()).toEqual({ api: 'third', '.api.replaced': 'second' });
  });

  it('replaces what an earlier run has kept', async () => {
    using made = makeBinaries('api', '.api.next', '.api.go');
    await install(made.output, 'go', 'hot');
    expect(made.list()).toEqual({ api: '.api.next', '.api.go': 'api' });
  });

  it('takes a binary that is the same', async () => {
    using made = makeBinaries('api');
    linkSync(made.output.binary, made.output.next);
    const { ino } = statSync(made.output.binary);
    expect(await install(made.output, 'hot', 'hot')).toEqual({ ok: true });
    expect(made.list()).toEqual({ api: 'api', '.api.replaced': 'api' });
    expect(statSync(made.output.binary).ino).toBe(ino);
  });

  it.each([
    ['a folder', (made: Made) => made.write('cache/bin/api/main.go', 'package main')],
    ['a script', (made: Made) => made.write('cache/bin/api', '#!/bin/sh\n')],
    ['a link', (made: Made) => symlinkSync(made.path('elsewhere'), made.path('cache/bin/api'))],
  ])('touches nothing where %s has come to have the name of the binary', async (_, come) => {
    using made = makeBinaries('.api.next', '.api.go');
    made.write('elsewhere', 'a file of the user');
    come(made);
    const installed = await install(made.output, 'go', 'hot');
    expect(installed).toMatchObject({
      ok: false,
      problem: { message: expect.stringMatching(/^outputPath: .*[\\/]cache[\\/]bin[\\/]api is a /) },
    });
    expect(readdirSync(made.path('cache/bin')).sort()).toEqual(['.api.go', '.api.next', 'api']);
  });

  it('keeps a file of the user that has the name of the kept binary', async () => {
    using made = makeBinaries('api', '.api.next');
    made.write('cache/bin/.api.go', 'package main');
    expect((await install(made.output, 'go', 'hot')).ok).toBe(false);
    expect(made.list()).toEqual({ api: 'api', '.api.next': '.api.next', '.api.go': 'package main' });
  });

  it('does without a last binary', async () => {
    using made = makeBinaries('.api.next');
    expect(await install(made.output, 'go', 'hot')).toEqual({ ok: true });
    expect(made.list()).toEqual({ api: '.api.next' });
  });

  it('tells what stands in the way', async () => {
    using made = makeBinaries('api');
    expect(await install(made.output, 'go', 'go')).toMatchObject({
      ok: false,
      problem: {
        message: expect.stringMatching(/^outputPath: the new binary can't be put in place: ENOENT/),
      },
    });
    expect(made.list()).toEqual({ api: 'api' });
  });
});

describe('installing while a scanner holds a file, as on Windows', () => {
  /** A disk that refuses to rename the new binary so many times; `time` is what was waited for, in ms. */
  function makeDisk({ refusals, code = 'EBUSY' }: { refusals: number; code?: string }) {
    const disk = { time: 0, refusals };
    const timers = { now: () => disk.time, wait: async (ms: number) => void (disk.time += ms) };
    const system = describeSystem('win32');
    const rename = (from: string, to: string) => {
      if (from.includes('.next') && disk.refusals-- > 0) {
        throw Object.assign(new Error(`${code}: resource busy or locked, rename '${from}' -> '${to}'`), {
          code,
        });
      }
      renameSync(from, to);
    };
    const patient: InstallFiles['patiently'] = (action) => patiently(action, { ...system, timers });
    const rm = (path: string) => rmSync(path, { force: true });
    return Object.assign(disk, { rename, rm, patiently: patient, system });
  }

  // https://github.com/npm/cli/issues/9028, https://github.com/jdx/mise/issues/10300
  it.each(['EBUSY', 'EPERM', 'EACCES'])('tries again after %s until it is let go', async (code) => {
    using made = makeBinaries('api', '.api.next');
    const disk = makeDisk({ refusals: 8, code });
    expect(await install(made.output, 'go', 'go', disk)).toEqual({ ok: true });
    expect(made.list()).toEqual({ api: '.api.next', '.api.replaced': 'api' });
    expect(disk.time).toBeLessThan(1500);
  });

  it.each(['go', 'hot'] as const)(
    'gives up after 10 s, puts the last binary back, and says what to do (next by %s)',
    async (next) => {
      using made = makeBinaries('api', '.api.next');
      const disk = makeDisk({ refusals: Infinity });
      expect(await install(made.output, 'go', next, disk)).toMatchObject({
        ok: false,
        problem: {
          message: expect.stringMatching(/can't be put in place: EBUSY/),
          hint: expect.stringMatching(/virus scanner.*cache[\\/]bin/),
        },
      });
      expect(made.list()).toEqual({ api: 'api', '.api.next': '.api.next' });
      expect(disk.time).toBeGreaterThanOrEqual(10_000);
      expect(disk.time).toBeLessThan(10_500);
    },
  );

  it('does not try again what will not pass, and puts the last binary back', async () => {
    using made = makeBinaries('api', '.api.next');
    const disk = makeDisk({ refusals: 1, code: 'ENOSPC' });
    const installed = await install(made.output, 'go', 'go', disk);
    expect(installed).toEqual({
      ok: false,
      problem: { message: expect.stringMatching(/ENOSPC/) },
    });
    expect(made.list()).toEqual({ api: 'api', '.api.next': '.api.next' });
    expect(disk.time).toBe(0);
  });
});

describe('installing while two programs run, as on Windows', () => {
  /** A disk on which what runs can be renamed, but not removed or replaced. */
  function makeDisk(made: Made) {
    const running = new Set<number>();
    const inode = (path: string) => statSync(path, { throwIfNoEntry: false })?.ino ?? 0;
    const refuse = (path: string) => {
      if (running.has(inode(path))) throw Object.assign(new Error(`EPERM ${path}`), { code: 'EPERM' });
    };
    const files: InstallFiles = {
      rename(from, to) {
        refuse(to);
        renameSync(from, to);
      },
      rm(path) {
        refuse(path);
        rmSync(path, { force: true });
      },
      patiently: async (action) => action(),
      system: describeSystem('win32'),
    };
    let last: Linker = 'go';
    /** Builds, puts it in place and runs it, beside the others or in the place of all. */
    const start = async (name: string, linker: Linker, how: 'beside' | 'alone') => {
      made.write('cache/bin/.api.next', NOTE + name);
      expect(await install(made.output, last, linker, files)).toEqual({ ok: true });
      last = linker;
      if (how === 'alone') running.clear();
      running.add(inode(made.output.binary));
    };
    return { start, stop: (name: string) => running.delete(inode(made.path(`cache/bin/${name}`))) };
  }

  it('finds a place for each', async () => {
    using made = makeBinaries('api');
    const { start, stop } = makeDisk(made);
    await start('a', 'go', 'alone');
    await start('b', 'go', 'beside');
    // It does not become ready, and is stopped for the next.
    await start('c', 'go', 'beside');
    expect(made.list()).toEqual({ api: 'c', '.api.replaced': 'a', '.api.replaced2': 'b' });
    stop('.api.replaced2');
    await start('d', 'go', 'beside');
    expect(made.list()).toEqual({ api: 'd', '.api.replaced': 'a', '.api.replaced2': 'c' });
  });

  it('keeps for go to link upon what runs, and puts it aside once that is not needed', async () => {
    using made = makeBinaries();
    const { start } = makeDisk(made);
    await start('a', 'go', 'alone');
    await start('b', 'hot', 'beside');
    expect(made.list()).toEqual({ api: 'b', '.api.go': 'a' });
    await start('c', 'go', 'beside');
    expect(made.list()).toEqual({ api: 'c', '.api.replaced': 'b', '.api.replaced2': 'a' });
  });
});
