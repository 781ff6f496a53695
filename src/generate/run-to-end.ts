import type { Command, Ended } from '../supervise/child.ts';
import { awaitNewsOfEnd } from '../supervise/news-of-end.ts';
import type { GeneratorPorts } from './generation.ts';

/** How a command was left. */
export type Run =
  | { readonly kind: 'ended'; readonly ended: Ended }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'timed-out'; readonly limit: number };

/** ms. swag with dependencies has been reported to take minutes; nothing needs longer than this. */
const longest = 15 * 60_000;

/**
 * Runs a command to its end. On abort, or after `limit` ms, its whole process tree is killed and its end
 * awaited, so that nothing writes any more when this returns. Never throws.
 */
export async function runToEnd(
  command: Command,
  ports: Pick<GeneratorPorts, 'startChild' | 'killTree'>,
  signal: AbortSignal,
  limit: number = longest,
): Promise<Run> {
  if (signal.aborted) return { kind: 'aborted' };
  const child = ports.startChild(command);
  const stop = new AbortController();
  const killed = new Promise<void>((resolve) => {
    stop.signal.addEventListener('abort', () => {
      const killing = child.pid === undefined ? Promise.resolve() : ports.killTree(child.pid);
      void killing.catch(() => child.kill('SIGKILL')).then(resolve);
    });
  });
  const onAbort = () => stop.abort('aborted');
  const timer = setTimeout(() => stop.abort('timed-out'), limit);
  signal.addEventListener('abort', onAbort);
  const ended = await child.ended;
  clearTimeout(timer);
  signal.removeEventListener('abort', onAbort);
  if (stop.signal.aborted) await killed;
  if (stop.signal.reason === 'timed-out') return { kind: 'timed-out', limit };
  await awaitNewsOfEnd(ended, signal);
  return signal.aborted ? { kind: 'aborted' } : { kind: 'ended', ended };
}
