import { TICK, type Figures } from './bounds-figures.ts';
import type { Bounds } from './bounds.ts';

/** One thing that is bounded. */
export interface Bound {
  readonly what: string;
  /** After each mark, or at the one rest. */
  readonly values: readonly string[];
  /** What the last value may be. */
  readonly limit: string;
  readonly verdict: 'holds' | 'broken' | 'not judged';
}

/** How much RSS may grow from the first mark to the last (1.1: by a tenth). */
const GROWTH = 1.1;
/** Ticks in a minute of rest: the kernel charges a whole one to whoever runs as it comes. */
const MEASURING_ERROR = 2;

/** What must be constant, however long a run lasts. */
const COUNTS: Readonly<Record<string, (figures: Figures) => Readonly<Record<string, number>> | number>> = {
  'Timers, handles and requests': ({ resources }) => resources,
  'Listeners on `process`': ({ listeners }) => sum(listeners),
  'Open descriptors': ({ descriptors }) => descriptors,
  'inotify watches': ({ watches }) => watches,
  Threads: ({ threads }) => threads,
};

/**
 * Compares the figures of the last mark with those of the first. Memory and CPU time count in a full measurement
 * alone: a short one ends before they have settled.
 */
export function judgeBounds({ marks, rests }: Bounds, isFull: boolean): readonly Bound[] {
  const judge = (holds: boolean) => (isFull ? (holds ? 'holds' : 'broken') : 'not judged');
  const memory = (what: string, limit: string, read: (figures: Figures) => number): Bound => {
    const values = marks.map(({ figures }) => read(figures));
    const holds = (values.at(-1) ?? NaN) <= GROWTH * (values[0] ?? NaN);
    const verdict = limit === '' ? 'not judged' : judge(holds);
    return { what, values: values.map((one) => `${(one / 2 ** 20).toFixed(1)} MiB`), limit, verdict };
  };
  const counts = Object.entries(COUNTS).map(([what, read]): Bound => {
    const values = marks.map(({ figures }) => show(read(figures)));
    return { what, values, limit: 'the same', verdict: values.at(-1) === values[0] ? 'holds' : 'broken' };
  });
  const cpu = rests.map(({ program, seconds, ticks }): Bound => ({
    what: `CPU time in ${seconds} s at rest, ${program}`,
    values: [...marks.slice(1).map(() => ''), `${ticks.map((one) => one * TICK).join(', ')} ms`],
    limit: `${MEASURING_ERROR * TICK} ms`,
    verdict: judge(Math.max(...ticks) <= MEASURING_ERROR),
  }));
  return [
    memory('RSS', '+10 %', ({ rss }) => rss),
    memory('JavaScript heap in use', '', ({ heapUsed }) => heapUsed),
    ...counts,
    ...cpu,
  ];
}

/** The bounds as a section of Markdown. */
export function tabulateBounds(bounds: Bounds, judged: readonly Bound[]): string {
  const after = bounds.marks.map(({ cycles }) => `After ${cycles.toLocaleString('en')}`);
  const rows = judged.map(({ what, values, limit, verdict }) => [what, ...values, limit, verdict]);
  const lines = [
    ['What', ...after, 'Limit', 'Verdict'],
    ['---', ...after.map(() => '---:'), '---', '---'],
    ...rows,
  ];
  return `## Bounds

One executor by itself, after so many cycles of save → ready; one in ten is a syntax error, and one in ten is
followed by a save without an edit. Memory is taken after a collection of garbage. The CPU time is the kernel's
count, in ticks of ${TICK} ms, less that of a thread of Nx's own; each
time is shown, and the largest is judged. The heap is shown, not judged: in heap snapshots of cycle 20 and 140
nearly all of its growth was compiled code.

${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}
`;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function show(value: Readonly<Record<string, number>> | number): string {
  if (typeof value === 'number') return String(value);
  return Object.entries(value)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}
