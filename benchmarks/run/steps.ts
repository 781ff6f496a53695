/** One line of the event log, as far as it is read here; see docs/events.md. */
export interface LoggedEvent {
  readonly type: string;
  /** ms since 1970, whole. */
  readonly time: number;
  readonly via?: string;
  readonly durations?: Readonly<Record<string, unknown>>;
}

/** The parts of a cycle, in order. Those of `build` are only there where the events tell them. */
export const STEPS = [
  'batch',
  'generate',
  'build',
  'load',
  'compile',
  'link',
  'compare',
  'stop',
  'start',
  'ready',
  'answer',
  'rest',
] as const;
export type Step = (typeof STEPS)[number];

/** Parts of another part: not added up once more. */
const WITHIN_BUILD: readonly Step[] = ['load', 'compile', 'link'];

/** ms of each part of one cycle; a part that is not told is absent. */
export interface Steps {
  readonly ms: Readonly<Partial<Record<Step, number>>>;
  /** What built: the events' own word, such as `hot` or `go`. */
  readonly via: string;
}

/**
 * Takes a cycle apart: from the save at `savedAt` to the answer at `answeredAt`, both in ms since 1970. `answer` is
 * below 0 where the client had its answer before the executor knew of it; `rest` is the time that no part tells
 * of. Undefined where the events hold no whole cycle.
 */
export function takeApart(
  events: readonly LoggedEvent[],
  savedAt: number,
  answeredAt: number,
): Steps | undefined {
  const find = (type: string) => events.findLast((event) => event.type === type);
  const [change, built, ready] = [find('change'), find('built'), find('ready')];
  if (!change || !built || !ready) return undefined;
  const durations = { ...built.durations, ...ready.durations };
  const ms: Partial<Record<Step, number>> = { batch: Math.max(0, change.time - savedAt) };
  for (const step of ['generate', 'build', 'compare', 'stop', 'start', 'ready'] as const) {
    const told = readMs(durations[step]);
    if (told !== undefined) ms[step] = told;
  }
  for (const step of WITHIN_BUILD) {
    const told = readMs(durations[step]) ?? readMs(partsOf(durations['build'])[step]);
    if (told !== undefined) ms[step] = told;
  }
  const started = find('started');
  if (started && ms.start === undefined) ms.start = Math.max(0, started.time - built.time - (ms.stop ?? 0));
  ms.answer = answeredAt - ready.time;
  const named = STEPS.filter((step) => !WITHIN_BUILD.includes(step)).reduce(
    (sum, step) => sum + (ms[step] ?? 0),
    0,
  );
  ms.rest = answeredAt - savedAt - named;
  return { ms, via: built.via ?? 'go' };
}

/** A duration is a number, or parts with their total. */
function readMs(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const { total } = partsOf(value);
  return typeof total === 'number' ? total : undefined;
}

function partsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
