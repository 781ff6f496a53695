import { openSync } from 'node:fs';
import { WriteStream } from 'node:tty';

/** What decides whether a person reads the output in colour. */
export interface ColourFacts {
  readonly env: NodeJS.ProcessEnv;
  /** Whether what this process writes ends at a terminal; undefined where that can't be known. */
  readonly endsAtTerminal: boolean | undefined;
}

/**
 * Whether to colour. NO_COLOR (no-color.org) and CI count although Nx sets FORCE_COLOR=true always, even where
 * its output goes into a file; only another value of FORCE_COLOR is a person's wish.
 */
export function wantsColour({ env, endsAtTerminal }: ColourFacts): boolean {
  if (env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced === '0' || forced === 'false') return false;
  if (forced !== undefined && forced !== 'true' && forced !== '') return true;
  if ((env['CI'] && env['CI'] !== 'false') || env['TERM'] === 'dumb') return false;
  return endsAtTerminal ?? forced === 'true';
}

/** How the line of something that goes on is written anew. */
export type Renewal =
  /** The cursor stays in it: this very process has a terminal, as in Nx's terminal UI. */
  | 'within'
  /** The cursor is below it: Nx ends each piece that comes through its pipe (its addPrefixTransformer). */
  | 'from-below'
  /** It can't be, so one is added now and then. */
  | 'never';

/** What decides how a line is written anew. */
export interface RenewalFacts extends ColourFacts {
  readonly stdout: { readonly isTTY?: boolean };
  /** Whether Nx runs this task alone, so that nobody else writes to the terminal that it passes this output on to. */
  readonly isAlone: boolean;
}

/** How a line can be written anew here; where Nx's own output can't be seen, as outside Linux, only within a terminal. */
export function chooseRenewal({ env, stdout, endsAtTerminal, isAlone }: RenewalFacts): Renewal {
  const isRecorded = env['CI'] && env['CI'] !== 'false';
  if (env['TERM'] === 'dumb' || isRecorded) return 'never';
  if (stdout.isTTY === true) return 'within';
  return isAlone && endsAtTerminal === true && env['NX_PREFIX_OUTPUT'] !== 'true' ? 'from-below' : 'never';
}

/** The width of the terminal that this process belongs to, in characters; undefined where it has none. */
export function readColumns(): number | undefined {
  try {
    const terminal = new WriteStream(openSync('/dev/tty', 'r+'));
    const { columns } = terminal;
    terminal.destroy();
    return columns;
  } catch {
    return undefined;
  }
}

/**
 * Whether the output ends at a terminal. Alone, a task's stdout is a pipe to Nx, so it is Nx's own stdout that
 * counts: that of the parent, as Linux shows it.
 */
export function findTerminal(
  stdout: { readonly isTTY?: boolean },
  parentPid: number,
  readLink: (path: string) => string | undefined,
): boolean | undefined {
  if (stdout.isTTY) return true;
  const own = readLink('/proc/self/fd/1');
  if (own !== undefined && !/^(pipe|socket):/.test(own)) return false;
  const target = readLink(`/proc/${parentPid}/fd/1`);
  return target === undefined ? undefined : /^\/dev\/(pts\/|tty|console)/.test(target);
}
