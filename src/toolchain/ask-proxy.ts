import { type Attempt, type GoProxy, redact } from './go-proxies.ts';
import type { Get } from './http-get.ts';
import type { Answer } from './http-request.ts';

/** The module that Go's toolchains are served as (go.dev/doc/toolchain#download). */
export const MODULE = 'golang.org/toolchain';
/** What to do where a toolchain can't be fetched. */
export const INSTEAD = 'Install Go from go.dev/dl, set goBinary, or name another proxy in GOPROXY.';

/** Why nothing is fetched where GOPROXY is off. */
export const OFF = 'GOPROXY=off forbids to fetch it';

/** Asks one proxy for a file. Where it does not come, the problem says in words why, and of `what`. */
export async function askProxy(
  proxy: GoProxy,
  path: string,
  what: string,
  get: Get,
  signal: AbortSignal,
): Promise<Attempt<Extract<Answer, { kind: 'body' }>>> {
  if (proxy.kind === 'off') {
    return { kind: 'missing', problem: { message: `${what}: ${OFF}`, hint: INSTEAD } };
  }
  const answer = await get(`${proxy.url}/${path}`, signal);
  switch (answer.kind) {
    case 'body':
      return { kind: 'got', value: answer };
    case 'unreachable': {
      const hint = answer.hint === undefined ? INSTEAD : `${answer.hint} ${INSTEAD}`;
      return { kind: 'failed', problem: { message: `${what}: ${answer.reason}`, hint } };
    }
    case 'refused':
      return explainStatus(answer.status, redact(proxy.url), what);
  }
}

function explainStatus(status: number, where: string, what: string): Attempt<never> {
  const message = `${what}: ${where} answers ${status}`;
  if (status === 404 || status === 410) {
    const hint = `Is there such a version? ${INSTEAD}`;
    return { kind: 'missing', problem: { message: `${message}, as it does not have it`, hint } };
  }
  const hint =
    status === 401 || status === 407
      ? 'Are user and password right, in GOPROXY or in .netrc?'
      : 'With | instead of , after it in GOPROXY the next proxy is asked.';
  return { kind: 'failed', problem: { message, hint: `${hint} ${INSTEAD}` } };
}
