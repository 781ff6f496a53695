import type { Exit } from '../process/child.ts';
import { createLines } from './lines.ts';
import {
  describeBuild,
  describeChanges,
  describeDurations,
  describeExit,
  describeInstall,
  describeProgress,
  describeTests,
  formatDuration,
  quoteWords,
} from '../events/phrases.ts';
import type { Diagnostic, RunEvent } from '../events/run-event.ts';

/** How many complaints are shown: go itself ends after ten in a package, unless -gcflags=-e asks for all. */
const MOST_PLACES = 50;

/** How many lines of failed tests are shown. */
const MOST_OF_TESTS = 200;

/** What the lines are made with. */
export interface ReporterStyle {
  readonly colour: boolean;
  /** Paths are shown from here. */
  readonly workspaceRoot: string;
  readonly project: string;
  /** The flags and the package of `go build`, as the person wrote them. */
  readonly buildWords: readonly string[];
  /** True where no change is waited for: the run ends with the first failure. */
  readonly once?: boolean;
}

/** Turns each run event into lines for a person, without line ends; most events give one line, some none. */
export function createReporter(style: ReporterStyle): (event: RunEvent) => readonly string[] {
  const { project, once } = style;
  const { line, below, show, problem, diagnostic } = createLines(style.colour, style.workspaceRoot);
  const consequence = (stillRunning: boolean) => {
    if (stillRunning) return below('still running the last good build');
    return once ? [] : below('nothing is running; waiting for a change');
  };
  const describePlaces = (all: readonly Diagnostic[]) => {
    const left = all.length - MOST_PLACES;
    const shown = all.slice(0, left > 1 ? MOST_PLACES : all.length).flatMap(diagnostic);
    return left > 1 ? [...shown, ...below(`… and ${left} more errors`)] : shown;
  };
  const hint = (text: string | undefined) => (text === undefined ? {} : { hint: text });

  return (event) => {
    switch (event.type) {
      case 'watching':
      case 'building':
      case 'aborted':
      case 'checked':
      case 'hot-path':
      case 'resumed':
      case 'ended':
        return [];
      case 'change':
        return [line('change', 'cyan', describeChanges(event.changes, show))];
      case 'asked':
        return [line('asked', 'cyan', event.actions.join(' and '))];
      case 'installing':
        return [line('install', 'cyan', ...describeInstall(event, show))];
      case 'progress':
        return [line(event.during, 'cyan', describeProgress(event))];
      case 'generated': {
        const duration = formatDuration(event.durations.generate);
        const { name, written } = event;
        const paths = written.map(show).join(', ');
        if (name === 'swagger') {
          return [line(name, 'cyan', paths || 'no change in the specification', duration)];
        }
        const files = written.length > 2 ? `${written.length} files` : paths || 'no change';
        return [line('generate', 'cyan', `${name}  ${files}`, duration)];
      }
      case 'generate-failed': {
        const places = describePlaces(event.diagnostics);
        if (places.length === 0)
          return [...problem('error', 'red', event.problem), ...consequence(event.stillRunning)];
        const hint = event.problem.hint === undefined ? [] : below(event.problem.hint);
        return [...places, ...hint, ...consequence(event.stillRunning)];
      }
      case 'built': {
        const command = describeBuild(event.via, style.buildWords);
        const most = style.buildWords.some((word) => /^--?[xv]$/.test(word)) ? Infinity : undefined;
        return [
          ...(event.output === undefined ? [] : below(event.output, most)),
          line('build', 'cyan', command, formatDuration(event.durations.build)),
        ];
      }
      case 'defect':
        return problem('defect', 'red', event.problem);
      case 'tested': {
        const label = event.success ? 'test' : 'failed';
        const took = formatDuration(event.durations.test);
        return [
          line(label, event.success ? 'green' : 'red', describeTests(event), took),
          ...describePlaces(event.diagnostics),
          ...(event.output === '' ? [] : below(event.output, MOST_OF_TESTS)),
        ];
      }
      case 'build-failed': {
        const places = describePlaces(event.diagnostics);
        const rest = event.output === '' ? [] : problem('error', 'red', { message: event.output });
        const advice = event.hint === undefined ? [] : below(event.hint);
        return [...places, ...rest, ...advice, ...consequence(event.stillRunning)];
      }
      case 'unchanged': {
        const text = 'the program is the same; no restart';
        return [line('same', 'dim', text, formatDuration(event.durations.total))];
      }
      case 'started':
        return [line('run', 'cyan', quoteWords([event.name], event.args), `pid ${event.pid}`)];
      case 'waiting':
        return problem('wait', 'yellow', { message: `for ${event.what}`, ...hint(event.hint) });
      case 'ready': {
        const text = event.baseUrl ?? 'running, without a port so far';
        return [line('ready', 'green', text, describeDurations(event.durations, ['stop', 'ready', 'total']))];
      }
      case 'pages':
        return [line('pages', 'cyan', event.url)];
      case 'debugger': {
        const text =
          event.state === 'waiting' ? `${event.host}:${event.port}` : `${event.editor} is ${event.state}`;
        return [line('debug', 'cyan', text, event.state === 'waiting' ? 'waits for an editor' : '')];
      }
      case 'paused': {
        const place =
          event.file === undefined ? 'outside of any source' : `${show(event.file)}:${event.line}`;
        return [line('paused', 'yellow', place, event.reason)];
      }
      case 'address':
        return [line('address', 'green', event.baseUrl)];
      case 'not-ready':
        return [
          ...problem('slow', 'yellow', event.problem),
          ...(event.stillRunning ? below('it is stopped; the program before it goes on serving') : []),
        ];
      case 'exited': {
        const next = describeNext(event);
        const message = `${project} ${describeExit(event.exit)}; ${next}`;
        return problem('exit', isGood(event.exit) ? 'yellow' : 'red', { message, ...hint(event.hint) });
      }
      case 'finished': {
        const format = isGood(event.exit) ? 'green' : 'red';
        return [line('exit', format, `${project} ${describeExit(event.exit)}`)];
      }
      case 'warning':
        return problem('warning', 'yellow', event.problem);
      case 'start-failed':
        return [...problem('error', 'red', event.problem), ...(event.stillRunning ? consequence(true) : [])];
      case 'failed':
        return problem('error', 'red', event.problem);
      case 'stopping':
        return [line('stop', 'dim', event.reason.startsWith('SIG') ? `got ${event.reason}` : event.reason)];
    }
  };
}

/** What comes after a program has ended. */
function describeNext({ pid, restartInMs, stillRunning }: Extract<RunEvent, { type: 'exited' }>): string {
  if (stillRunning) return `that was pid ${pid}, the other one goes on`;
  if (restartInMs === undefined) return 'the next change starts it again';
  return `it starts again in ${formatDuration(restartInMs)}`;
}

function isGood(exit: Exit): boolean {
  return exit.kind === 'code' && exit.code === 0;
}
