import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { testEnvironment } from '../../e2e/rig/environment.ts';
import { readAssignments } from '../../src/build/hot/commands.ts';
import { splitPrintedCommand } from '../../src/build/hot/printed-build.ts';
import { PROGRAMS } from '../programs.ts';
import { copyProgram } from '../run/lane.ts';
import { settingsTable } from './settings-table.ts';

/** A way to call the linker. */
interface Setting {
  readonly what: string;
  /** Flags to leave out. */
  readonly without: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The folder of what is linked; else one on the disk. */
  readonly folder?: string;
  /** What is linked was compiled without debug information. */
  readonly bare?: true;
}

const IN_MEMORY = '/dev/shm';
const STRIP = ['-s', '-w'];
const SETTINGS: readonly Setting[] = [
  { what: '`link -s -w` with `GOGC=400`: this executor', without: [], env: { GOGC: '400' } },
  { what: '`link`: the hand', without: STRIP, env: {} },
  { what: '`link -s -w`', without: [], env: {} },
  { what: 'the same with `GOGC=off`', without: [], env: { GOGC: 'off' } },
  { what: 'the same with `GOGC=off`, one thread', without: [], env: { GOGC: 'off', GOMAXPROCS: '1' } },
  {
    what: 'as this executor, into memory instead of the disk',
    without: [],
    env: { GOGC: '400' },
    folder: IN_MEMORY,
  },
  {
    what: 'as this executor, all packages compiled by `-gcflags=all=-dwarf=0`',
    without: [],
    env: { GOGC: '400' },
    bare: true,
  },
];

/** Links the program of one package by each setting in turn, nothing else beside. Gives a Markdown table. */
export function measureLinkSettings(folder: string, rounds: number): string {
  const usual = prepare(join(folder, 'link'), []);
  const bareLink = prepare(join(folder, 'link-bare'), ['-gcflags=all=-dwarf=0']);
  try {
    const tried = SETTINGS.filter((setting) => setting.folder === undefined || existsSync(setting.folder));
    const lanes = tried.map((setting) => ({ ...setting, samples: [] as number[] }));
    for (let round = 0; round <= rounds; round++) {
      for (const { without, env, folder: place = folder, bare, samples } of lanes) {
        const { file, words, given, directory } = bare ? bareLink : usual;
        const output = join(place, `nx-go-run-linked-${process.pid}`);
        const args = words.filter((word) => !without.includes(word));
        args[args.indexOf('-o') + 1] = output;
        const began = performance.now();
        run(file, args, directory, { ...given, ...env });
        // What is read lies in memory from the second time on.
        if (round > 0) samples.push(performance.now() - began);
        rmSync(output);
      }
    }
    return settingsTable('this executor', lanes);
  } finally {
    for (const { work } of [usual, bareLink]) rmSync(work, { recursive: true, force: true });
  }
}

interface Link {
  readonly file: string;
  readonly words: readonly string[];
  /** What go adds to the environment. */
  readonly given: Readonly<Record<string, string>>;
  readonly directory: string;
  /** The folder that holds what is linked. */
  readonly work: string;
}

/** Builds the program with these flags more, and gives the command by which go has linked it. */
function prepare(directory: string, flags: readonly string[]): Link {
  const std = PROGRAMS.find(({ name }) => name === 'std') as (typeof PROGRAMS)[number];
  copyProgram(std, directory);
  const args = ['build', '-work', '-x', '-ldflags=-s -w', ...flags, '-o', 'program', '.'];
  const printed = run('go', args, directory, {});
  const work = /^WORK=(.+)$/m.exec(printed)?.[1];
  const line = printed.split('\n').find((one) => one.includes('/link -o $WORK/'));
  const all = splitPrintedCommand(line ?? '', directory)?.map((word) => word.replaceAll('$WORK', work ?? ''));
  const at = all?.findIndex((word) => !/^[A-Z]+=/.test(word)) ?? -1;
  const [file, ...words] = all?.slice(at) ?? [];
  if (work === undefined || at < 0 || file === undefined)
    throw new Error(`no link in what go prints:\n${printed}`);
  return { file, words, given: readAssignments(all?.slice(0, at) ?? []), directory, work };
}

/** Runs a command to its end; gives what it wrote to stderr. Throws where it failed. */
function run(
  file: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): string {
  const all = testEnvironment({ GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '-buildvcs=false', ...env });
  const { status, stderr } = spawnSync(file, args, {
    cwd,
    env: all,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} has failed:\n${stderr}`);
  return stderr;
}
