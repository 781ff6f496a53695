import { describeExit } from '../events/phrases.ts';
import { currentError, servingProcess, type Doing, type RunError, type RunState } from './run-state.ts';

/** In a few words, what is to be known first. */
export function describeState(state: RunState, project: string): string {
  const error = currentError(state);
  if (error !== null) return describeError(error, project);
  if (servingProcess(state) && state.doing.kind === 'resting') return `${project} is ready`;
  return describeDoing(state.doing, project);
}

/** What is wrong, as a headline. */
export function describeError(error: RunError, project: string): string {
  switch (error.kind) {
    case 'build':
      return `${project} does not compile`;
    case 'generate':
      return `${project} can't be generated`;
    case 'crash':
      return `${project} ${describeExit(error.exit)}`;
    case 'start':
      return `${project} can't be started`;
    case 'slow':
      return `${project} is not ready`;
    case 'failed':
      return `${project} can't be run`;
  }
}

function describeDoing(doing: Doing, project: string): string {
  switch (doing.kind) {
    case 'preparing':
    case 'building':
      return `${project} is being built${doing.what === undefined ? '' : ` (${doing.what})`}`;
    case 'swapping':
      return `${project} is being replaced`;
    case 'starting':
    case 'resting':
      return `${project} is starting`;
    case 'waiting':
      return `${project} waits for ${doing.what ?? 'something'}`;
    case 'stopping':
      return `${project} is being stopped`;
    case 'over':
      return `${project} has been stopped`;
  }
}

/** The text of an error besides its places: what go or the program has printed, and what to do. */
export function explainError(error: RunError): { readonly text: string; readonly hint?: string } {
  const hint = 'problem' in error ? error.problem.hint : error.hint;
  const hinted = hint === undefined ? {} : { hint };
  switch (error.kind) {
    case 'build':
      return { text: error.output, ...hinted };
    case 'generate':
      // Its places say the same, with the line.
      return { text: error.diagnostics.length > 0 ? '' : error.problem.message, ...hinted };
    case 'crash':
      return { text: error.output.join('\n'), ...hinted };
    case 'start':
    case 'slow':
    case 'failed':
      return { text: error.problem.message, ...hinted };
  }
}
