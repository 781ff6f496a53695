import { type Observable, Subject } from 'rxjs';
import type { RunEvent } from '../../events/run-event.ts';
import { readProc } from '../../process/read-proc.ts';
import { reduceState } from '../../state/reduce-state.ts';
import { emptyState, type RunState, type ShowPath } from '../../state/run-state.ts';

/** What the pages show, as it is now and as it changes. Times in ms since 1970. */
export interface PageModel {
  readonly state: RunState;
  readonly log: readonly LogLine[];
  /** The state before and after each change. */
  readonly states$: Observable<readonly [before: RunState, after: RunState]>;
  readonly lines$: Observable<LogLine>;
  addEvent(event: RunEvent, at: number): void;
  addLine(text: string, at: number): void;
}

export function createPageModel(now: number, show: ShowPath): PageModel {
  const states$ = new Subject<readonly [RunState, RunState]>();
  const lines$ = new Subject<LogLine>();
  const log = createLogLines();
  let state = emptyState(now);
  return {
    get state() {
      return state;
    },
    get log() {
      return log.lines;
    },
    states$,
    lines$,
    addEvent(event, at) {
      const before = state;
      state = reduceState(state, event, at, show);
      states$.next([before, state]);
    },
    addLine: (text, at) => lines$.next(log.add(text, at)),
  };
}

/** A line that the program printed, with its colours. `id` counts from 1; `at` in ms since 1970. */
export interface LogLine {
  readonly id: number;
  readonly at: number;
  readonly text: string;
}

/** The newest lines. */
export interface LogLines {
  add(text: string, at: number): LogLine;
  /** Oldest first. */
  readonly lines: readonly LogLine[];
}

/** Characters; what prints without line ends must not fill the memory. */
const LONGEST = 4000;

/** Keeps the newest `most` lines. */
export function createLogLines(most = 1000): LogLines {
  let lines: LogLine[] = [];
  let count = 0;
  return {
    add(text, at) {
      const line = { id: ++count, at, text: text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text };
      lines.push(line);
      // Not one by one: a flood would move all of them each time.
      if (lines.length >= 2 * most) lines = lines.slice(-most);
      return line;
    },
    get lines() {
      return lines.slice(-most);
    },
  };
}

/** What a process holds in memory, in bytes (VmRSS of proc_pid_status(5)); undefined where there is no /proc. */
export function readMemory(pid: number): number | undefined {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(
    readProc(`/proc/${pid}/status`)?.toString('latin1') ?? '',
  )?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
