import { execFileSync } from 'node:child_process';
import { joinPathFragments, type Tree } from '@nx/devkit';
import { parseModFile } from '../../golang/go-mod-file.ts';
import { PINNED } from '../../toolchain/version.ts';
import type { Projects } from '../all-projects.ts';

/**
 * Makes the folder a part of the workspace's Go code, and gives the path by which its packages are imported: a
 * module of its own, in go.work, or a folder of the module that the whole workspace is. `installed` gives the
 * version of the installed Go, such as `1.26.0`; it is asked only where no go.work says one. Throws what Nx is
 * to print where that Go can't build what is generated.
 */
export function joinModule(
  tree: Tree,
  folder: string,
  module: string,
  installed: () => string,
  projects: Projects,
): string {
  const work = tree.read('go.work', 'utf8');
  const whole = work === null ? tree.read('go.mod', 'utf8') : null;
  if (whole !== null) {
    const version = parseModFile(whole).go ?? '1.16';
    if (isTooOld(version)) throw new Error(`go.mod says go ${version}; the generated code needs 1.22.`);
    return joinPathFragments(parseModFile(whole).module ?? module, folder);
  }
  const version = (work === null ? undefined : parseModFile(work).go) ?? installed();
  if (isTooOld(version)) throw new Error(`go.work says go ${version}; the generated code needs 1.22.`);
  tree.write(joinPathFragments(folder, 'go.mod'), `module ${module}\n\ngo ${version}\n`);
  if (work === null) {
    const modules = findModules(tree, projects).map(
      (path) => tree.read(joinPathFragments(path, 'go.mod'), 'utf8') ?? '',
    );
    const highest =
      modules
        .map((text) => parseModFile(text).go ?? version)
        .sort(compare)
        .at(-1) ?? version;
    tree.write(
      'go.work',
      makeGoWork(compare(highest, version) > 0 ? highest : version, findModules(tree, projects, folder)),
    );
  } else {
    tree.write('go.work', addUses(work, [folder]));
  }
  return module;
}

/** The folders of projects that are modules: without go.work each stood alone, with it they have to be in it. */
function findModules(tree: Tree, projects: Projects, more?: string): string[] {
  const roots = [...projects.values()].map(({ root }) => root);
  const found = new Set([...roots, ...(more === undefined ? [] : [more])]);
  return [...found].filter((root) => tree.exists(joinPathFragments(root, 'go.mod'))).sort();
}

/** By number, part for part. */
function compare(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

/** What the generated code needs: methods in the patterns of net/http. */
const LEAST = [1, 22] as const;

/** True for a version that the generated code can't be built with. */
export function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1]);
}

/** A go.work text for these folders, written from the workspace's root. */
export function makeGoWork(version: string, folders: readonly string[]): string {
  return addUses(`go ${version}\n`, folders);
}

/**
 * The go.work text with these folders among those that it uses, as `go work use` would have it: into the first
 * block of `use`, which is made of the first line of `use` where there is none. Folders that are there stay where
 * they are, comments too.
 */
export function addUses(text: string, folders: readonly string[]): string {
  const plain = (path: string) => path.replace(/^\.\//, '').replace(/\/$/, '');
  const present = new Set(parseModFile(text).uses.map(plain));
  const missing = folders.map(plain).filter((path) => !present.has(path));
  if (missing.length === 0) return text;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const written = missing.map((path) => (path === '' || path === '.' ? '.' : `./${path}`)).map(quote);
  const lines = written.map((path) => `\t${path}${newline}`).join('');
  const block = /^use[ \t]*\([\s\S]*?(?=^[ \t]*\))/m.exec(text);
  if (block) {
    const at = block.index + block[0].length;
    return text.slice(0, at) + lines + text.slice(at);
  }
  const line = /^use[ \t]+([^\s(][^\r\n]*)\r?\n?/m;
  if (line.test(text)) {
    return text.replace(line, (_, first: string) => `use (${newline}\t${first}${newline}${lines})${newline}`);
  }
  const before = text === '' || text.endsWith('\n') ? text : text + newline;
  const [only, ...more] = written;
  const uses = more.length === 0 ? `use ${only}` : `use (${newline}${lines})`;
  return before + newline + uses + newline;
}

/** go.dev/ref/mod#go-mod-file-lexical: what is not a plain word is written in quotes. */
function quote(path: string): string {
  return /[\s()"`,]|\/\//.test(path) ? JSON.stringify(path) : path;
}

/**
 * The version of this go command, as a go.mod has it: the first release of its minor version, so that nobody needs
 * the newest patch. Where there is none, the version that is fetched then. Throws what Nx is to print where go does
 * not answer.
 */
export function readVersion(go: string | undefined): string {
  if (go === undefined) return PINNED;
  let version: string;
  try {
    version = execFileSync(go, ['env', 'GOVERSION'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch (error) {
    throw new Error(`${go} can't be run (${(error as Error).message.split('\n')[0]}). Mend it.`, {
      cause: error,
    });
  }
  const minor = /^go(\d+\.\d+)/.exec(version)?.[1];
  if (minor === undefined) throw new Error(`go env GOVERSION says ${version}, which is no release of Go.`);
  return `${minor}.0`;
}
