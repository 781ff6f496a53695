import { relative, sep } from 'node:path';
import { stripVTControlCharacters, styleText } from 'node:util';
import type { Diagnostic } from '../events/run-event.ts';
import { escapeControls } from '../plan/shorten.ts';
import type { Problem } from '../problem.ts';
import { drawCodeFrame } from './code-frame.ts';

export type Format = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Where the second column begins, and how wide it is, in characters. */
const INDENT = 17;
const TEXT_WIDTH = 35;
/** How many lines of one message are shown: a linker prints all its flags for one that it does not know. */
const MOST_LINES = 20;

/** Makes the lines that all output is put together of. */
export interface Lines {
  /** `go-run  label    text      detail` */
  readonly line: (label: string, format: Format, text: string, detail?: string) => string;
  /** Lines below the text of the last one. */
  readonly below: (text: string, most?: number) => string[];
  readonly problem: (label: string, format: Format, problem: Problem) => string[];
  readonly diagnostic: (diagnostic: Diagnostic) => string[];
  /** A path as it is shown: from the workspace's root where it is below that. */
  readonly show: (path: string) => string;
}

/** Makes them in colour or without, with paths from `workspaceRoot`. */
export function createLines(colour: boolean, workspaceRoot: string): Lines {
  const paint = (format: Format, text: string) =>
    colour ? styleText(format, text, { validateStream: false }) : text;
  const below = (text: string, most = MOST_LINES) => {
    const lines = text.split('\n');
    const left = lines.length - most;
    const shown = (left > 1 ? lines.slice(0, most) : lines)
      .map(cleanLine)
      .map((one) => one.replace(/^\t+/, (tabs) => '  '.repeat(tabs.length)));
    const all = left > 1 ? [...shown, `… and ${left} more lines`] : shown;
    return all.map((one) => ' '.repeat(INDENT) + one);
  };
  const show = (path: string) => {
    const shown = relative(workspaceRoot, path);
    return /^\.\.([\\/]|$)/.test(shown) ? path : shown.split(sep).join('/');
  };
  const head = (label: string, format: Format) =>
    `${paint('dim', 'go-run')}  ${paint(format, label.padEnd(8))} `;
  const line = (label: string, format: Format, text: string, detail = '') => {
    const shown = cleanLine(text);
    const rest = detail === '' ? '' : `  ${paint('dim', cleanLine(detail))}`;
    return head(label, format) + (rest === '' ? shown : shown.padEnd(TEXT_WIDTH - 2) + rest);
  };
  const message = (label: string, format: Format, text: string, place = '') => {
    const start = place === '' ? '' : `${paint('bold', cleanLine(place))}  `;
    const [first = '', ...rest] = splitOnce(text, '\n');
    return [head(label, format) + start + cleanLine(first), ...rest.flatMap((one) => below(one))];
  };
  return {
    line,
    below,
    show,
    problem: (label, format, { message: text, hint }) => [
      ...message(label, format, text),
      ...(hint === undefined ? [] : below(hint)),
    ],
    diagnostic: (one) => {
      const place = `${show(one.file)}:${one.line}${one.column > 0 ? `:${one.column}` : ''}`;
      return [
        ...message('error', 'red', one.message, place),
        ...drawCodeFrame(one).map((text) => ' '.repeat(INDENT) + text),
        ...(one.package === undefined ? [] : below(`in package ${one.package}`)),
      ];
    },
  };
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** How much of one line is shown, and how much is looked at for it. Characters. */
const MOST = 2000;
const MOST_READ = 4 * MOST;

/**
 * A line that something else has made, as it may stand on a terminal: without colours, with what else would
 * steer the terminal made visible, and not endless. Tabs stay.
 */
export function cleanLine(line: string): string {
  const plain = stripVTControlCharacters(line.slice(0, MOST_READ)).replace(/\r$/, '');
  const isCut = plain.length > MOST || line.length > MOST_READ;
  const shown = plain.slice(0, MOST).split('\t').map(escapeControls).join('\t');
  return isCut ? `${shown}…` : shown;
}
