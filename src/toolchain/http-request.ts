import * as http from 'node:http';
import * as https from 'node:https';
import type { Readable } from 'node:stream';
import type { Environment } from '../process/child.ts';
import type { Login } from './netrc.ts';
import { chooseOutboundProxy } from './outbound-proxy.ts';

/** The answer to a GET. */
export type Answer =
  /** The body still comes; reading it rejects where it breaks off, falls silent or is aborted. */
  | {
      readonly kind: 'body';
      readonly body: AsyncIterable<Uint8Array> & Pick<Readable, 'destroy'>;
      /** In bytes, where the server has said. */
      readonly length: number | undefined;
    }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'unreachable'; readonly reason: string; readonly hint?: string };

export interface GetSettings {
  readonly env: Environment;
  /** The text of the user's netrc file, if there is one. */
  readonly netrc?: string | undefined;
  /** After so long without a byte a server is given up. ms */
  readonly silence: number;
}

/** An answer, or where it is to be had. */
export type Asked = Answer | { readonly location: string };

/** Asks one server once, through the proxy that the environment names for it. `trust` gives the certificates. */
export function request(
  url: URL,
  login: Login | undefined,
  { env, silence }: GetSettings,
  trust: () => string[],
  signal: AbortSignal,
): Promise<Asked> {
  const { promise, resolve } = Promise.withResolvers<Asked>();
  const proxy = chooseOutboundProxy(url, env);
  if (proxy !== undefined && !/^https?:/.test(proxy)) {
    const reason = `${proxy.split(':')[0]} proxies can't be used`;
    return Promise.resolve({ kind: 'unreachable', reason, hint: 'Let HTTPS_PROXY name one with http://.' });
  }
  const isSecure = url.protocol === 'https:';
  const proxyEnv = proxy === undefined ? undefined : { HTTP_PROXY: proxy, HTTPS_PROXY: proxy };
  const authorization = login && `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`;
  if (signal.aborted) return Promise.resolve({ kind: 'unreachable', reason: 'aborted' });
  const options = {
    // Of a proxy, until the tunnel is there.
    timeout: silence,
    headers: { 'user-agent': 'nx-go-run', ...(authorization === undefined ? {} : { authorization }) },
    ...(isSecure ? { ca: trust() } : {}),
  };
  const bare = new URL(url);
  bare.username = bare.password = '';
  const fail = (error: NodeJS.ErrnoException) =>
    resolve({ kind: 'unreachable', ...explain(error, url, proxy) });
  let sent: http.ClientRequest;
  try {
    sent = isSecure
      ? https.get(bare, { ...options, agent: new https.Agent({ ...(proxyEnv && { proxyEnv }) }) })
      : http.get(bare, { ...options, agent: new http.Agent({ ...(proxyEnv && { proxyEnv }) }) });
  } catch (error) {
    fail(error as Error);
    return promise;
  }
  // A request that waits for a proxy's tunnel tells of no end of its own before that is there.
  let response: http.IncomingMessage | undefined;
  const giveUp = (reason: string) => {
    const error = new Error(reason);
    resolve({ kind: 'unreachable', reason });
    (response ?? sent).destroy(error);
  };
  const silent = () => giveUp(`${url.host} has sent nothing for ${Math.round(silence / 1000)} s`);
  const aborted = () => giveUp('aborted');
  let timer = setTimeout(silent, silence);
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(silent, silence);
  };
  const over = () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', aborted);
  };
  signal.addEventListener('abort', aborted);
  void promise.then((answer) => ('kind' in answer && answer.kind === 'body') || over());
  sent.on('error', fail);
  sent.on('response', (incoming) => {
    heard();
    const { statusCode: status = 0, headers } = incoming;
    if (status === 200) {
      response = incoming;
      incoming.on('close', over).on('error', over).on('data', heard).pause();
      const length = headers['content-length'];
      resolve({ kind: 'body', body: incoming, length: length === undefined ? undefined : Number(length) });
      return;
    }
    sent.destroy();
    const { location } = headers;
    resolve(
      status >= 300 && status < 400 && location !== undefined ? { location } : { kind: 'refused', status },
    );
  });
  return promise;
}

const OUTBOUND = 'Are HTTPS_PROXY (or HTTP_PROXY) and NO_PROXY right, and is there a network?';

/** What went wrong on the way to a server, in words, and what to do where that is known. */
function explain(error: NodeJS.ErrnoException, url: URL, proxy: string | undefined) {
  const { code = '', message } = error;
  const through = proxy === undefined ? '' : ` through the proxy ${hostOf(proxy)}`;
  const where = `${url.host}${through}`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return { reason: `${where} can't be found (${code})`, hint: proxy ? OUTBOUND : 'Is there a network?' };
  if (/CERT|ISSUER|SELF_SIGNED|UNABLE_TO/.test(code)) {
    const hint = 'Let NODE_EXTRA_CA_CERTS name a file with the certificate of your company.';
    return { reason: `${where} has a certificate that is not trusted (${code})`, hint };
  }
  if (code === 'ERR_PROXY_TUNNEL' || message.includes('407')) {
    const hint = 'Are user and password in HTTPS_PROXY right, and may the host be reached through it?';
    return { reason: `${where} can't be reached: ${message}`, hint };
  }
  // Where several addresses were tried there is only a code.
  return {
    reason: `${where} can't be reached: ${message || code}`,
    ...(proxy === undefined ? {} : { hint: OUTBOUND }),
  };
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'that HTTPS_PROXY names';
}
