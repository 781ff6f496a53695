import { readdirSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { RunEvent, Stage } from '../events/run-event.ts';
import type { ModuleSources } from '../plan/plan.ts';
import { parseGoProxy } from '../toolchain/go-proxies.ts';
import type { GoLook } from './look-at-go.ts';

/** What go says of each module that it fetches, when it begins. */
export const DOWNLOADING = /^go: (?:downloading|finding|extracting) (.+)$/;
/** ms; a network that has not answered for so long may never do so. */
const SILENT = 10_000;
/** Bytes; a go command that waits wakes up now and then, and reads so much. */
const MURMUR = 256;

const HINT =
  'Is the network there? `go env GOPROXY` and `go env GOSUMDB` name who is asked; HTTPS_PROXY names what leads there.';

/** Follows what a go command fetches before it compiles. */
export interface Downloads {
  readonly onLine: (line: string) => void;
  /**
   * What it is at, undefined where it does not fetch. Reports once of each silence that lasts for 10 s. `seen` is
   * undefined where the command can't be looked at.
   */
  look(seen: GoLook | undefined, report: (event: RunEvent) => void): Stage | undefined;
}

/** `sources` is undefined for a command that is not go's. `now` gives ms, as at `began`. */
export function followDownloads(
  sources: ModuleSources | undefined,
  began: number,
  now: () => number,
): Downloads {
  const announced = new Set<string>();
  let heard = { at: began, bytes: 0, read: 0, isTold: false };
  return {
    onLine(line) {
      const module = DOWNLOADING.exec(line)?.[1];
      if (module === undefined) return;
      announced.add(module);
      heard = { ...heard, at: now(), isTold: false };
    },
    look(seen, report) {
      const all = [...announced].map((module) => ({ module, ...measureDownload(sources?.cache, module) }));
      const pending = all.filter(({ isThere }) => !isThere);
      const modules = pending.map(({ module }) => module);
      const bytes = pending.reduce((sum, one) => sum + one.bytes, 0);
      const [at, read] = [now(), seen?.bytesRead ?? 0];
      if (bytes !== heard.bytes || read - heard.read > MURMUR) heard = { at, bytes, read, isTold: false };
      const ms = at - heard.at;
      const downloading = modules.length > 0 ? ({ kind: 'downloading', modules, bytes } as const) : undefined;
      const fetches = downloading !== undefined || seen?.hasSockets === true;
      if (sources === undefined || !fetches || ms < SILENT) return downloading;
      const host = nameModuleHosts(sources, modules[0]);
      if (!heard.isTold) {
        const of = downloading === undefined ? '' : ` (${modules[0]})`;
        const what = `${host}, from which nothing has come for ${Math.round(ms / 1000)} s${of}`;
        report({ type: 'waiting', what, hint: HINT });
        heard = { ...heard, isTold: true };
      }
      return { ...(downloading ?? { kind: 'loading' }), silent: { host, ms } };
    },
  };
}

/**
 * Looks for a module (`example.com/y v1.0.0`) in GOMODCACHE: while go fetches it, it grows in a file of its own
 * beside its place (cmd/go/internal/modfetch). Without a cache nothing is known. Never throws.
 */
function measureDownload(cache: string | undefined, module: string): { isThere: boolean; bytes: number } {
  const { path, version } = locateModule(module);
  const folder = join(cache ?? '', 'cache/download', path, '@v');
  let bytes = 0;
  try {
    for (const name of cache === undefined ? [] : readdirSync(folder)) {
      if (name === `${version}.zip`) return { isThere: true, bytes: 0 };
      if (name.startsWith(`${version}.zip`) && name.endsWith('.tmp'))
        bytes += statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
    }
  } catch {
    // It has not begun.
  }
  return { isThere: false, bytes };
}

/** A toolchain is a module as well: `go1.26.8 (linux/amd64)`. Capitals are escaped (golang.org/x/mod/module). */
function locateModule(module: string): { path: string; version: string } {
  const [path = '', version = ''] = module.split(' ');
  const host = /^\((\w+)\/(\w+)\)$/.exec(version);
  if (host) return { path: 'golang.org/toolchain', version: `v0.0.1-${path}.${host[1]}-${host[2]}` };
  const escape = (text: string) => text.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
  return { path: escape(path), version: escape(version) };
}

/** Who is asked for a module, or for any: the hosts of GOPROXY, or the module's own where it is fetched directly. */
export function nameModuleHosts({ proxy, noProxy }: ModuleSources, module?: string): string {
  const path = module?.split(' ')[0];
  const own = path?.split('/')[0] ?? 'the hosts of the modules';
  if (path !== undefined && noProxy.split(',').some((glob) => isBelow(path, glob.trim()))) return own;
  const proxies = parseGoProxy(proxy);
  const hosts = (proxies.ok ? proxies.value : []).flatMap(({ kind, url }) =>
    kind === 'off' ? [] : kind === 'direct' ? [own] : [new URL(url).host || url],
  );
  return [...new Set(hosts)].join(' or ') || 'the module proxy';
}

/** As go matches GONOPROXY: by the first elements of a path (`go help private`). */
function isBelow(path: string, glob: string): boolean {
  const count = glob.split('/').length;
  const start = path.split('/').slice(0, count).join('/');
  return glob !== '' && path.split('/').length >= count && posix.matchesGlob(start, glob);
}
