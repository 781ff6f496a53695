import { number, ratio, table } from '../report/format.ts';
import { medianOf } from '../statistics/summary.ts';

/** A way to do something, and how long it took each time, in ms. */
interface Measured {
  readonly what: string;
  readonly samples: readonly number[];
}

/** A Markdown table of what was measured in turns; ratios are to the first, which `base` names. */
export function settingsTable(base: string, measured: readonly Measured[]): string {
  const first = medianOf(measured[0]?.samples ?? []);
  const rows = measured.map(({ what, samples }) => [
    what,
    number(medianOf(samples)),
    number(Math.min(...samples)),
    number(Math.max(...samples)),
    ratio(medianOf(samples) / first),
  ]);
  return table(['', 'median, ms', 'least', 'most', `to ${base}`], rows);
}
