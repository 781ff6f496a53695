import { currentError, servingProcess, type ReadyProcess } from '../state/run-state.ts';
import type { RunError, RunState } from '../state/run-state.ts';

/** What a page has to be told. */
export type Reaction =
  | { readonly kind: 'error'; readonly error: RunError }
  /** The error is mended. */
  | { readonly kind: 'mended' }
  /** A program is ready: the first that is known of. */
  | { readonly kind: 'ready'; readonly program: ReadyProcess }
  /** Another program is ready than the one that the page has spoken with. */
  | { readonly kind: 'swapped'; readonly program: ReadyProcess };

/** Compares each state with what was told before; a state that was told already, after a lost connection, tells nothing. */
export function createReactions(): (state: RunState) => readonly Reaction[] {
  let shown: RunError | null = null;
  let lastPid: number | undefined;
  return (state) => {
    const reactions: Reaction[] = [];
    const error = currentError(state);
    const hadError = shown !== null;
    if (error !== null && !isSame(error, shown)) {
      shown = error;
      // A program that has done its work is no error.
      if (!isGoodEnd(error)) reactions.push({ kind: 'error', error });
    }
    // Not when it is built: the program that is to answer does not run yet.
    if (error === null && shown !== null && state.doing.kind === 'resting') {
      shown = null;
      reactions.push({ kind: 'mended' });
    }
    const program = servingProcess(state);
    if (program && program.pid !== lastPid) {
      const isFirst = lastPid === undefined && !hadError;
      lastPid = program.pid;
      reactions.push({ kind: isFirst ? 'ready' : 'swapped', program });
    }
    return reactions;
  };
}

/** The time tells errors apart, and stays the same when they are told again. */
function isSame(one: RunError, other: RunError | null): boolean {
  return other !== null && one.kind === other.kind && one.at === other.at;
}

function isGoodEnd(error: RunError): boolean {
  return error.kind === 'crash' && error.exit.kind === 'code' && error.exit.code === 0;
}
