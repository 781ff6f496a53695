import { relative, sep } from 'node:path';
import { styleText } from 'node:util';
import type { Problem } from '../plan/problem.ts';
import { drawCodeFrame } from './code-frame.ts';
import { describeChanges, describeDurations, describeExit, formatDuration, quoteWords } from './phrases.ts';
import type { Diagnostic, RunEvent } from './run-event.ts';

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

type Format = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Where the second column begins, and how wide it is, in characters. */
const INDENT = 17;
const TEXT_WIDTH = 43;

/** Turns each run event into lines for a person, without line ends; most events give one line, some none. */
export function createReporter(style: ReporterStyle): (event: RunEvent) => readonly string[] {
  const paint = (format: Format, text: string) =>
    style.colour ? styleText(format, text, { validateStream: false }) : text;
  const line = (label: string, format: Format, text: string, detail = '') => {
    const padded = detail === '' ? text : text.padEnd(TEXT_WIDTH);
    return `${paint('dim', 'go-run')}  ${paint(format, label.padEnd(8))} ${padded}${detail && `  ${paint('dim', detail)}`}`;
  };
  const below = (text: string) => text.split('\n').map((part) => ' '.repeat(INDENT) + part);
  const show = (path: string) => {
    const shown = relative(style.workspaceRoot, path);
    return shown.startsWith('..') ? path : shown.split(sep).join('/');
  };
  const problem = (label: string, format: Format, { message, hint }: Problem) => {
    const [first = '', ...more] = message.split('\n');
    return [line(label, format, first), ...more.flatMap(below), ...(hint === undefined ? [] : below(hint))];
  };
  const diagnostic = (one: Diagnostic) => {
    const place = `${show(one.file)}:${one.line}${one.column > 0 ? `:${one.column}` : ''}`;
    const [first = '', ...more] = one.message.split('\n');
    return [
      line('error', 'red', `${paint('bold', place)}  ${first}`),
      ...more.flatMap((text) => below(text.replace(/^\t/, '  '))),
      ...drawCodeFrame(one).flatMap(below),
    ];
  };
  const consequence = (stillRunning: boolean) => {
    if (stillRunning) return below('still running the last good build');
    return style.once ? [] : below('nothing is running; waiting for a change');
  };

  return (event) => {
    switch (event.type) {
      case 'watching':
      case 'building':
      case 'aborted':
        return [];
      case 'change':
        return [line('change', 'cyan', describeChanges(event.changes, show))];
      case 'installing':
        return [line('install', 'cyan', `${event.what} into ${show(event.into)}, once`)];
      case 'generated': {
        const text =
          event.written.length > 0 ? event.written.map(show).join(', ') : 'no change in the specification';
        return [line('swagger', 'cyan', text, describeDurations(event.durations, ['generate']))];
      }
      case 'generate-failed': {
        const { diagnostics } = event;
        const told =
          diagnostics.length > 0 ? diagnostics.flatMap(diagnostic) : problem('error', 'red', event.problem);
        return [...told, ...consequence(event.stillRunning)];
      }
      case 'built':
        return [
          line(
            'build',
            'cyan',
            quoteWords(['go build -o …'], style.buildWords),
            formatDuration(event.durations.build),
          ),
        ];
      case 'build-failed': {
        const places = event.diagnostics.flatMap(diagnostic);
        const rest = event.output === '' ? [] : problem('error', 'red', { message: event.output });
        const hint = event.hint === undefined ? [] : below(event.hint);
        return [...places, ...rest, ...hint, ...consequence(event.stillRunning)];
      }
      case 'unchanged':
        return [
          line(
            'same',
            'dim',
            'the program is the same as the running one',
            formatDuration(event.durations.total),
          ),
        ];
      case 'started':
        return [line('run', 'cyan', quoteWords([event.name], event.args), `pid ${event.pid}`)];
      case 'waiting':
        return problem('wait', 'yellow', {
          message: `for ${event.what}`,
          ...(event.hint === undefined ? {} : { hint: event.hint }),
        });
      case 'ready': {
        const text = event.baseUrl ?? 'running; it has opened no port';
        return [line('ready', 'green', text, describeDurations(event.durations, ['stop', 'ready', 'total']))];
      }
      case 'address':
        return [line('address', 'green', event.baseUrl)];
      case 'not-ready':
        return problem('slow', 'yellow', event.problem);
      case 'exited': {
        const text = `${style.project} ${describeExit(event.exit)}`;
        const next =
          event.restartInMs === undefined
            ? 'the next change starts it again'
            : `starting it again in ${formatDuration(event.restartInMs)}`;
        return problem('exit', event.exit.kind === 'code' && event.exit.code === 0 ? 'yellow' : 'red', {
          message: `${text}; ${next}`,
          ...(event.hint === undefined ? {} : { hint: event.hint }),
        });
      }
      case 'finished': {
        const good = event.exit.kind === 'code' && event.exit.code === 0;
        return [line('exit', good ? 'green' : 'red', `${style.project} ${describeExit(event.exit)}`)];
      }
      case 'warning':
        return problem('warning', 'yellow', event.problem);
      case 'start-failed':
      case 'failed':
        return problem('error', 'red', event.problem);
      case 'stopping':
        return [line('stop', 'dim', event.reason)];
      case 'ended':
        return [];
    }
  };
}
