import { relative, sep } from 'node:path';
import { concatMap, from, merge, Observable, share, startWith, Subject, switchMap } from 'rxjs';
import type { Plan } from '../plan/plan.ts';
import type { Change, RunEvent } from '../events/run-event.ts';
import type { Following, GeneratedSources, WatchDeps } from './following.ts';
import { takeMoment } from '../files/moment.ts';
import { react } from './react.ts';
import { firstListing, renewListing } from './renewal.ts';
import { learn, settle } from './settle.ts';
import { includePattern } from '../files/file-pattern.ts';
import { directoriesToWatch, hasMatch } from './watched-directories.ts';

export interface SourceWatch {
  /** Changes that matter. Watching begins with the subscription. */
  readonly changes$: Observable<Change>;
  readonly events$: Observable<RunEvent>;
  /** Of how many packages with code the program is made, as far as go has said so; undefined before it has. */
  countPackages(): number | undefined;
  buildStarts(): void;
  /** After this the watch set is renewed, where the cycle could have changed it. */
  buildEnded(how: 'good' | 'failed' | 'aborted'): void;
  close(): Promise<void>;
}

/**
 * Follows the files that the program is made of. Nothing is watched until go has said what they are, which it
 * is asked beside the first build; what changed since that build began is then found by the files' times, so
 * that no edit falls between.
 */
export function watchSources(plan: Plan, generated: GeneratedSources | null, deps: WatchDeps): SourceWatch {
  const reports$ = new Subject<RunEvent>();
  const found$ = new Subject<Change>();
  const renewals$ = new Subject<void>();
  const following: Following = {
    plan,
    generated,
    deps,
    build: { kind: 'running', startedAt: takeMoment(deps) },
    listing: firstListing(plan),
    reshaped: false,
    toldMissing: new Set(),
    unmatched: 'to-tell',
    tell(change) {
      following.reshaped = true;
      found$.next(change);
    },
    report: (event) => reports$.next(event),
  };

  const { fileEvents } = deps;
  const judged$ = fileEvents.events$.pipe(
    concatMap((event) => react(following, event)),
    concatMap((changes) => from(changes)),
  );
  const renewed$ = renewals$.pipe(
    startWith(undefined),
    switchMap(() => abortable<never>((signal) => renew(following, signal))),
  );
  return {
    changes$: merge(found$, judged$, renewed$).pipe(share()),
    events$: reports$,
    countPackages() {
      const { packages } = following.listing;
      // unsafe has no code.
      return packages.length === 0 ? undefined : packages.filter((one) => one.ImportPath !== 'unsafe').length;
    },
    buildStarts() {
      following.build = { kind: 'running', startedAt: takeMoment(deps) };
    },
    buildEnded(how) {
      following.build = { ...following.build, kind: how === 'good' ? 'good' : 'failed' };
      if (how === 'aborted') return;
      // What was awaited may be there now: a generator writes packages after go was asked.
      const isAwaiting = following.listing.set.awaited.size > 0;
      if (following.reshaped || how === 'failed' || isAwaiting) renewals$.next();
      else void learn(following);
    },
    async close() {
      renewals$.complete();
      found$.complete();
      await fileEvents.close();
      reports$.complete();
    },
  };
}

/** Asks go anew, and watches what it says. */
async function renew(following: Following, signal: AbortSignal): Promise<void> {
  const { plan, generated, deps, listing } = following;
  following.reshaped = false;
  const renewed = await renewListing(plan, listing, generated, deps, signal);
  if (signal.aborted) return;
  following.listing = renewed;
  if (!renewed.current) following.reshaped = true;
  await settle(following);
  tellUnmatched(following);
  const watched = directoriesToWatch(renewed.set, deps.directories).size;
  following.report({ type: 'watching', directories: watched, polling: deps.fileEvents.polling });
  if (following.build.kind === 'good') await learn(following);
}

/** Once: which globs of `include` name nothing, as a misspelt one does. */
function tellUnmatched(following: Following): void {
  const { plan, deps, report } = following;
  if (following.unmatched === 'told') return;
  following.unmatched = 'told';
  for (const included of plan.watch.include) {
    if (hasMatch(includePattern(included), deps.directories)) continue;
    const { base, pattern } = included.glob;
    const shown = [relative(plan.workspaceRoot, base).split(sep).join('/'), pattern].filter(
      (part) => part !== '',
    );
    const message = `include: there is no file ${shown.join('/')}`;
    const hint =
      "It is looked up from the project's root, then from the workspace's. One that comes later counts.";
    report({ type: 'warning', problem: { message, hint } });
  }
}

/** Runs an abortable piece of work; unsubscribing aborts it. */
function abortable<T>(work: (signal: AbortSignal) => Promise<void>): Observable<T> {
  return new Observable((observer) => {
    const abort = new AbortController();
    work(abort.signal).then(
      () => observer.complete(),
      (error: unknown) => observer.error(error),
    );
    return () => abort.abort();
  });
}
