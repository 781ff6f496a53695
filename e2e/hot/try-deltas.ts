import { execFileSync, spawnSync } from 'node:child_process';
import { createFiles, goEnvironment } from '../../src/files/testing/temporary-files.ts';
import { createRandom } from '../faults/random.ts';
import { editAtRandom } from './delta-edits.ts';
import type { DeltaProgram } from './delta-programs.ts';
import { createDriver, type Driver } from './driver.ts';
import type { Sources } from './fixture.ts';

/** What came of one edit with `hotBuild: "delta"`. */
export interface TriedDelta {
  readonly program: string;
  readonly kind: string;
  readonly go: string;
  /** Whether the standard library may use C. */
  readonly cgo: boolean;
  readonly packages: number;
  /** How it was linked; `same`: it was not, since nothing had changed. */
  readonly link: 'delta' | 'full' | 'same' | 'go';
  /** Why not as a delta. */
  readonly because?: string;
  /** What was not as it must be. */
  readonly wrong?: string;
}

/** How often the edit before is taken back, instead of a new one, and how often no rest comes before the next. */
const TAKEN_BACK = 0.08;
const NO_REST = 0.15;

/**
 * Edits a program again and again. Each delta is verified, compared by way of a full link with what go builds, and
 * run beside go's program: output, exit code and tracebacks have to be the same. Goes on until it is no longer
 * asked. `tools` is the folder of the linkers.
 */
export async function* tryDeltas(
  program: DeltaProgram,
  seed: number,
  version: string,
  tools: string,
): AsyncGenerator<TriedDelta> {
  using files = createFiles();
  const random = createRandom(seed);
  // With a C compiler, package net has C in it.
  const CGO_ENABLED = random.chance(0.5) ? '1' : '0';
  const env = { ...goEnvironment(), GOWORK: '', CGO_ENABLED, GOTOOLCHAIN: version };
  const flags = ['-buildvcs=false', '-ldflags=-s -w'];
  const { cwd, target } = program;
  const place = { root: files.root, env, flags, target, cwd, tools };
  const driver = createDriver(place, program.sources());
  const first = await driver.build();
  if (first.kind !== 'built') throw new Error(`${program.name} does not build: ${JSON.stringify(first)}`);
  const { go } = driver.plan;
  const listed = execFileSync(go.binary, ['list', '-deps', go.package], { cwd: go.cwd, env: go.env });
  const packages = String(listed).trim().split('\n').length;
  await restWholly(driver);

  let last: Sources | undefined;
  for (;;) {
    const before = new Map(driver.sources);
    let kind = 'taken back';
    if (last && random.chance(TAKEN_BACK)) {
      for (const path of driver.sources.keys()) driver.sources.set(path, last.get(path) ?? null);
    } else kind = editAtRandom(driver.sources, program.edited, random);
    last = before;
    yield {
      program: program.name,
      kind,
      go: version,
      cgo: CGO_ENABLED === '1',
      packages,
      ...(await tryOne()),
    };
  }

  async function tryOne(): Promise<Pick<TriedDelta, 'link' | 'because' | 'wrong'>> {
    const outcome = await driver.build();
    if (outcome.kind !== 'built') return { link: 'go', wrong: JSON.stringify(outcome) };
    const { via } = outcome;
    const how = via.kind === 'go' ? 'go' : (via.link?.kind ?? 'same');
    const because =
      via.kind === 'go' ? via.because : via.link?.kind === 'full' ? via.link.because : undefined;
    const tried = { link: how, ...(because === undefined ? {} : { because }) } as const;
    if (how === 'delta' && random.chance(NO_REST)) return { ...tried, ...compare() };
    const rested = await restWholly(driver);
    const bad = rested.find((one) => !['done', 'prepared', 'checked', 'based'].includes(one));
    if (bad !== undefined) return { ...tried, wrong: bad };
    if (how === 'delta' && !rested.includes('checked')) return { ...tried, wrong: 'it was not verified' };
    return how === 'delta' ? { ...tried, ...compare() } : tried;
  }

  /** Runs what was linked, and what go builds alone. */
  function compare(): { readonly wrong?: string } {
    const other = files.path('cache/by-go');
    const args = ['build', '-o', other, ...go.buildFlags, go.package];
    execFileSync(go.binary, args, { cwd: go.cwd, env: go.env, stdio: 'pipe' });
    const [ours, theirs] = [driver.plan.output.binary, other].map(run);
    return ours === theirs ? {} : { wrong: `they print otherwise:\n${ours}\n── go\n${theirs}` };
  }

  function run(binary: string): string {
    const options = {
      cwd: files.root,
      env: { ...env, GOGC: '20', GODEBUG: 'gccheckmark=1', HOME: files.root },
      encoding: 'utf8',
      timeout: 120_000,
    } as const;
    const { status, signal, stdout, stderr } = spawnSync(binary, program.args, options);
    return `${status} ${signal}\n${stdout}\n${stderr}`.replace(VOLATILE, 'X');
  }
}

/** What differs between two runs of the same program. */
const VOLATILE = /0x[0-9a-f]+|goroutine \d+|\+0x\S+|\b[\d.]+ ?(ms|µs)|\d{4}[-/]\d\d[-/]\d\d[ T][\d:.]+Z?/g;

/** All that is to be done in quiet moments, by the names of what came of it. */
export async function restWholly(driver: Driver): Promise<readonly string[]> {
  const all: string[] = [];
  for (let work = await driver.rest(); work; work = await driver.rest()) {
    const isOff = work.kind === 'delta' && work.because !== undefined;
    if (work.kind === 'delta') all.push(isOff ? `delta is off: ${work.because}` : 'based');
    else all.push(work.kind === 'defect' ? `defect: ${work.because}` : work.kind);
    // What could not be had is not asked for again and again.
    if (work.kind === 'undecided') break;
  }
  return all;
}
