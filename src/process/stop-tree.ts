import treeKill from 'tree-kill';
import type { Child, SendSignal } from './child.ts';
import { killFrozen } from './kill-frozen.ts';
import { type KnownTree, noteTree } from './known-tree.ts';
import type { ProcessDescription, ProcessEntry, ProcessTable } from './process-table.ts';
import { timers, type Timers, waitUntilGone } from './wait-until-gone.ts';

export interface StopRequest {
  readonly child: Child;
  /** The polite signal. SIGKILL means that there is none. */
  readonly signal: NodeJS.Signals;
  /** How long the program may take to end, in ms. */
  readonly timeout: number;
  /** What COOKIE_VARIABLE was when the program was started. */
  readonly cookie: string;
  /** Finds what the cookie does not: daemons that run the program's binary. */
  readonly findDaemons?: () => readonly ProcessEntry[];
  /** Aborting it forces at once: a second Ctrl-C. */
  readonly hasten: AbortSignal;
  /** True: a terminal's Ctrl-C has reached the program already. Ours follows only if it lives on for 1 s. */
  readonly alreadySignalled?: boolean;
}

export interface StopOutcome {
  /** Whether SIGKILL was needed, for the program or for something that it had started. Windows: always. */
  readonly forced: boolean;
  /** Still alive after everything. Where processes are not listed, only the program itself is seen. */
  readonly survivors: readonly number[];
  /** The daemons that were ended with it. */
  readonly daemons?: readonly ProcessDescription[];
  readonly durationMs: number;
}

/**
 * Stops a program with everything that it has started. Never rejects; takes at most `timeout` + 0.8 s, and 10 s more
 * where the system's own tool has to do it.
 */
export type StopTree = (request: StopRequest) => Promise<StopOutcome>;

/** Kills a process and all below it by the system's own tool. Never rejects. */
export type ForceTree = (pid: number) => Promise<void>;

export interface StopDeps {
  readonly table: ProcessTable;
  readonly kill: SendSignal;
  readonly timers: Timers;
  /** Whether a signal asks a process to end; else each ends it at once. */
  readonly asksPolitely: boolean;
  /** Null where the table shows what there is to kill. */
  readonly forceTree: ForceTree | null;
}

/** ms. taskkill takes 10 s now and then (fkill#25). */
const limits = { leftovers: 300, check: 500, tool: 10_000 } as const;

/**
 * Makes a {@link StopTree} from its deps. It sends the polite signal to the program alone; what the program
 * leaves behind gets SIGTERM and 300 ms; what then lives is killed, and looked for again for up to 500 ms.
 */
export function createStopTree(deps: StopDeps): StopTree {
  return async (request) => {
    const begun = deps.timers.now();
    const outcome = (forced: boolean, survivors: readonly number[]): StopOutcome => ({
      forced,
      survivors,
      durationMs: deps.timers.now() - begun,
    });
    const { pid } = request.child;
    if (pid === undefined) return outcome(false, []);
    const tree = noteTree(pid, request.cookie, deps.table);
    const ends = watchEnd(request.child, pid, deps);
    const asked = askToEnd(request, ends, deps);
    // To look through all processes takes a moment, in which the program can end.
    const found = (request.findDaemons?.() ?? []).filter((one) => tree.add(one));
    const daemons = found.flatMap((one) => deps.table.describe(one.pid) ?? []);
    const ended = await asked;
    if (deps.forceTree === null) {
      const { forced, survivors } = await clearTree(tree, ended, request.hasten, deps);
      return { ...outcome(forced, survivors), ...(daemons.length > 0 && { daemons }) };
    }
    if (ended) return outcome(false, []);
    await deps.forceTree(pid);
    return outcome(true, (await ends(limits.check)) ? [] : [pid]);
  };
}

async function clearTree(tree: KnownTree, ended: boolean, hasten: AbortSignal, deps: StopDeps) {
  let left: readonly { pid: number }[] = tree.remaining();
  if (left.length > 0 && ended && !hasten.aborted) {
    for (const { pid } of left) deps.kill(pid, 'SIGTERM');
    left = await waitUntilGone(tree.remaining, limits.leftovers, deps.timers, hasten);
  }
  if (left.length === 0) return { forced: false, survivors: [] };
  const killAgain = () => {
    const living = tree.remaining().map(({ pid }) => pid);
    killFrozen(living, deps);
    return living;
  };
  return { forced: true, survivors: await waitUntilGone(killAgain, limits.check, deps.timers) };
}

/**
 * Makes a {@link ForceTree} of tree-kill, which takes `taskkill /T /F` on Windows. Where that fails, the process alone is
 * killed.
 */
export function createForceTree(kill: SendSignal, killByTool: KillByTool = treeKill): ForceTree {
  return async (pid) => {
    const enough = new AbortController();
    killByTool(pid, 'SIGKILL', (error) => {
      if (error) kill(pid, 'SIGKILL');
      enough.abort();
    });
    await timers.wait(limits.tool, enough.signal);
  };
}

type KillByTool = (pid: number, signal: 'SIGKILL', onEnd: (error?: Error) => void) => void;

export type EndDeps = Pick<StopDeps, 'table' | 'timers' | 'asksPolitely'>;

/** Whether a program ends within `limit` ms, and before the signal is aborted. */
export type Ends = (limit: number, signal?: AbortSignal) => Promise<boolean>;

/** How long a program that somebody else has signalled is given before our own signal, in ms. */
const PATIENCE = 1000;

/**
 * Watches for a program's end. Besides `ended` it looks at the process itself: `ended` comes late when a descendant
 * holds the program's pipes open.
 */
function watchEnd(child: Child, pid: number, { table, timers }: EndDeps): Ends {
  const program = table.find(pid);
  const isGone = () => program === undefined || !table.lives(program);
  return async (limit, signal) => {
    const enough = new AbortController();
    const stopLooking = signal ? AbortSignal.any([enough.signal, signal]) : enough.signal;
    const gone = waitUntilGone(() => (isGone() ? [] : [child]), limit, timers, stopLooking);
    const ended = await Promise.race([child.ended.then(() => true), gone.then((left) => left.length === 0)]);
    enough.abort();
    return ended;
  };
}

/**
 * Asks a program to end, by its polite signal, and gives whether it did, in time. It is not asked where there is no
 * polite signal: SIGKILL is none, and on Windows every signal ends it at once. There a program has its whole time only
 * where the console's Ctrl-C has reached it, which it can handle as os.Interrupt.
 */
async function askToEnd(
  request: StopRequest,
  ends: Ends,
  { timers, asksPolitely }: EndDeps,
): Promise<boolean> {
  const { child, signal, timeout, hasten, alreadySignalled } = request;
  const deadline = timers.now() + timeout;
  if (signal === 'SIGKILL') return ends(0);
  if (!asksPolitely) return ends(alreadySignalled ? timeout : 0, hasten);
  if (alreadySignalled && (await ends(Math.min(PATIENCE, timeout), hasten))) return true;
  if (hasten.aborted) return ends(0);
  child.kill(signal);
  return ends(deadline - timers.now(), hasten);
}
