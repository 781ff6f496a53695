import { parseModFile } from '../../golang/go-mod-file.ts';

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
