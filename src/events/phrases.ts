import { escapeControls } from '../plan/shorten.ts';
import type { Exit } from '../process/child.ts';
import type { Change, Durations, RunEvent, Stage, TestedEvent, Via } from './run-event.ts';

/** `412 ms`, `3214 ms`, from ten seconds on `12.3 s`; empty for undefined. */
export function formatDuration(ms: number | undefined): string {
  if (ms === undefined) return '';
  return ms < 9950 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** `stop 12 ms · start 31 ms · total 455 ms`, of the parts that have a duration. */
export function describeDurations(durations: Durations, parts: readonly (keyof Durations)[]): string {
  const names: Partial<Record<keyof Durations, string>> = { ready: 'start' };
  return parts
    .filter((part) => durations[part] !== undefined)
    .map((part) => `${names[part] ?? part} ${formatDuration(durations[part])}`)
    .join(' · ');
}

/** The first changed file with the imports that lead to it, and how many more there are. */
export function describeChanges(changes: readonly Change[], show: (path: string) => string): string {
  const [first] = changes;
  if (!first) return '';
  const removed = first.kind === 'removed' ? ' (removed)' : '';
  const chain = first.importedBy.map((one, at, all) => (at < all.length - 1 ? lastPart(one) : one));
  const why = chain.length > 0 ? `  ← ${chain.join(' ← ')}` : '';
  const more = changes.length > 1 ? `  and ${changes.length - 1} more` : '';
  return show(first.path) + removed + why + more;
}

/** How tests went: `12 tests in 3 packages`, `1 of 12 tests failed`. */
export function describeTests({ success, packages, tests, diagnostics }: TestedEvent): string {
  const { passed, failed, skipped } = tests;
  const all = `${passed + failed + skipped} test${passed + failed + skipped === 1 ? '' : 's'}`;
  const where = `in ${packages.length} package${packages.length === 1 ? '' : 's'}`;
  if (success) return `${all} ${where}${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  if (failed > 0) return `${failed} of ${all} failed, ${where}`;
  return `tests ${where} ${diagnostics.length > 0 ? 'do not compile' : 'failed'}`;
}

/** What has built: the go command with the person's words, or the compiler for these packages. */
export function describeBuild(via: Via, buildWords: readonly string[]): string {
  if (via.kind === 'go') return quoteWords(['go build -o …'], buildWords);
  const [first, ...more] = via.compiled.map(lastPart);
  const link = via.link?.kind === 'delta' ? 'delta link' : 'link';
  // Of objects that are there already, since what was edited was taken back.
  if (first === undefined) return link;
  return `compile ${first}${more.length > 0 ? ` and ${more.length} more` : ''}, ${link}`;
}

/** What is installed, and how far that is; with a detail where it is done. */
export function describeInstall(
  { what, into, progress }: Extract<RunEvent, { type: 'installing' }>,
  show: (path: string) => string,
): [text: string, detail?: string] {
  const whole = `${what} into ${show(into)}, once`;
  switch (progress?.kind) {
    case undefined:
      return [whole];
    case 'waiting':
      return [
        `${what}: ${progress.pid === undefined ? 'another run' : `pid ${progress.pid}`} fetches it already`,
      ];
    case 'downloading': {
      const of = progress.total === undefined ? '' : ` of ${formatMegabytes(progress.total)}`;
      return [`${what}: ${formatMegabytes(progress.done)}${of} MB`];
    }
    case 'unpacking': {
      const share = Math.floor((100 * progress.done) / Math.max(progress.total, 1));
      return [`${what}: unpacking, ${share} %`];
    }
    case 'done':
      return [whole, formatDuration(progress.ms)];
  }
}

/** What takes long, for how long it has, and what it is at. */
export function describeProgress({ what, ms, stage }: Extract<RunEvent, { type: 'progress' }>): string {
  return `${what}, ${formatSeconds(ms)}${stage === undefined ? ' so far' : `: ${describeStage(stage)}`}`;
}

function describeStage(stage: Stage): string {
  switch (stage.kind) {
    case 'loading':
      return describeSilence(stage) ?? 'reads the packages';
    case 'downloading': {
      const bytes = stage.bytes < 1e6 ? '' : `, ${formatMegabytes(stage.bytes)} MB`;
      const silent = describeSilence(stage);
      return `downloads ${nameFirst(stage.modules, 1)}${bytes}${silent === undefined ? '' : `; ${silent}`}`;
    }
    case 'compiling': {
      const { compiled, most, now } = stage;
      const of = most === undefined ? '' : ` of at most ${Math.max(most, compiled)}`;
      const packages = compiled === 1 && most === undefined ? 'package' : 'packages';
      return `compiled ${compiled}${of} ${packages}${now.length === 0 ? '' : `, now ${nameFirst(now, 2)}`}`;
    }
    case 'linking':
      return 'links the program';
  }
}

function describeSilence({
  silent,
}: Extract<Stage, { kind: 'loading' | 'downloading' }>): string | undefined {
  return silent && `nothing from ${silent.host} for ${formatSeconds(silent.ms)}`;
}

function nameFirst(names: readonly string[], most: number): string {
  const left = names.length - most;
  return names.slice(0, most).join(', ') + (left > 0 ? ` and ${left} more` : '');
}

/** `12 s`, from two minutes on `2 min 12 s`. */
function formatSeconds(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function formatMegabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

/** How a program ended, as the end of a sentence. */
export function describeExit(exit: Exit): string {
  switch (exit.kind) {
    case 'code':
      return `ended with code ${exit.code}`;
    case 'signal':
      return `was ended by ${exit.signal}`;
    case 'unseen':
      return 'has ended, with a code that nobody saw';
    case 'not-started':
      return `could not be started: ${exit.reason}`;
  }
}

/**
 * Words as a shell would take them, so that where one ends can be seen, on one line. `plain` is put in front as
 * it is.
 */
export function quoteWords(plain: readonly string[], words: readonly string[]): string {
  return [...plain, ...words.map(quoteWord)].join(' ');
}

function quoteWord(word: string): string {
  if (/^[\w\p{L}\p{M}@%+=:,./~^-]+$/u.test(word)) return word;
  if (escapeControls(word) !== word) return `$'${escapeControls(word.replace(/[\\']/g, '\\$&'))}'`;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function lastPart(importPath: string): string {
  // A major version says nothing alone: `v2` of example.com/words/v2.
  return (
    importPath
      .replace(/\/v\d+$/, '')
      .split('/')
      .at(-1) ?? importPath
  );
}
