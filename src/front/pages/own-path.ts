/** Where our own pages are. */
export const BASE = '/__go-run/';

/** Whether the target of a request is for our own pages. */
export function isOwnPath(target = ''): boolean {
  const path = pathOf(target);
  return path === BASE.slice(0, -1) || path.startsWith(BASE);
}

/** A target without its query, and without the server's name, which it may have (absolute-form, RFC 9112 §3.2.2). */
export function pathOf(target: string): string {
  return target.replace(/^https?:\/\/[^/?#]*/i, '').split('?', 1)[0] ?? '';
}
