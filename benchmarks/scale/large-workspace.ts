import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findFreePort } from '../../e2e/rig/ports.ts';
import { processTable } from '../../src/process/processes.ts';
import { cpuSeconds, footprintOf } from '../processes/tree.ts';
import { number, ratio, table } from '../report/format.ts';
import { medianOf } from '../statistics/summary.ts';
import { ALONE, LARGE, writeMonorepo } from './monorepo.ts';
import { serve, type Ground } from './served.ts';

/** ms after which the watch set is known and nothing is left to do, and ms of rest that are measured. */
const SETTLED = 5000;
const REST = 20_000;

const KINDS = { alone: ALONE, large: LARGE } as const;
type Kind = keyof typeof KINDS;

interface Sample {
  /** ms from the executor's start to its first `go build`, and to the end of that. */
  readonly building: number;
  readonly built: number;
  /** MB of 10⁶ bytes. */
  readonly rss: number;
  readonly watches: number;
  /** ms of CPU while nothing happened. */
  readonly cpu: number;
}

/** Serves the same program in a workspace of 100,000 files and in one of its own, in turn. Gives a Markdown table. */
export async function measureLargeWorkspace(
  ground: Ground,
  rounds: number,
  tell: (line: string) => void,
): Promise<string> {
  const samples: Record<Kind, Sample[]> = { alone: [], large: [] };
  const root = (kind: Kind) => join(ground.folder, kind);
  for (const kind of ['alone', 'large'] as const) writeMonorepo(root(kind), KINDS[kind]);
  // The first round fills Go's cache.
  for (let round = 0; round <= rounds; round++)
    for (const kind of ['alone', 'large'] as const) {
      const sample = await take(ground, root(kind));
      if (round > 0) samples[kind].push(sample);
      tell(`${kind}: ${JSON.stringify(sample)}`);
    }
  const row = (what: string, read: (sample: Sample) => number, digits = 0) => {
    const [alone, large] = [medianOf(samples.alone.map(read)), medianOf(samples.large.map(read))];
    return [what, number(alone, digits), number(large, digits), alone > 0 ? ratio(large / alone) : '–'];
  };
  return table(
    ['', 'in a workspace of its own', 'among 100,000 files', 'ratio'],
    [
      row('ms from the start to the first `go build`', ({ building }) => building),
      row('ms from the start to the end of that build', ({ built }) => built),
      row('RSS at rest, MB', ({ rss }) => rss),
      row('inotify watches', ({ watches }) => watches),
      row(`ms of CPU in ${REST / 1000} s at rest`, ({ cpu }) => cpu),
    ],
  );
}

async function take(ground: Ground, root: string): Promise<Sample> {
  const served = serve(ground, root, 'apps/app', await findFreePort());
  try {
    const building = await served.next('building');
    const built = await served.next('built');
    await served.next('ready');
    await pause(SETTLED);
    const executor = processTable.descendants(served.tool.pid)[0]?.pid ?? 0;
    const before = cpuSeconds(served.tool.pid);
    await pause(REST);
    const cpu = (cpuSeconds(served.tool.pid) - before) * 1000;
    const resident = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${executor}/status`, 'utf8'))?.[1];
    return {
      building: building.time - served.startedAt,
      built: built.time - served.startedAt,
      rss: (Number(resident) * 1024) / 1e6,
      watches: footprintOf(served.tool.pid, undefined).watches,
      cpu,
    };
  } finally {
    await served.tool.end();
  }
}
