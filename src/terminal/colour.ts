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

/**
 * Whether a line can be written over the last one: where this very process has a terminal, as in Nx's terminal UI. Nx
 * makes a line of its own of each piece that comes through a pipe.
 */
export function updatesInPlace(env: NodeJS.ProcessEnv, stdout: { readonly isTTY?: boolean }): boolean {
  const isRecorded = env['CI'] && env['CI'] !== 'false';
  return stdout.isTTY === true && env['TERM'] !== 'dumb' && !isRecorded;
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
