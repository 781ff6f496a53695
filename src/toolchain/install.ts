import { copyFile, mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { makeFolder } from '../files/folders.ts';
import { renamePatiently } from '../files/patiently.ts';
import { failure, type Result, success } from '../problem.ts';
import { INSTEAD, MODULE, OFF } from './ask-proxy.ts';
import { type Database, parseGoSumDb } from './checksum-database.ts';
import { downloadZip } from './download.ts';
import { type GoProxy, parseGoProxy } from './go-proxies.ts';
import type { Get } from './http-get.ts';
import { type LockDeps, type LockOwner, takeLock } from './lock.ts';
import { proveChecksum } from './prove-checksum.ts';
import { type ModuleZip, openModuleZip } from './zip.ts';

/** How far fetching a toolchain is. Bytes. */
export type Progress =
  /** Another run fetches it already. */
  | { readonly kind: 'waiting'; readonly pid?: number }
  /** `total` is missing where the proxy does not say it. */
  | { readonly kind: 'downloading'; readonly done: number; readonly total?: number }
  /** What is read to be proved counts as well. */
  | { readonly kind: 'unpacking'; readonly done: number; readonly total: number };

/** Which toolchain is fetched from where, and to where. */
export interface Order {
  /** `1.26.8` */
  readonly version: string;
  /** `linux-amd64` */
  readonly host: string;
  /** The folder of all fetched toolchains, absolute. */
  readonly cache: string;
  /** As Go's settings of that name. */
  readonly goproxy: string;
  readonly gosumdb: string;
}

export interface InstallDeps extends LockDeps {
  readonly get: Get;
  readonly owner: LockOwner;
  readonly report: (progress: Progress) => void;
}

/** Where a fetched toolchain lies. */
export function placeOf({ version, host, cache }: Pick<Order, 'version' | 'host' | 'cache'>): string {
  return join(cache, `go${version}.${host}`);
}

/** Whether a folder holds a toolchain that can be used. In the module cache one may lie that go has never started. */
export async function isWhole(goroot: string, host: string): Promise<boolean> {
  const isWindows = host.startsWith('windows');
  const compiler = `pkg/tool/${host.replace('-', '_')}/compile`;
  const [go, ...rest] = await Promise.all(
    ['bin/go', compiler, 'src/go.mod', 'src/runtime/proc.go'].map((path, at) =>
      stat(join(goroot, path + (isWindows && at < 2 ? '.exe' : ''))).catch(() => undefined),
    ),
  );
  return go !== undefined && rest.every(Boolean) && (isWindows || (go.mode & 0o111) !== 0);
}

/**
 * Fetches a toolchain as a module from GOPROXY, proves it by the checksum database, and unpacks it into the cache.
 * Gives its GOROOT. A second run waits for the first. Whatever fails or is aborted leaves nothing, and nothing
 * unverified is unpacked. Never rejects.
 */
export async function installToolchain(
  order: Order,
  deps: InstallDeps,
  signal: AbortSignal,
): Promise<Result<string>> {
  const { version, host, cache } = order;
  const goroot = placeOf(order);
  const proxies = parseGoProxy(order.goproxy);
  if (!proxies.ok) return proxies;
  const database = parseGoSumDb(order.gosumdb);
  if (!database.ok) return database;
  const ended = () => failure(`go${version} was not fetched, as the run was ended`);
  const onWait = (pid: number | undefined) =>
    deps.report({ kind: 'waiting', ...(pid === undefined ? {} : { pid }) });
  try {
    await makeFolder(cache);
    for (;;) {
      const lock = await takeLock(`${goroot}.lock`, deps.owner, deps, signal, onWait);
      if (lock === undefined) return ended();
      try {
        if (await isWhole(goroot, host)) return success(goroot);
        await mkdir(lock.folder, { mode: 0o700 });
        const tree = await fetchTree(order, lock.folder, proxies.value, database.value, deps, signal);
        if (signal.aborted) return ended();
        if (!tree.ok) return tree;
        // What is left there of a toolchain that was half deleted.
        await rename(goroot, join(lock.folder, 'old')).catch(() => undefined);
        await renamePatiently(tree.value, goroot);
        return success(goroot);
      } catch (error) {
        if (signal.aborted) return ended();
        // Another has taken this one for dead, as after a night's sleep of the machine: its work is waited for.
        if (await lock.isHeld()) throw error;
      } finally {
        await lock.release();
      }
    }
  } catch (error) {
    return signal.aborted ? ended() : explainDisk(error as NodeJS.ErrnoException, order);
  }
}

/** Downloads, proves and unpacks into `folder`. Gives where it lies. Rejects where the disk does not take it. */
async function fetchTree(
  { version, host }: Order,
  folder: string,
  proxies: readonly GoProxy[],
  database: Database,
  { get, report }: InstallDeps,
  signal: AbortSignal,
): Promise<Result<string>> {
  const name = `v0.0.1-go${version}.${host}`;
  const what = `go${version} for ${host.replace('-', '/')}`;
  // Then the checksum database is not asked either: go does not get so far.
  if (proxies.every(({ kind }) => kind === 'off')) return failure(`${what}: ${OFF}`, INSTEAD);
  const sum = await proveChecksum(name, database, proxies, get, signal);
  if (!sum.ok) return failure(`${what}: ${sum.problem.message}`, sum.problem.hint);
  const file = join(folder, 'go.zip');
  const onBytes = (done: number, total: number | undefined) =>
    report({ kind: 'downloading', done, ...(total === undefined ? {} : { total }) });
  const downloaded = await downloadZip(name, what, file, proxies, get, onBytes, signal);
  if (!downloaded.ok) return downloaded;
  const opened = await openModuleZip(file);
  if (!opened.ok) return failure(`${what}: ${opened.problem.message}`, opened.problem.hint);
  const zip = opened.value;
  try {
    let done = 0;
    // All is read twice: to be proved, and to be written.
    const onFile = (size: number) => report({ kind: 'unpacking', done: (done += size), total: 2 * zip.size });
    onFile(0);
    const hash = await zip.hash(signal, onFile);
    if (!hash.ok) return failure(`${what}: ${hash.problem.message}`, hash.problem.hint);
    if (hash.value !== sum.value) {
      return failure(
        `${what}: what the proxy gives is not what the checksum database ${database.name} knows`,
        `It is ${hash.value} instead of ${sum.value}. Nothing was unpacked. Name another proxy in GOPROXY.`,
      );
    }
    const tree = join(folder, 'go');
    const unpacked = await unpack(zip, `${MODULE}@${name}/`, tree, onFile, signal);
    return unpacked.ok ? success(tree) : unpacked;
  } finally {
    await zip.close();
  }
}

/** What of Go's releases can be executed (cmd/go/internal/toolchain). */
const EXECUTABLE = /^(bin\/|pkg\/tool\/|lib\/.*go_\w+_\w+_exec$)/;

/** Writes all files. No module holds a go.mod below its root: there they are called _go.mod, and wanted as go.mod. */
async function unpack(
  zip: ModuleZip,
  prefix: string,
  tree: string,
  onFile: (size: number) => void,
  signal: AbortSignal,
): Promise<Result<void>> {
  const made = new Map<string, Promise<unknown>>();
  const write = async (path: string, content: Readable, size: number) => {
    const target = join(tree, path);
    const folder = dirname(target);
    if (!made.has(folder)) made.set(folder, mkdir(folder, { recursive: true }));
    await made.get(folder);
    await writeFile(target, content, { mode: EXECUTABLE.test(path) ? 0o755 : 0o644 });
    if (basename(path) === '_go.mod') await copyFile(target, join(folder, 'go.mod'));
    onFile(size);
  };
  return zip.forEach(prefix, write, signal);
}

/** Why the disk did not take it, and what to do. */
function explainDisk({ code = '', message }: NodeJS.ErrnoException, { version, cache, host }: Order) {
  const setting = host.startsWith('windows')
    ? 'LocalAppData'
    : host.startsWith('darwin')
      ? 'HOME'
      : 'XDG_CACHE_HOME';
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return failure(
      `go${version} was not fetched, as the disk of ${cache} is full (${code})`,
      `It takes 350 MB for a moment, and 240 MB then. Free them, or let ${setting} name a folder elsewhere.`,
    );
  }
  if (['EROFS', 'EACCES', 'EPERM', 'ENOTDIR', 'EEXIST'].includes(code)) {
    return failure(
      `go${version} was not fetched, as ${cache} can't be written (${code})`,
      `Let ${setting} name a folder that can be written, or install Go from go.dev/dl.`,
    );
  }
  return failure(`go${version} was not fetched: ${message}`, 'Install Go from go.dev/dl, or set goBinary.');
}
