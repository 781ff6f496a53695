import type { Command, Ended } from '../../process/child.ts';
import { runCommand, type RunDeps } from '../../process/run-command.ts';

/** How the linker for delta links ended. */
export type LinkEnd =
  | { readonly kind: 'silent' }
  /** It is not known to be right. */
  | { readonly kind: 'full-link'; readonly because: string }
  | { readonly kind: 'failed'; readonly because: string };

/** Exit codes of the linker beside its own (linker/README.md). */
const FULL_LINK = 10;
const DIFFERS = 11;

/** Runs it; null where it was aborted. Anything that it says is a failure. Never rejects. */
export async function runLinker(
  command: Command,
  deps: RunDeps,
  signal: AbortSignal,
): Promise<LinkEnd | null> {
  const ended = await runCommand(command, deps, signal);
  return ended === null ? null : describeEnd(ended);
}

function describeEnd({ exit, stdout, stderr }: Ended): LinkEnd {
  const lines = `${stderr}${stdout}`.split('\n').filter((line) => line !== '');
  const [first = ''] = lines;
  if (exit.kind !== 'code')
    return {
      kind: 'failed',
      because: `the linker ${exit.kind === 'signal' ? `was ended by ${exit.signal}` : 'could not be started'}`,
    };
  const said = first.replace(/^delta: (full link: |.*: differs: )?/, '');
  if (exit.code === 0 && lines.length === 0) return { kind: 'silent' };
  if (exit.code === FULL_LINK && lines.length === 1) return { kind: 'full-link', because: said };
  const more = exit.code === DIFFERS && lines.length > 1 ? `, and ${lines.length - 1} more` : '';
  return { kind: 'failed', because: said === '' ? `the linker ended with code ${exit.code}` : said + more };
}
