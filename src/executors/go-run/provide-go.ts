import { type Observable, take } from 'rxjs';
import { type FollowDeps, followCommand } from '../../build/follow-command.ts';
import type { RunEvent } from '../../events/run-event.ts';
import type { ProvideGo } from '../../plan/go-plan.ts';
import type { Environment, StartChild } from '../../process/child.ts';
import type { Fetching } from '../../toolchain/fetch-go.ts';
import { readGoSettings } from '../../toolchain/go-settings.ts';
import { describeMachine, openToolchains } from '../../toolchain/machine.ts';
import { provideGo } from '../../toolchain/toolchain.ts';

/** Between two events of how far a download is. ms */
const INTERVAL = 500;

/**
 * Finds or fetches go on this machine, and tells by events of the latter. What `shutdown$` emits ends it. `now` gives
 * ms.
 */
export function createProvideGo(
  startChild: StartChild,
  shutdown$: Observable<unknown>,
  report: (event: RunEvent) => void,
  now: () => number,
): ProvideGo {
  return async (request, env) => {
    const stop = new AbortController();
    const stopping = shutdown$.pipe(take(1)).subscribe(() => stop.abort());
    const deps = openToolchains(env, startChild, tellOfFetching(report, now));
    const go = await provideGo(request, deps, stop.signal);
    stopping.unsubscribe();
    return go;
  };
}

/** Makes events of what is told, not more of a kind than one in INTERVAL. */
export function tellOfFetching(
  report: (event: RunEvent) => void,
  now: () => number,
): (fetching: Fetching) => void {
  const begun = now();
  let last = { kind: '', at: 0 };
  return (fetching) => {
    const { what, into } = fetching;
    const at = now();
    if (fetching.kind === 'fetched') {
      report({ type: 'installing', what, into, progress: { kind: 'done', ms: at - begun } });
      return;
    }
    const { progress } = fetching;
    if (progress.kind === last.kind && at - last.at < INTERVAL) return;
    last = { kind: progress.kind, at };
    report({ type: 'installing', what, into, progress });
  };
}

/**
 * Starts the go commands that are asked before the first build, and reports of one that takes long: it may fetch the
 * toolchain that go.mod asks for.
 */
export function followGoCommands(
  startChild: StartChild,
  env: Environment,
  report: (event: RunEvent) => void,
  follow?: FollowDeps,
): StartChild {
  return (command) => {
    const { goproxy, modCache } = readGoSettings(describeMachine({ ...env, ...command.env }));
    const modules = { proxy: goproxy, noProxy: '', cache: modCache };
    const what = ['go', command.args[0]].join(' ');
    const runDeps = { startChild, killTree: () => Promise.resolve() };
    const followed = followCommand({ during: 'build', what, modules }, runDeps, report, follow);
    const child = followed.deps.startChild(command);
    void child.ended.then(() => followed.end());
    return child;
  };
}
