import type { Durations } from '../../src/events/run-event.ts';

/** One line of the event log, as far as it is read here; see docs/events.md. */
export interface LoggedEvent {
  readonly type: string;
  /** ms since 1970, whole. */
  readonly time: number;
  readonly via?: { readonly kind: 'hot' | 'go' };
  readonly durations?: Durations;
}

/** The parts of a cycle, in order. Those of `build` are only there where the events tell them. */
export const STEPS = [
  'batch',
  'generate',
  'build',
  'load',
  'compile',
  'link',
  'stop',
  'start',
  'ready',
  'answer',
  'rest',
] as const;
export type Step = (typeof STEPS)[number];

/** Parts of another part: not added up once more. */
const WITHIN_BUILD: readonly ('load' | 'compile' | 'link')[] = ['load', 'compile', 'link'];
/** The others that the events tell. */
const TOLD = ['generate', 'build', 'stop', 'ready'] as const;

/** ms of each part of one cycle; a part that is not told is absent. */
export interface Steps {
  readonly ms: Readonly<Partial<Record<Step, number>>>;
  /** What built: the events' own word, such as `hot` or `go`. */
  readonly via: 'hot' | 'go';
}

/**
 * Takes a cycle apart: from the save at `savedAt` to the answer at `answeredAt`, both in ms since 1970. `answer` is
 * below 0 where the client had its answer before the executor knew of it, and begins at the start of the program
 * where nobody waits for it to be ready; `rest` is the time that no part tells of. Undefined where the events hold
 * no whole cycle.
 */
export function takeApart(
  events: readonly LoggedEvent[],
  savedAt: number,
  answeredAt: number,
): Steps | undefined {
  const find = (type: string) => events.findLast((event) => event.type === type);
  const [change, built, started, ready] = [find('change'), find('built'), find('started'), find('ready')];
  const last = ready ?? started;
  if (!change || !built || !last) return undefined;
  const durations = { ...built.durations, ...last.durations };
  const ms: Partial<Record<Step, number>> = { batch: Math.max(0, change.time - savedAt) };
  for (const step of [...TOLD, ...WITHIN_BUILD] as const) {
    const told = durations[step];
    if (told !== undefined) ms[step] = told;
  }
  if (started && ms.start === undefined) ms.start = Math.max(0, started.time - built.time - (ms.stop ?? 0));
  ms.answer = answeredAt - last.time;
  const named = STEPS.filter((step) => !WITHIN_BUILD.some((part) => part === step)).reduce(
    (sum, step) => sum + (ms[step] ?? 0),
    0,
  );
  ms.rest = answeredAt - savedAt - named;
  return { ms, via: built.via?.kind ?? 'go' };
}
