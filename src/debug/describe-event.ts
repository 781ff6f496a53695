import { describeExit } from '../events/phrases.ts';
import type { Diagnostic, RunEvent } from '../events/run-event.ts';
import type { DapBody } from './dap-message.ts';

/** A text for an editor's debug console. */
export interface ConsoleText {
  readonly text: string;
  /** In the words of the protocol's `output` event. */
  readonly category: 'console' | 'important' | 'stderr';
  /** Where a click on it leads, in the words of the protocol's `output` event. */
  readonly place?: DapBody;
}

/** What a person who sits before an editor has to know of a run event; undefined: nothing. */
export function describeEvent(event: RunEvent): ConsoleText | undefined {
  if (event.type === 'build-failed' || event.type === 'generate-failed') {
    const rest = event.type === 'build-failed' ? event.output : event.problem.message;
    const lines = [...event.diagnostics.map(describePlace), ...(event.diagnostics.length > 0 ? [] : [rest])];
    const next = event.stillRunning ? 'the last good build goes on' : 'nothing runs';
    const [first] = event.diagnostics;
    const text = [...lines, `The program does not compile; ${next}.`].join('\n');
    return { text, category: 'stderr', ...(first && { place: placeOf(first) }) };
  }
  if (event.type === 'exited') {
    const next = event.restartInMs === undefined ? 'the next change starts it again' : 'it is started again';
    return {
      text: `The program (pid ${event.pid}) ${describeExit(event.exit)}; ${next}.`,
      category: 'console',
    };
  }
  if (event.type === 'start-failed' || event.type === 'failed' || event.type === 'not-ready')
    return { text: event.problem.message, category: 'stderr' };
  if (event.type === 'unchanged')
    return { text: 'The program is the same after this edit; it goes on.', category: 'console' };
  return undefined;
}

function describePlace({ file, line, column, message }: Diagnostic): string {
  return `${file}:${line}${column > 0 ? `:${column}` : ''}: ${message}`;
}

function placeOf({ file, line, column }: Diagnostic): DapBody {
  return { source: { path: file }, line, ...(column > 0 && { column }) };
}
