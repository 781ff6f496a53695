import { join } from 'node:path';
import type { Environment } from '../process/child.ts';
import { describeSystem } from '../process/system.ts';

/** What is asked of the machine; specs hand in their own. */
export interface Machine {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  /** As `process.arch` has it. */
  readonly arch: string;
  /** The user's home folder; undefined where there is none. */
  readonly home: string | undefined;
  /** The text of a file, or undefined where it can't be read. */
  readonly readText: (path: string) => string | undefined;
}

/** Go's settings as the go command itself would read them, with Go's own defaults. */
export interface GoSettings {
  readonly goproxy: string;
  readonly gosumdb: string;
  readonly gotoolchain: string;
  /** Empty, `off`, or the path of a go.work. */
  readonly gowork: string;
  /** Undefined where there is no home to hold it. */
  readonly modCache: string | undefined;
}

/** `go.env` of Go's own releases. */
const DEFAULTS = {
  GOPROXY: `https://${['proxy', 'golang', 'org'].join('.')},direct`,
  GOSUMDB: 'sum.golang.org',
  GOTOOLCHAIN: 'auto',
} as const;

/**
 * Reads Go's settings without go: an environment variable that is not empty, else the user's file of `go env -w`,
 * else Go's default (`go help environment`).
 */
export function readGoSettings(machine: Machine): GoSettings {
  const { env, home } = machine;
  const file = readGoEnvFile(machine);
  const value = (name: string) => env[name] || file.get(name) || '';
  const list = value('GOPATH').split(describeSystem(machine.platform).pathDelimiter);
  const goPath = list[0] || (home === undefined ? undefined : join(home, 'go'));
  return {
    goproxy: value('GOPROXY') || DEFAULTS.GOPROXY,
    gosumdb: value('GOSUMDB') || DEFAULTS.GOSUMDB,
    gotoolchain: value('GOTOOLCHAIN') || DEFAULTS.GOTOOLCHAIN,
    gowork: value('GOWORK'),
    modCache: value('GOMODCACHE') || (goPath === undefined ? undefined : join(goPath, 'pkg/mod')),
  };
}

/**
 * Reads variables as `go env` would tell them without its own defaults: of the environment, else of `go env -w`. Those
 * that are not set are not in the answer.
 */
export function readGoVariables(machine: Machine, names: readonly string[]): ReadonlyMap<string, string> {
  const file = readGoEnvFile(machine);
  const found = names.map((name) => [name, machine.env[name] || file.get(name) || ''] as const);
  return new Map(found.filter(([, value]) => value !== ''));
}

function readGoEnvFile({ env, platform, home, readText }: Machine): ReadonlyMap<string, string> {
  const folder = describeSystem(platform).userFolders(env, home).config;
  const path = env['GOENV'] || (folder && join(folder, 'go/env'));
  const text = path === undefined || path === '' || path === 'off' ? '' : (readText(path) ?? '');
  const pairs = [...text.matchAll(/^(\w+)=(.*?)\r?$/gm)].map(
    ([, name = '', value = '']) => [name, value] as const,
  );
  return new Map(pairs);
}

/**
 * The folder of the user's own into which toolchains are fetched, shared by all workspaces; below what Go's
 * os.UserCacheDir gives. Undefined where there is no home.
 */
export function findToolchainCache({ env, platform, home }: Machine): string | undefined {
  const folder = describeSystem(platform).userFolders(env, home).cache;
  return folder ? join(folder, 'nx-go-run/go') : undefined;
}

const SYSTEMS: Readonly<Record<string, string>> = { win32: 'windows', sunos: 'solaris' };
const PROCESSORS: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' };

/** The machine by Go's names: `linux-amd64`. */
export function nameHost({ platform, arch }: Pick<Machine, 'platform' | 'arch'>): string {
  return `${SYSTEMS[platform] ?? platform}-${PROCESSORS[arch] ?? arch}`;
}
