/** How a client takes an answer. */
export type Form = 'html' | 'json' | 'text' | 'event-stream';

/**
 * By its `Accept` header (RFC 9110, 12.5.1): a page, JSON or a stream of events only where that is asked for by name.
 * A stream that is as welcome as JSON gives way to it: such a client reads both.
 */
export function chooseForm(accept: string | undefined): Form {
  const wanted = (accept ?? '').split(',').map((one) => {
    const [type = '', ...parameters] = one.trim().toLowerCase().split(';');
    const weight = parameters
      .map((part) => /^\s*q=([\d.]+)/.exec(part)?.[1])
      .find((found) => found !== undefined);
    return { type: type.trim(), weight: weight === undefined ? 1 : Number(weight) };
  });
  const weigh = (matches: (type: string) => boolean) =>
    Math.max(0, ...wanted.filter(({ type }) => matches(type)).map(({ weight }) => weight));
  const html = weigh((type) => type === 'text/html' || type === 'application/xhtml+xml');
  const json = weigh((type) => type === 'application/json' || type.endsWith('+json'));
  if (weigh((type) => type === 'text/event-stream') > Math.max(html, json)) return 'event-stream';
  if (html === 0 && json === 0) return 'text';
  return html >= json ? 'html' : 'json';
}
