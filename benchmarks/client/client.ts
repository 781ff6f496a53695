import { ask } from './ask.ts';
import { parseAnswer, type Outcome } from './outcome.ts';

/** ms between two requests. */
const INTERVAL = 5;
/** A program that accepts but does not answer must not gather requests without end. */
const MOST_AT_ONCE = 40;

/** A client that asks a program again and again until it is stopped. */
export interface Client {
  /**
   * Resolves with the time (`performance.now()`) at which the answer first was this one, and with who gave it.
   * Rejects after `limit` ms, or when the signal aborts.
   */
  answered(answer: string, limit: number, signal: AbortSignal): Promise<{ at: number; pid: number }>;
  /** Stops asking; resolves with all outcomes once the last request has ended. */
  stop(): Promise<readonly Outcome[]>;
}

/** Asks the program at the port every 5 ms, whether or not earlier requests have been answered. */
export function startClient(port: number): Client {
  const outcomes: Outcome[] = [];
  const open = new Set<Promise<void>>();
  let look: (outcome: Outcome) => void = () => undefined;
  const timer = setInterval(() => {
    if (open.size >= MOST_AT_ONCE) return;
    const one = ask(port).then((outcome) => {
      open.delete(one);
      outcomes.push(outcome);
      look(outcome);
    });
    open.add(one);
  }, INTERVAL);

  return {
    answered: (answer, limit, signal) =>
      new Promise((resolve, reject) => {
        const settle = (act: () => void) => {
          clearTimeout(deadline);
          signal.removeEventListener('abort', onAbort);
          look = () => undefined;
          act();
        };
        const last = () => outcomes.at(-1)?.text ?? 'nothing';
        const onAbort = () => settle(() => reject(new Error('interrupted')));
        const deadline = setTimeout(
          () => settle(() => reject(new Error(`no ${answer} within ${limit} ms; the last was: ${last()}`))),
          limit,
        );
        signal.addEventListener('abort', onAbort);
        look = ({ how, text, endedAt }) => {
          const given = how === 'answered' ? parseAnswer(text) : undefined;
          if (given?.answer === answer) settle(() => resolve({ at: endedAt, pid: given.pid }));
        };
        if (signal.aborted) onAbort();
      }),
    async stop() {
      clearInterval(timer);
      await Promise.all(open);
      return outcomes;
    },
  };
}
