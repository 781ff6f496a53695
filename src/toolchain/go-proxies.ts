import { failure, type Problem, type Result } from '../problem.ts';

/** One entry of GOPROXY. */
export interface GoProxy {
  readonly kind: 'url' | 'direct' | 'off';
  /** With user and password, if it has them. For `direct`: where Go's own toolchains lie. */
  readonly url: string;
  /** Whether any failure leads on to the next entry (`|`), or only that it does not have it (`,`). */
  readonly fallsBackOnError: boolean;
}

/** Where `go get golang.org/toolchain` is led to: a module proxy that has toolchains alone. */
const DIRECT = 'https://go.dev/dl/mod';

/** Takes GOPROXY apart as go does (go.dev/ref/mod#module-proxy): `direct` and `off` end the list. */
export function parseGoProxy(text: string): Result<readonly GoProxy[]> {
  const proxies: GoProxy[] = [];
  for (const [, word = '', separator] of text.matchAll(/([^,|]*)([,|]|$)/g)) {
    const name = word.trim();
    const fallsBackOnError = separator === '|';
    if (name === '') continue;
    if (name === 'off' || name === 'direct') {
      proxies.push({ kind: name, url: name === 'direct' ? DIRECT : '', fallsBackOnError });
      break;
    }
    const url = /:\//.test(name) || name.startsWith('/') ? name : `https://${name}`;
    const protocol = URL.canParse(url) ? new URL(url).protocol : undefined;
    if (!['https:', 'http:', 'file:'].includes(protocol ?? '')) {
      return failure(
        `GOPROXY: ${redact(name)} is not a URL with https, http or file`,
        'Mend it, or unset it.',
      );
    }
    proxies.push({ kind: 'url', url: url.replace(/\/$/, ''), fallsBackOnError });
  }
  if (proxies.length === 0) return failure('GOPROXY names no proxy', 'Name one, or unset it.');
  return { ok: true, value: proxies };
}

/** A URL as it may be shown: without user and password. */
export function redact(url: string): string {
  return url.replace(/^(\w+:\/\/)?[^@/]*@/, '$1');
}

/** What came of asking one proxy. */
export type Attempt<T> =
  | { readonly kind: 'got'; readonly value: T }
  /** It does not have it: 404 or 410, or GOPROXY says off. */
  | { readonly kind: 'missing'; readonly problem: Problem }
  | { readonly kind: 'failed'; readonly problem: Problem };

/**
 * Asks the proxies in turn until one has it. Gives the first answer, or the problem that tells most: that of the
 * last proxy that failed rather than of one that just does not have it.
 */
export async function tryProxies<T>(
  proxies: readonly GoProxy[],
  ask: (proxy: GoProxy) => Promise<Attempt<T>>,
): Promise<Attempt<T>> {
  let told: Attempt<T> | undefined;
  for (const proxy of proxies) {
    const attempt = await ask(proxy);
    if (attempt.kind === 'got') return attempt;
    if (told === undefined || attempt.kind === 'failed' || told.kind === 'missing') told = attempt;
    if (attempt.kind === 'failed' && !proxy.fallsBackOnError) break;
  }
  return told ?? { kind: 'missing', problem: { message: 'GOPROXY names no proxy' } };
}
