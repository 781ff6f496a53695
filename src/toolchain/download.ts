import { open } from 'node:fs/promises';
import { success, type Result } from '../problem.ts';
import { askProxy, INSTEAD, MODULE } from './ask-proxy.ts';
import { redact, tryProxies, type Attempt, type GoProxy } from './go-proxies.ts';
import { readBody, type Get } from './http-get.ts';
import { compareVersions, satisfies, type Wanted } from './version.ts';
import { MOST_BYTES } from './zip.ts';

/** Gets the number of bytes so far, and of all where the proxy says so. */
export type OnBytes = (done: number, total: number | undefined) => void;

/**
 * Writes a toolchain's zip file, `v0.0.1-go1.26.8.linux-amd64`, from the first proxy that has it. `what` names it in
 * problems. Rejects where the disk does not take it.
 */
export async function downloadZip(
  name: string,
  what: string,
  file: string,
  proxies: readonly GoProxy[],
  get: Get,
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<Result<void>> {
  const attempt = await tryProxies(proxies, async (proxy): Promise<Attempt<void>> => {
    const answer = await askProxy(proxy, `${MODULE}/@v/${name}.zip`, what, get, signal);
    if (answer.kind !== 'got') return answer;
    const { body, length } = answer.value;
    const parts = body[Symbol.asyncIterator]();
    const out = await open(file, 'w');
    let done = 0;
    const broke = (reason: string): Attempt<void> => {
      const message = `${what}: ${redact(proxy.url)} has sent ${done} bytes, and then: ${reason}`;
      return { kind: 'failed', problem: { message, hint: `Start it again. ${INSTEAD}` } };
    };
    try {
      onBytes(0, length);
      for (;;) {
        let part: IteratorResult<Uint8Array>;
        try {
          part = await parts.next();
        } catch (error) {
          return broke((error as Error).message);
        }
        if (part.done) break;
        done += part.value.length;
        if (done > MOST_BYTES) return broke('it is larger than 500 MB');
        await out.appendFile(part.value);
        onBytes(done, length);
      }
      if (length !== undefined && done !== length) return broke(`that was not all of ${length}`);
      return { kind: 'got', value: undefined };
    } finally {
      await parts.return?.();
      await out.close();
    }
  });
  return attempt.kind === 'got' ? success(undefined) : { ok: false, problem: attempt.problem };
}

/** Of all versions of all systems; Go's own list has 50 kB. */
const MOST_LIST = 4 * 2 ** 20;

/**
 * The newest release that the proxies list for this host (`linux-amd64`) and that is what is wanted; the first one of
 * the minor version where they list none.
 */
export async function findNewest(
  wanted: Wanted,
  host: string,
  proxies: readonly GoProxy[],
  get: Get,
  signal: AbortSignal,
): Promise<Result<string>> {
  if (wanted.kind === 'release') return success(wanted.version);
  const what = `the newest go${wanted.version}`;
  const listed = await tryProxies(proxies, async (proxy): Promise<Attempt<string>> => {
    const answer = await askProxy(proxy, `${MODULE}/@v/list`, what, get, signal);
    if (answer.kind !== 'got') return answer;
    const text = await readBody(answer.value, MOST_LIST);
    if (Buffer.isBuffer(text)) return { kind: 'got', value: text.toString() };
    return {
      kind: 'failed',
      problem: { message: `${what}: ${redact(proxy.url)}: ${text.broken}`, hint: INSTEAD },
    };
  });
  if (listed.kind === 'failed') return { ok: false, problem: listed.problem };
  const text = listed.kind === 'got' ? listed.value : '';
  const versions = [...text.matchAll(/^v0\.0\.1-go([\w.]+)\.(\w+-\w+)\r?$/gm)]
    .filter(([, , system]) => system === host)
    .map(([, version = '']) => version)
    .filter((version) => satisfies(version, wanted));
  return success(versions.sort(compareVersions).at(-1) ?? `${wanted.version}.0`);
}
