import { constants } from 'node:fs';
import { access, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { Environment } from '../process/child.ts';
import { describeSystem } from '../process/system.ts';
import type { Machine } from './go-settings.ts';
import { compareVersions } from './version.ts';

/** A go command that is there. */
export interface FoundGo {
  /** Absolute. */
  readonly binary: string;
  /** `1.26.8`, as the file VERSION beside it says. Undefined for a shim, and for a go that has no such file. */
  readonly version: string | undefined;
}

/** The value of PATH, which Windows calls Path. */
function readPath(env: Environment): string {
  return env[nameOfPath(env)] ?? '';
}

function nameOfPath(env: Environment): string {
  return Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
}

function splitPath(path: string, platform: NodeJS.Platform): readonly string[] {
  return path.split(describeSystem(platform).pathDelimiter).filter((folder) => isAbsolute(folder));
}

/** The first go on PATH; undefined where there is none. */
export async function findOnPath({ env, platform }: Machine): Promise<FoundGo | undefined> {
  for (const folder of splitPath(readPath(env), platform)) {
    const found = await readGo(folder, platform);
    if (found) return found;
  }
  return undefined;
}

/**
 * The go commands in the places where installers put them, whatever PATH says: an editor that was not started by a
 * shell has not read the profile that makes it. The newest one of several comes first, shims come last.
 */
export async function findInUsualPlaces(
  { platform }: Machine,
  places: readonly string[],
): Promise<readonly FoundGo[]> {
  const folders = (await Promise.all(places.map(expand))).flat();
  const found = await Promise.all(folders.map((folder) => readGo(folder, platform)));
  const all = found.filter((go) => go !== undefined);
  const known = all.filter(({ version }) => version !== undefined);
  known.sort((one, other) => compareVersions(other.version as string, one.version as string));
  return [...known, ...all.filter(({ version }) => version === undefined)];
}

/** Where installers put go: folders of programs; `*` stands for what is left of a name. */
export function listUsualPlaces({ env, platform, home }: Machine): readonly string[] {
  const own = home === undefined ? [] : ['sdk/*/bin', 'go/bin', '.go/bin'].map((one) => join(home, one));
  if (describeSystem(platform).folders === 'windows') {
    const drives = [
      env['ProgramFiles'],
      env['ProgramW6432'],
      env['LocalAppData'] && `${env['LocalAppData']}/Programs`,
    ];
    const installed = drives.filter(Boolean).map((folder) => join(folder as string, 'Go/bin'));
    const scoop = home === undefined ? [] : [join(home, 'scoop/apps/go/current/bin')];
    return [...installed, 'C:/Go/bin', ...own, ...scoop];
  }
  const data = env['XDG_DATA_HOME'] || (home && join(home, '.local/share'));
  const mise = env['MISE_DATA_DIR'] || (data && join(data, 'mise'));
  const asdf = env['ASDF_DATA_DIR'] || (home && join(home, '.asdf'));
  return [
    '/usr/local/go/bin',
    '/opt/homebrew/bin',
    '/home/linuxbrew/.linuxbrew/bin',
    '/usr/local/bin',
    '/usr/lib/go/bin',
    '/usr/lib/go-*/bin',
    '/opt/local/bin',
    '/snap/bin',
    ...own,
    ...(mise ? [join(mise, 'installs/go/*/bin'), join(mise, 'shims')] : []),
    ...(asdf ? [join(asdf, 'installs/golang/*/go/bin'), join(asdf, 'shims')] : []),
  ];
}

async function expand(place: string): Promise<readonly string[]> {
  const [above, below] = place.split('*');
  if (above === undefined || below === undefined) return [place];
  const [folder, start] = above.endsWith('/')
    ? [above, '']
    : [dirname(above), above.slice(dirname(above).length + 1)];
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.startsWith(start)).map((name) => join(folder, name) + below);
}

/** The go command in a folder, if there is one that may be started. */
async function readGo(folder: string, platform: NodeJS.Platform): Promise<FoundGo | undefined> {
  const binary = join(folder, `go${describeSystem(platform).programEnding}`);
  try {
    await access(binary, constants.X_OK);
    if (!(await stat(binary)).isFile()) return undefined;
  } catch {
    return undefined;
  }
  return { binary, version: await readVersion(binary) };
}

async function readVersion(binary: string): Promise<string | undefined> {
  try {
    const text = await readFile(join(dirname(dirname(await realpath(binary))), 'VERSION'), 'utf8');
    return /^go(1\.\S+)/.exec(text)?.[1];
  } catch {
    return undefined;
  }
}

/**
 * The environment in which a go command, and all that calls one, finds this go first. GOROOT goes: a stale one makes
 * each go command fail.
 */
export function putGoFirst(env: Environment, folder: string, platform: NodeJS.Platform): Environment {
  const rest = Object.fromEntries(Object.entries(env).filter(([variable]) => variable !== 'GOROOT'));
  const name = nameOfPath(env);
  const { pathDelimiter } = describeSystem(platform);
  const others = readPath(env)
    .split(pathDelimiter)
    .filter((one) => one !== folder && one !== '');
  return { ...rest, [name]: [folder, ...others].join(pathDelimiter) };
}
