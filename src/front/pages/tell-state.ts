import { stripVTControlCharacters } from 'node:util';
import { drawCodeFrame } from '../../progress/code-frame.ts';
import { describeState, explainError } from '../state/describe-state.ts';
import { currentError, type FrontState } from '../state/front-state.ts';
import type { ShowPath } from '../state/note-cycle.ts';

/** The facts of the error page, for a client that reads JSON. */
export function tellAsJson(state: FrontState, project: string): object {
  const { program, doing } = state;
  return {
    message: describeState(state, project),
    project,
    error: currentError(state),
    program,
    doing: doing.kind,
  };
}

/** The same for a terminal or a log. */
export function tellAsText(state: FrontState, project: string, show: ShowPath): string {
  const error = currentError(state);
  const lines = [describeState(state, project)];
  if (error !== null) {
    for (const one of 'diagnostics' in error ? error.diagnostics : []) {
      lines.push(`${show(one.file)}:${one.line}:${one.column}: ${one.message}`, ...drawCodeFrame(one));
    }
    const { text, hint } = explainError(error);
    lines.push(...[text, hint ?? ''].filter((one) => one !== ''));
  }
  return `${stripVTControlCharacters(lines.join('\n'))}\n`;
}
