import { matchesGlob, posix } from 'node:path';
import type { Files } from '../golang/passed-over.ts';

/**
 * The folders of those package.json files that Nx makes projects of by themselves: the ones that `workspaces` of the
 * root's package.json, pnpm-workspace.yaml or lerna.json name, and the root where its package.json has `nx`
 * (nx/src/plugins/package-json). `folders` are those with a package.json, from the workspace's root.
 */
export function workspacePackages(folders: readonly string[], { isFile, read }: Files): readonly string[] {
  const manifest = parseJson(read('package.json')) as Manifest | undefined;
  if (manifest === undefined) return [];
  const lerna = isFile('lerna.json') ? (parseJson(read('lerna.json')) as Lists | undefined) : undefined;
  const named = [
    ...texts(manifest.workspaces),
    ...texts((manifest.workspaces as Lists | undefined)?.packages),
    ...pnpmGlobs(read('pnpm-workspace.yaml')),
    ...(lerna === undefined ? [] : texts(lerna.packages ?? ['packages/*'])),
  ];
  const globs: string[] = named.map((glob) =>
    glob.replace(/^(!?)\.\//, '$1').replace(/(\/package\.json)?\/?$/, '/package.json'),
  );
  if (manifest.nx !== undefined) globs.push('package.json');
  const unwanted = globs.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1));
  const wanted = globs.filter((glob) => !glob.startsWith('!'));
  if (unwanted.length > 0 && !wanted.some((glob) => glob !== 'package.json')) wanted.push('**/package.json');
  const isIn = (folder: string, some: readonly string[]) => {
    const file = posix.join(folder, 'package.json');
    return some.some((glob) => file === glob || matchesGlob(file, glob));
  };
  return folders.filter((one) => isIn(one, wanted) && !isIn(one, unwanted));
}

interface Lists {
  readonly packages?: unknown;
}

interface Manifest {
  readonly workspaces?: unknown;
  readonly nx?: unknown;
}

function texts(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((one): one is string => typeof one === 'string') : [];
}

/** Of the list below `packages:`, as a block or in brackets. */
function pnpmGlobs(text: string | undefined): string[] {
  const list = /^packages:[ \t]*(\[[^\]]*\]|(?:\s*\n?[ \t]*-[^\n]*|\s*\n[ \t]*#[^\n]*)*)/m.exec(
    text ?? '',
  )?.[1];
  const words = list?.matchAll(/[-[,]\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"',\]#]+))/g) ?? [];
  return [...words].flatMap(([, double, single, plain]) => double ?? single ?? plain ?? []);
}

/** What a JSON text says, with comments and commas at the end as Nx takes them; undefined where it is none. */
export function parseJson(text: string | undefined): unknown {
  const plain = text
    ?.replace(/^\uFEFF/, '')
    .replace(
      /("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
      (_, kept: string | undefined) => kept ?? ' ',
    )
    .replace(/("(?:[^"\\\n]|\\.)*")|,(?=\s*[\]}])/g, (_, kept: string | undefined) => kept ?? '');
  try {
    return plain === undefined ? undefined : JSON.parse(plain);
  } catch {
    return undefined;
  }
}
