import type { ServerResponse } from 'node:http';
import { bufferTime, type SchedulerLike, timer } from 'rxjs';
import { describeState } from '../../state/describe-state.ts';
import { currentError, currentProcess, type RunState } from '../../state/run-state.ts';
import type { PageModel } from './page-model.ts';
import { OWN_HEADERS } from './pages.ts';
import { renderState, type RenderStyle } from './render-state.ts';

/** ms */
const LINES_EVERY = 50;
const MEMORY_EVERY = 2000;
/** How far a page may be behind before it has to begin anew. Bytes. */
const MOST_UNREAD = 4 * 1024 * 1024;
/** How many lines one message has at most; of more, the last. */
const MOST_LINES = 1000;

export interface LiveDeps {
  readonly model: PageModel;
  readonly style: RenderStyle;
  /** What a process holds, in bytes; undefined where that can't be known. */
  readonly readMemory: (pid: number) => number | undefined;
  readonly scheduler: SchedulerLike;
}

/**
 * Keeps a page current by server-sent events: `state` with all that there is, then `change`, `log` and `memory`. Ends
 * with the connection.
 */
export function serveLive(response: ServerResponse, { model, style, readMemory, scheduler }: LiveDeps): void {
  response.writeHead(200, { ...OWN_HEADERS, 'content-type': 'text/event-stream' });
  const send = (name: string, data: object) => {
    if (response.writableLength > MOST_UNREAD) response.destroy();
    else response.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const sendMemory = () => {
    const process = currentProcess(model.state);
    const bytes = process && process.kind !== 'ended' ? readMemory(process.pid) : undefined;
    send('memory', bytes === undefined ? {} : { bytes });
  };
  send('state', { ...viewState(model.state, style), cycles: model.state.cycles, log: model.log });
  const live = model.states$.subscribe(([before, after]) => {
    const known = new Set(before.cycles);
    send('change', { ...viewState(after, style), cycles: after.cycles.filter((one) => !known.has(one)) });
  });
  live.add(
    model.lines$.pipe(bufferTime(LINES_EVERY, scheduler)).subscribe((lines) => {
      if (lines.length > 0) send('log', { log: lines.slice(-MOST_LINES) });
    }),
  );
  live.add(timer(0, MEMORY_EVERY, scheduler).subscribe(sendMemory));
  response.on('close', () => live.unsubscribe());
}

/** What is shown of a state but its cycles. */
export function viewState(state: RunState, style: RenderStyle): object {
  return {
    title: describeState(state, style.project),
    html: renderState(state, style).text,
    isError: currentError(state) !== null,
    program: currentProcess(state) ?? { kind: 'none' },
    doing: state.doing,
  };
}
