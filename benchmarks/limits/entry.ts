import { DIST, goRunFrom } from '../peers/go-run.ts';
import { PROGRAMS } from '../programs.ts';
import { openLane, type Ground } from '../run/lane.ts';

/** How long each start of one build of this package took, in ms. */
export interface Entry {
  /** The folder of that build. */
  readonly dist: string;
  readonly samples: readonly number[];
}

/**
 * The time from the moment in which Nx would load the executor's file to its first `go build`, of this package's `dist`
 * and of those that are given beside it: so many starts of the std program, in turns, after one that warms up. Rejects
 * where an executor does not say either.
 */
export async function measureEntry(
  ground: Ground,
  rounds: number,
  beside: readonly string[] = [],
): Promise<readonly [Entry, ...Entry[]]> {
  const program = PROGRAMS.find(({ name }) => name === 'std');
  if (!program) throw new Error('there is no program std');
  const open = async (dist: string, index: number) => ({
    dist,
    samples: [] as number[],
    lane: await openLane(ground, program, goRunFrom(dist, `go-run-${index}`)),
  });
  const own = await open(DIST, 0);
  const others = await Promise.all(beside.map((dist, index) => open(dist, index + 1)));
  for (let round = 0; round <= rounds; round++) {
    for (const { lane, samples } of [own, ...others]) {
      const seen = lane.events.count();
      try {
        await lane.start();
        const entered = /^entered (\d+)$/m.exec(lane.tool.output)?.[1];
        const building = lane.events.from(seen).find(({ type }) => type === 'building');
        if (entered === undefined || !building) throw new Error(`no first build:\n${lane.tool.output}`);
        if (round > 0) samples.push(building.time - Number(entered));
      } finally {
        await lane.end();
      }
    }
  }
  return [own, ...others];
}
