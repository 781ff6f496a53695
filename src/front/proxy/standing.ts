import { describeExit } from '../../progress/phrases.ts';
import type { RunEvent } from '../../progress/run-event.ts';
import type { Unavailable } from './unavailable.ts';

/*
 *            ready                     drained, or exited and starts again
 *   coming ─────────► serving ────────────────────────────────────► coming
 *     │  ▲                │ exited, and nothing starts it again
 *     │  │ a change,      ▼
 *     │  └─────────── unavailable
 *     └──────────────────►  build failed, program ended, not ready in time
 */
export type Standing =
  /** A program is built or started: it is worth the wait. */
  | { readonly kind: 'coming' }
  /** `url` is where the program listens. */
  | { readonly kind: 'serving'; readonly pid: number; readonly url: string; readonly since: number }
  | { readonly kind: 'unavailable'; readonly why: Unavailable };

/** What the run has come to, as far as a request is concerned. */
export interface Course {
  readonly standing: Standing;
  readonly served: Unavailable['served'] | undefined;
}

/** Before anything has happened. */
export const START: Course = { standing: { kind: 'coming' }, served: undefined };

/** What becomes of a course by a run event at `now` (ms since 1970). */
export function follow(course: Course, event: RunEvent, now: number): Course {
  const { standing } = course;
  const isServing = standing.kind === 'serving';
  const coming: Course = { ...course, standing: { kind: 'coming' } };
  const refuse = (why: Omit<Unavailable, 'at' | 'served'>, at = leave(course, now)): Course => ({
    ...at,
    standing: {
      kind: 'unavailable',
      why: { ...why, at: now, ...(at.served === undefined ? {} : { served: at.served }) },
    },
  });
  switch (event.type) {
    case 'change':
    case 'asked':
    case 'building':
    case 'started':
    case 'waiting':
      return isServing ? course : coming;
    case 'ready': {
      const url = event.privateUrl ?? event.baseUrl;
      if (url === undefined) return course;
      return { ...course, standing: { kind: 'serving', pid: event.pid, url, since: now } };
    }
    case 'generate-failed':
    case 'build-failed': {
      if (event.stillRunning) return course;
      const { type: reason, diagnostics } = event;
      if (event.type === 'generate-failed') return refuse({ reason, ...event.problem, diagnostics });
      const hint = event.hint === undefined ? {} : { hint: event.hint };
      return refuse({ reason, message: 'go build has failed', ...hint, diagnostics, output: event.output });
    }
    case 'not-ready':
      return isServing ? course : refuse({ reason: 'not-ready', ...event.problem, ...linesOf(event) });
    case 'start-failed':
      return isServing ? course : refuse({ reason: 'start-failed', ...event.problem });
    case 'exited': {
      if (isServing && standing.pid !== event.pid) return course;
      if (event.restartInMs !== undefined || event.stillRunning) return leave(course, now);
      const { exit, hint } = event;
      const message = `the program ${describeExit(exit)}`;
      const hinted = hint === undefined ? {} : { hint };
      return refuse({ reason: 'exited', message, ...hinted, exit, ...linesOf(event) });
    }
    case 'failed':
      return refuse({ reason: 'ended', ...event.problem });
    case 'stopping':
    case 'finished':
    case 'ended':
      return refuse({ reason: 'ended', message: 'the run has ended' });
    case 'pages':
    case 'watching':
    case 'installing':
    case 'generated':
    case 'built':
    case 'unchanged':
    case 'aborted':
    case 'hot-path':
    case 'checked':
    case 'defect':
    case 'address':
    case 'warning':
      return course;
  }
}

function linesOf({ output }: { readonly output?: readonly string[] }): Pick<Unavailable, 'lines'> {
  return output === undefined ? {} : { lines: output };
}

/** The program that serves is about to be replaced, or is gone. */
export function leave(course: Course, now: number): Course {
  const { standing } = course;
  if (standing.kind !== 'serving') return { ...course, standing: { kind: 'coming' } };
  const { pid, since } = standing;
  return { standing: { kind: 'coming' }, served: { pid, since, until: now } };
}
