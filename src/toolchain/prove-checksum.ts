import { failure, success, type Result } from '../problem.ts';
import { askProxy, INSTEAD, MODULE } from './ask-proxy.ts';
import { lookUpChecksum, type Database } from './checksum-database.ts';
import { tryProxies, type Attempt, type GoProxy } from './go-proxies.ts';
import { readBody, type Get } from './http-get.ts';

/** A lookup and a tile have some kB. */
const MOST = 2 ** 20;

/** The proven checksum of a toolchain, `v0.0.1-go1.26.8.linux-amd64`, asked for where go would ask. */
export async function proveChecksum(
  name: string,
  database: Database,
  proxies: readonly GoProxy[],
  get: Get,
  signal: AbortSignal,
): Promise<Result<string>> {
  const what = `the checksum database ${database.name}`;
  const base = await findBase(database, proxies, what, get, signal);
  if (!base.ok) return base;
  const at: GoProxy = { kind: 'url', url: base.value, fallsBackOnError: false };
  return lookUpChecksum(MODULE, name, database, async (path) => {
    const answer = await askProxy(at, path, what, get, signal);
    if (answer.kind !== 'got') return { ok: false, problem: answer.problem };
    const bytes = await readBody(answer.value, MOST);
    return Buffer.isBuffer(bytes) ? success(bytes) : failure(`${what}: ${bytes.broken}`, INSTEAD);
  });
}

/**
 * Where the database is asked: the URL of GOSUMDB, else the first proxy that says that it passes on to it, else the
 * database itself (go.dev/design/25530-sumdb#proxying-a-checksum-database).
 */
async function findBase(
  { name, url }: Database,
  proxies: readonly GoProxy[],
  what: string,
  get: Get,
  signal: AbortSignal,
): Promise<Result<string>> {
  if (url !== undefined) return success(url);
  const direct = `https://${name}`;
  const found = await tryProxies(proxies, async (proxy): Promise<Attempt<string>> => {
    if (proxy.kind !== 'url') return { kind: 'got', value: direct };
    const answer = await askProxy(proxy, `sumdb/${name}/supported`, what, get, signal);
    if (answer.kind !== 'got') return answer;
    // That it answers is all; a body that hangs would only be waited for.
    answer.value.body.destroy();
    return { kind: 'got', value: `${proxy.url}/sumdb/${name}` };
  });
  if (found.kind === 'failed') return { ok: false, problem: found.problem };
  return success(found.kind === 'got' ? found.value : direct);
}
