import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseAnswer } from '../client/outcome.ts';
import { ask } from '../client/ask.ts';
import { testEnvironment } from '../../e2e/rig/environment.ts';
import { isNothing, type EditKind } from '../edits/edit-kinds.ts';
import type { Peer } from '../peers/peer.ts';
import { emptyPageCache } from '../processes/throttle.ts';
import { MARK } from '../processes/tool.ts';
import { footprintOf } from '../processes/tree.ts';
import type { Program } from '../programs.ts';
import { copyProgram, openLane, type Ground, type Lane } from './lane.ts';
import { measure } from './measure.ts';
import type { EditResult, FootprintResult, Results, StartResult } from './result.ts';

/** What a run is limited to, and where it works. */
export interface Limits extends Ground {
  readonly peers: readonly Peer[];
  /** Counted edits of each kind for each tool. One more before them warms up. */
  readonly edits: number;
  /** Starts of each tool. */
  readonly starts: number;
  readonly kinds: readonly EditKind[];
  /** Whether each edit meets an empty page cache. */
  readonly throttled: boolean;
  readonly tell: (line: string) => void;
}

/** ms for the first build of all that a program is made of. */
const PRIME_LIMIT = 30 * 60_000;
/** How many misses of one tool in a row end the run. */
const MOST_MISSES = 3;

/**
 * Runs one program with all tools side by side. One edit is made to one tool's copy at a time, in turn, while the
 * others are at rest. Rejects when a tool does not start or misses several edits in a row.
 */
export async function runProgram(program: Program, limits: Limits): Promise<Results> {
  const { peers, tell } = limits;
  tell(`${program.name}: building what it is made of`);
  await prime(program, limits);
  const lanes: Lane[] = [];
  try {
    for (const peer of peers) lanes.push(await openLane(limits, program, peer));
    const starts = await measureStarts(lanes, limits);
    const edits = await measureEdits(lanes, program, limits);
    const footprints: FootprintResult[] = [];
    for (const lane of lanes) {
      const pid = parseAnswer((await ask(lane.port)).text)?.pid;
      const footprint = footprintOf(lane.tool.pid, pid);
      footprints.push({ program: program.name, peer: lane.peer.name, footprint });
    }
    return { starts, edits, footprints };
  } finally {
    for (const lane of lanes) await lane.end();
  }
}

/** Has the go command compile all packages that the copies have in common. */
async function prime(program: Program, { folder, run, signal }: Limits): Promise<void> {
  const cwd = join(folder, program.name, 'prime');
  copyProgram(program, cwd);
  const env = testEnvironment({ GOTOOLCHAIN: 'local', GOWORK: 'off', [MARK]: `${run}/` });
  await promisify(execFile)('go', ['build', '-o', join(cwd, 'primed'), '.'], {
    cwd,
    env,
    signal,
    timeout: PRIME_LIMIT,
  });
}

/** Starts each tool in turn, several times; after the last time they are left running. */
async function measureStarts(lanes: readonly Lane[], { starts, tell }: Limits): Promise<StartResult[]> {
  const results: StartResult[] = [];
  for (let round = 1; round <= starts; round++) {
    for (const lane of lanes) {
      const ms = await lane.start();
      tell(`${lane.program.name} ${lane.peer.name} start ${round}: ${ms.toFixed(0)} ms`);
      results.push({ program: lane.program.name, peer: lane.peer.name, ms });
      if (round < starts) await lane.end();
    }
  }
  return results;
}

async function measureEdits(
  lanes: readonly Lane[],
  program: Program,
  { edits, kinds, throttled, signal, tell }: Limits,
): Promise<EditResult[]> {
  const results: EditResult[] = [];
  const misses = new Map<string, number>();
  for (const kind of program.edits.filter((one) => kinds.includes(one))) {
    for (let round = 0; round <= edits; round++) {
      for (const lane of lanes) {
        if (isNothing(kind) && lane.peer.tellsUnchanged === undefined) continue;
        if (throttled) emptyPageCache();
        const result = await measure(lane, kind, signal);
        tell(`${program.name} ${lane.peer.name} ${kind} ${round}: ${describe(result)}`);
        const missed = result.outcome.kind === 'missed' ? (misses.get(lane.peer.name) ?? 0) + 1 : 0;
        misses.set(lane.peer.name, missed);
        if (result.outcome.kind === 'missed' && missed >= MOST_MISSES) throw new Error(result.outcome.why);
        // The first of each kind warms up.
        if (round > 0) results.push(result);
      }
    }
  }
  return results;
}

function describe({ outcome, cpu }: EditResult): string {
  switch (outcome.kind) {
    case 'answered':
      return `${outcome.ms.toFixed(0)} ms, dark ${outcome.outage.darkMs.toFixed(0)} ms, CPU ${cpu.toFixed(2)} s`;
    case 'unchanged':
      return `unchanged after ${outcome.ms.toFixed(0)} ms, CPU ${cpu.toFixed(2)} s`;
    case 'passed-over':
    case 'restarted':
      return `${outcome.kind}, CPU ${cpu.toFixed(2)} s`;
    case 'missed':
      return `missed: ${outcome.why}`;
  }
}
