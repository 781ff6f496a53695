import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { getCACertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { type Answer, type GetSettings, request } from './http-request.ts';
import { findNetrcLogin, type Login } from './netrc.ts';

/** Asks for a URL (https, http or file). User and password may be in it. Never rejects; see {@link Answer}. */
export type Get = (url: string, signal: AbortSignal) => Promise<Answer>;

/** As many as Go follows. */
const MOST_REDIRECTS = 10;

/** Makes a {@link Get} that goes through the proxies that the environment names, and trusts what the system trusts. */
export function createGet(settings: GetSettings): Get {
  const trust = createTrust();
  return async (address, signal) => {
    let url = new URL(address);
    if (url.protocol === 'file:') return getFile(url);
    let login = readLogin(url) ?? findNetrcLogin(settings.netrc ?? '', url);
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const answer = await request(url, login, settings, trust, signal);
      if (!('location' in answer)) return answer;
      const next = URL.canParse(answer.location, url.href) ? new URL(answer.location, url) : undefined;
      if (next === undefined || (url.protocol === 'https:' && next.protocol !== 'https:'))
        return { kind: 'unreachable', reason: `${url.host} redirects to ${next?.origin ?? 'nowhere'}` };
      if (next.host !== url.host) login = findNetrcLogin(settings.netrc ?? '', next);
      url = next;
    }
    return { kind: 'unreachable', reason: `${url.host} redirects more than ${MOST_REDIRECTS} times` };
  };
}

/** What go trusts: the system's certificates. Node by itself knows only its own and those of NODE_EXTRA_CA_CERTS. */
function createTrust() {
  let certificates: string[] | undefined;
  return () =>
    (certificates ??= [...new Set([...getCACertificates('default'), ...getCACertificates('system')])]);
}

async function getFile(url: URL): Promise<Answer> {
  try {
    const path = fileURLToPath(url);
    const { size } = await stat(path);
    return { kind: 'body', body: createReadStream(path), length: size };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? { kind: 'refused', status: 404 }
      : { kind: 'unreachable', reason: message };
  }
}

function readLogin({ username, password }: URL): Login | undefined {
  if (username === '' && password === '') return undefined;
  return { user: decodeURIComponent(username), password: decodeURIComponent(password) };
}

/** Reads a body of at most `most` bytes; a longer or broken one is a problem's text. */
export async function readBody(
  { body }: Extract<Answer, { kind: 'body' }>,
  most: number,
): Promise<Buffer | { readonly broken: string }> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of body) {
      length += part.length;
      if (length > most) return { broken: `more than ${most} bytes` };
      parts.push(part);
    }
  } catch (error) {
    return { broken: (error as Error).message };
  }
  return Buffer.concat(parts);
}
