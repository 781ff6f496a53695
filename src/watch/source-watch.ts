import { concatMap, from, merge, Observable, share, startWith, Subject, switchMap } from 'rxjs';
import type { ReadText } from '../plan/environment.ts';
import type { Plan } from '../plan/plan.ts';
import type { Change, RunEvent } from '../progress/run-event.ts';
import type { StartChild } from '../supervise/child.ts';
import type { ContentMemory } from './content.ts';
import type { FileEvent, FileEvents } from './file-events.ts';
import { explainRefusal, isLimit } from './refusal.ts';
import { isSource, judge } from './relevance.ts';
import { firstListing, renewListing } from './renewal.ts';
import { listSources, survey } from './survey.ts';
import { directoriesToWatch, type Directories } from './watched-directories.ts';

/** The last build, and so whether equal content means that nothing has to be built. Epoch ms. */
interface Build {
  readonly kind: 'running' | 'good' | 'failed';
  readonly startedAt: number;
}

/** What a generator adds to the watch set, and takes out of it. */
export interface GeneratedSources {
  directories(): Promise<readonly string[]>;
  isOwnOutput(path: string): Promise<boolean>;
  /** True for a file that only the generator reads. */
  concerns(path: string): boolean;
}

export interface WatchPorts {
  readonly startChild: StartChild;
  readonly fileEvents: FileEvents;
  readonly content: ContentMemory;
  readonly directories: Directories;
  readonly readText: ReadText;
  /** Epoch ms. */
  readonly now: () => number;
}

export interface SourceWatch {
  /** Changes that matter. Watching begins with the subscription. */
  readonly changes$: Observable<Change>;
  readonly events$: Observable<RunEvent>;
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
export function watchSources(plan: Plan, generated: GeneratedSources | null, ports: WatchPorts): SourceWatch {
  const { fileEvents, content, directories } = ports;
  const reports$ = new Subject<RunEvent>();
  const found$ = new Subject<Change>();
  const renewals$ = new Subject<void>();
  let build: Build = { kind: 'running', startedAt: ports.now() };
  let listing = firstListing(plan);
  // Something happened that could change which files the program is made of.
  let reshaped = false;
  // So that a directory which go can do without costs one build, not one after the other.
  let toldMissing: ReadonlySet<string> = new Set();
  const judgeFile = (path: string, kind: Change['kind'] = 'written') =>
    judge(path, kind, listing.set, plan.watch.ignore, generated);
  const isForeign = async (path: string) => !(await generated?.isOwnOutput(path));

  /** Watches what the watch set names, and finds what changed there before it was watched. */
  const settle = async (appeared?: string) => {
    const added = await fileEvents.watch(directoriesToWatch(listing.set, directories));
    for (const path of added.flatMap((directory) => directories.listFiles(directory))) {
      // A directory that was moved here brings files whose own times are old.
      const isNew = content.isNewerThan(path, build.startedAt) || (appeared && path.startsWith(appeared));
      const change = isNew ? judgeFile(path, appeared ? 'added' : 'written') : undefined;
      if (change && (await isForeign(path))) tell(change);
    }
  };
  const tell = (change: Change) => {
    reshaped = true;
    found$.next(change);
  };
  /** What the good build has read and is gone now was removed before it was watched. */
  const findRemoved = () => {
    const { packages, awaited } = listing.set;
    const hasNoSource = (directory: string) => !directories.listFiles(directory).some(isSource);
    const gone = [...packages.keys()].filter((directory) => !directories.isDirectory(directory));
    const missing = new Set([...[...awaited].filter(hasNoSource), ...gone]);
    const added = [...missing].filter((directory) => !toldMissing.has(directory));
    toldMissing = missing;
    for (const path of added) {
      tell({ path, kind: 'removed', action: 'rebuild', importedBy: packages.get(path)?.importedBy ?? [] });
    }
  };
  const learn = async () => {
    findRemoved();
    const current = build;
    const paths = listSources(listing.set, (path) => directories.listFiles(path));
    const isCurrent = () => build === current;
    for await (const change of survey(paths, current.startedAt, content, judgeFile, isCurrent)) {
      if (await isForeign(change.path)) tell(change);
    }
  };
  const renew = async (signal: AbortSignal) => {
    reshaped = false;
    const renewed = await renewListing(
      plan,
      listing,
      async () => (await generated?.directories()) ?? [],
      ports,
      signal,
    );
    if (signal.aborted) return;
    listing = renewed;
    if (!renewed.current) reshaped = true;
    await settle();
    const watched = directoriesToWatch(listing.set, directories).size;
    reports$.next({ type: 'watching', directories: watched, polling: fileEvents.polling });
    if (build.kind === 'good') await learn();
  };

  const onFile = async ({ path, kind }: FileEvent & { type: 'file' }): Promise<Change[]> => {
    const change = judgeFile(path, kind);
    if (!change || !(await isForeign(path))) return [];
    const comparison = content.compare(path);
    // While polling, events come too late to tell which state of the file the build has read.
    if (comparison === 'same' && build.kind === 'good' && !fileEvents.polling) return [];
    if (comparison === 'reshaped') reshaped = true;
    return [change];
  };
  const onDirectory = async ({ path, kind }: FileEvent & { type: 'directory' }): Promise<Change[]> => {
    await settle(kind === 'added' ? path : undefined);
    const gone = listing.set.packages.get(path);
    if (kind === 'added' || !gone) return [];
    reshaped = true;
    return [{ path, kind: 'removed', action: 'rebuild', importedBy: gone.importedBy }];
  };
  const onRefused = async (event: FileEvent & { type: 'refused' }): Promise<Change[]> => {
    if (fileEvents.polling) return [];
    reports$.next({ type: 'warning', problem: explainRefusal(event, plan.watch.poll !== 'never') });
    if (!isLimit(event.code) || plan.watch.poll === 'never') return [];
    fileEvents.poll();
    await settle();
    return [];
  };
  const react = (event: FileEvent): Promise<Change[]> => {
    switch (event.type) {
      case 'file':
        return onFile(event);
      case 'directory':
        return onDirectory(event);
      case 'refused':
        return onRefused(event);
    }
  };

  const judged$ = fileEvents.events$.pipe(
    concatMap(react),
    concatMap((changes) => from(changes)),
  );
  const renewed$ = renewals$.pipe(
    startWith(undefined),
    switchMap(() => abortable<never>(renew)),
  );
  return {
    changes$: merge(found$, judged$, renewed$).pipe(share()),
    events$: reports$,
    buildStarts() {
      build = { kind: 'running', startedAt: ports.now() };
    },
    buildEnded(how) {
      build = { kind: how === 'good' ? 'good' : 'failed', startedAt: build.startedAt };
      if (how === 'aborted') return;
      // What was awaited may be there now: a generator writes packages after go was asked.
      if (reshaped || how === 'failed' || listing.set.awaited.size > 0) renewals$.next();
      else void learn();
    },
    async close() {
      renewals$.complete();
      found$.complete();
      await fileEvents.close();
      reports$.complete();
    },
  };
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
