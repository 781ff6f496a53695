import { stripVTControlCharacters } from 'node:util';
import { drawCodeFrame } from '../terminal/code-frame.ts';
import { describeError, explainError } from '../state/describe-state.ts';
import type { RunError, ShowPath } from '../state/run-state.ts';

/** What Vite's client shows in its overlay (`ErrorPayload` of vite/types/hmrPayload.d.ts). */
export interface OverlayError {
  readonly type: 'error';
  readonly err: {
    readonly message: string;
    readonly stack: string;
    readonly plugin: string;
    readonly id?: string;
    readonly frame?: string;
    readonly loc?: { readonly file: string; readonly line: number; readonly column: number };
  };
}

/** How many further places are listed. */
const MOST_OTHERS = 9;

/** The first place with its code frame, the others as a list; Vite makes links of paths by itself. */
export function makeOverlayError(error: RunError, project: string): OverlayError {
  const [first, ...others] = 'diagnostics' in error ? error.diagnostics : [];
  const { text, hint } = explainError(error);
  const places = others
    .slice(0, MOST_OTHERS)
    .map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
  const left = others.length - places.length;
  const more = [...places, ...(left > 0 ? [`… and ${left} more errors`] : []), text, hint ?? ''];
  const headline = describeError(error, project);
  const message = first ? `${headline}: ${first.message}` : headline;
  // Vite shows only what looks as its own frames do (codeframeRE of its client): this bar, and a last line end.
  const frame = first
    ? drawCodeFrame(first)
        .map((line) => `${line.replace('│', '|')}\n`)
        .join('')
    : '';
  return {
    type: 'error',
    err: {
      message: stripVTControlCharacters(message),
      stack: stripVTControlCharacters(more.filter((one) => one !== '').join('\n')),
      plugin: 'nx-go-run',
      ...(frame === '' ? {} : { frame }),
      ...(first && { id: first.file, loc: { file: first.file, line: first.line, column: first.column } }),
    },
  };
}

/** The place of an error and what is wrong there, on one line; undefined where it has none. */
export function describePlace({ err }: OverlayError, show: ShowPath): string | undefined {
  return err.loc && `${show(err.loc.file)}:${err.loc.line}:${err.loc.column}  ${err.message}`;
}
