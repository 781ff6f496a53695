import { joinPathFragments, type Tree } from '@nx/devkit';
import type { GoRunOptions } from '../../executors/go-run/schema.d.ts';
import { hasTitle } from '../../generate/find-general-info.ts';
import { findPackageClause } from '../../golang/go-head.ts';
import { parseModFile } from '../../golang/go-mod-file.ts';
import type { GoSource } from '../go-sources.ts';
import { guessPort } from './guess-port.ts';

/** Where GoFrame's projects keep their configuration. */
const GOFRAME_CONFIG = 'manifest/config';

/** Options for the main package in this directory (from the project's root), read off the project's files. */
export function proposeOptions(
  tree: Tree,
  root: string,
  directory: string,
  sources: readonly GoSource[],
): GoRunOptions {
  const inProject = (path: string) => joinPathFragments(root, path);
  const read = (path: string) => tree.read(inProject(path), 'utf8') ?? undefined;
  const main = sources.filter((one) => one.directory === directory).map(({ text }) => text);
  // What another main package says holds for another program.
  const others = sources
    .filter((one) => one.directory !== directory && findPackageClause(one.text) !== 'main')
    .map(({ text }) => text);
  const env = read('.env');
  const isGoFrame = usesGoFrame(tree, root);
  const port = guessPort({
    main,
    others,
    env,
    goFrame: isGoFrame ? read(`${GOFRAME_CONFIG}/config.yaml`) : undefined,
  });
  const readyUrl = findHealthPath([...main, ...others]);
  const swagger = proposeSwagger(directory, sources);
  return {
    ...(port === undefined ? {} : { port }),
    ...(readyUrl === undefined ? {} : { readyUrl }),
    ...(swagger === undefined ? {} : { swagger }),
    ...(env === undefined ? {} : { envFile: '.env' }),
    ...(isGoFrame && tree.exists(inProject(GOFRAME_CONFIG))
      ? { include: [{ glob: `${GOFRAME_CONFIG}/**/*.yaml`, action: 'restart' as const }] }
      : {}),
  };
}

/** True where the go.mod that is nearest to this folder requires GoFrame. */
function usesGoFrame(tree: Tree, folder: string): boolean {
  const text = tree.read(joinPathFragments(folder, 'go.mod'), 'utf8');
  if (text !== null)
    return parseModFile(text).requires.some((path) => /^github\.com\/gogf\/gf(\/|$)/.test(path));
  return folder !== '.' && folder !== '' && usesGoFrame(tree, joinPathFragments(folder, '..'));
}

/** Only names that are used for nothing else; `/health` is often below another route's prefix. */
function findHealthPath(texts: readonly string[]): string | undefined {
  const found = new Set(
    texts.flatMap((text) =>
      [...text.matchAll(/"(?:GET )?(\/(?:readyz|healthz|livez))"/g)].map((match) => match[1]),
    ),
  );
  return ['/readyz', '/healthz', '/livez'].find((path) => found.has(path));
}

/** The main package's own annotations need no more than `true`; those of another package have to be named. */
function proposeSwagger(main: string, sources: readonly GoSource[]): GoRunOptions['swagger'] {
  const annotated = sources.filter(({ text }) => hasTitle(text));
  if (annotated.some(({ directory }) => directory === main)) return true;
  const [only, ...more] = annotated;
  if (only === undefined || more.length > 0) return undefined;
  return { generalInfo: joinPathFragments(only.directory, only.name) };
}
