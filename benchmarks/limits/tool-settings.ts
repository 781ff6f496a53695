import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { testEnvironment } from '../../e2e/rig/environment.ts';
import { openSources } from '../edits/sources.ts';
import { PROGRAMS } from '../programs.ts';
import { copyProgram } from '../run/lane.ts';
import { medianOf } from '../statistics/summary.ts';
import { settingsTable } from './settings-table.ts';

/** A way to call the go command. */
interface Setting {
  readonly what: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const STRIPPED = '-ldflags=-s -w';
const WITHOUT_DWARF = '-gcflags=./...=-dwarf=0';
const SETTINGS: readonly Setting[] = [
  { what: '`go build`: the hand', args: [], env: {} },
  { what: '`-ldflags="-s -w"`', args: [STRIPPED], env: {} },
  { what: 'the same with `GOGC=400`: this executor', args: [STRIPPED], env: { GOGC: '400' } },
  { what: 'the same with `GOGC=off`', args: [STRIPPED], env: { GOGC: 'off' } },
  {
    // Without -p go would run one compiler at a time as well.
    what: '`-ldflags="-s -w"`, one thread in each compiler',
    args: [STRIPPED, `-p=${availableParallelism()}`],
    env: { GOMAXPROCS: '1' },
  },
  { what: '`-ldflags="-s -w"`, `-p 4`', args: [STRIPPED, '-p=4'], env: {} },
  {
    what: '`-ldflags="-s -w"`, `-gcflags=./...=-dwarf=0`',
    args: [STRIPPED, WITHOUT_DWARF],
    env: {},
  },
];

const fanout = PROGRAMS.find(({ name }) => name === 'fanout') as (typeof PROGRAMS)[number];

/** Adds a line to the package with ten dependents, and builds by each setting in turn. Gives a Markdown table. */
export function measureToolSettings(folder: string, rounds: number): string {
  const lanes = SETTINGS.map((setting, at) => {
    const app = join(folder, `setting${at}`);
    copyProgram(fanout, app);
    return { ...setting, app, sources: openSources(app, fanout), samples: [] as number[] };
  });
  for (let round = 0; round <= rounds; round++) {
    for (const { app, args, env, sources, samples } of lanes) {
      sources.save('line');
      const began = performance.now();
      build(app, 'program', args, env);
      // The first one builds everything.
      if (round > 0) samples.push(performance.now() - began);
    }
  }
  return settingsTable('the hand', lanes);
}

/**
 * How long `go build` by hand takes once an edit has been built for the executor, in ms, by whether the compilers were
 * told to write no debug information: medians. What a test compiles is the same.
 */
export function measureSharing(
  folder: string,
  rounds: number,
): { readonly shared: number; readonly apart: number } {
  const lanes = [[], [WITHOUT_DWARF]].map((flags, at) => {
    const app = join(folder, `sharing${at}`);
    copyProgram(fanout, app);
    return { app, flags, sources: openSources(app, fanout), samples: [] as number[] };
  });
  for (let round = 0; round <= rounds; round++) {
    for (const { app, flags, sources, samples } of lanes) {
      sources.save('line');
      build(app, 'served', [STRIPPED, ...flags], {});
      const began = performance.now();
      build(app, 'program', [], {});
      if (round > 0) samples.push(performance.now() - began);
    }
  }
  const [shared = NaN, apart = NaN] = lanes.map(({ samples }) => medianOf(samples));
  return { shared, apart };
}

/** Whether the linked program is the same where the compiler is told to write no debug information. */
export function isSameWithoutDwarf(folder: string): boolean {
  const app = join(folder, 'dwarf');
  copyProgram(fanout, app);
  // The flag stands in the binary; -dwarf=1 is what the compiler does unasked.
  const linked = ['0', '1'].map((value) => {
    const args = ['-ldflags=-s -w -buildid=', `-gcflags=./...=-dwarf=${value}`];
    build(app, `dwarf${value}`, args, {});
    const binary = readFileSync(join(app, `dwarf${value}`)).toString('latin1');
    return binary.replaceAll(`-dwarf=${value}`, '');
  });
  return linked[0] === linked[1];
}

function build(
  app: string,
  output: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): void {
  const all = testEnvironment({ GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '-buildvcs=false', ...env });
  execFileSync('go', ['build', '-o', output, ...args, '.'], { cwd: app, env: all });
}
