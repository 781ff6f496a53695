import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import { answer } from '../pages/answer.ts';
import { chooseForm } from '../pages/choose-form.ts';
import { isForLocalHost } from '../pages/local-host.ts';
import type { Pages } from '../pages/pages.ts';
import type { Unavailable } from './unavailable.ts';

/** After how many seconds a client may come again: a build takes one or two. */
export const RETRY_AFTER = '1';

/** 503: come again. 502: the program had the request and did not answer. */
export function statusOf({ reason }: Unavailable): { readonly code: number; readonly phrase: string } {
  const code = reason === 'no-answer' ? 502 : 503;
  return { code, phrase: STATUS_CODES[code] ?? '' };
}

/**
 * Says why no program answers: as the error page to a browser, where `pages` are there, as JSON where `Accept` asks
 * for it, else as text. Asked by a foreign name (DNS rebinding), it says nothing of the sources.
 */
export function answerUnavailable(
  request: IncomingMessage,
  response: ServerResponse,
  why: Unavailable,
  pages: Pages | undefined,
): void {
  const { code } = statusOf(why);
  const more = { 'retry-after': RETRY_AFTER };
  if (!isForLocalHost(request)) {
    return answer(request, response, code, 'text', 'no program answers\n', more);
  }
  const form = chooseForm(request.headers.accept);
  // The page shows what the run is at, which is another thing than a program that has not answered.
  if (form === 'html' && pages && why.reason !== 'no-answer') return pages.showError(request, response);
  if (form === 'json') return answer(request, response, code, form, `${JSON.stringify(why)}\n`, more);
  answer(request, response, code, 'text', describe(why), more);
}

/** The facts as lines for a person. */
function describe({ message, hint, diagnostics = [], output, lines = [], served }: Unavailable): string {
  const places = diagnostics.map(({ file, line, column, message: complaint, source }) => {
    const shown = source === undefined ? '' : `\n    ${source.trim()}`;
    return `${file}:${line}${column > 0 ? `:${column}` : ''}: ${complaint}${shown}`;
  });
  const before = served && `The last program was ready from ${time(served.since)} to ${time(served.until)}.`;
  const parts = [message, hint, ...places, output, lines.join('\n'), before];
  return `${parts.filter((part) => part !== undefined && part !== '').join('\n\n')}\n`;
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}
