import type { Figures } from './bounds-figures.ts';
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

/** How far RSS after the last cycle may be above that of the first mark (1.1: by a tenth). */
const GROWTH = 1.1;
/** CPU time in a minute of rest, in ms: two looks at who listens, 5 ms each once the processor has forgotten all. */
const AT_REST = 20;

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
  const cpu = rests.map(({ program, seconds, cpu }): Bound => ({
    what: `CPU time in ${seconds} s at rest, ${program}`,
    values: [...marks.slice(1).map(() => ''), `${cpu.map((ms) => ms.toFixed(1)).join(', ')} ms`],
    limit: `${AT_REST} ms`,
    verdict: judge(Math.max(...cpu) <= AT_REST),
  }));
  return [
    memory('RSS as it stands', '', ({ rssBefore }) => rssBefore),
    memory('RSS without what is free', '+10 % on the first', ({ rss }) => rss),
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
followed by a save without an edit. As it stands, memory holds what V8 has not collected yet, for which it lets the
heap grow while there is work, and what the C library keeps for its next blocks. Without both, after a collection of
garbage and malloc_trim(3), it shows what is in use: a leak would be seen in that. What it grows by is V8's, which for
some hundred cycles compiles what is used often.

The CPU time at rest is taken after V8 has used the quiet for two collections of garbage, about 110 and 220 s
after the last work (50 ms each, most of it on V8's own threads), and without a thread of Nx's own.

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
