import { openLane, type Ground } from '../run/lane.ts';
import { goRun } from '../peers/go-run.ts';
import { PROGRAMS } from '../programs.ts';
import { medianOf } from '../statistics/summary.ts';

/**
 * ms from the moment in which Nx would load the executor's file to its first `go build`: the median of so many starts
 * of the std program, after one that warms up. Rejects where the executor does not say either.
 */
export async function measureEntry(ground: Ground, rounds: number): Promise<number> {
  const program = PROGRAMS.find(({ name }) => name === 'std');
  if (!program) throw new Error('there is no program std');
  const lane = await openLane(ground, program, goRun);
  const samples: number[] = [];
  for (let round = 0; round <= rounds; round++) {
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
  return medianOf(samples);
}
