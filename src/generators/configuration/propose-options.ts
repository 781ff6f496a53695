import { joinPathFragments, type Tree } from '@nx/devkit';
import type { GoRunOptions } from '../../executors/go-run/schema.d.ts';
import { hasTitle } from '../../golang/find-general-info.ts';
import { findPackageClause } from '../../golang/go-head.ts';
import { parseModFile } from '../../golang/go-mod-file.ts';
import type { GoSource } from '../go-sources.ts';

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

/** Where Go programs name the port that they listen on; each pattern's first group is the port. */
const PLACES = [
  // ":8080" and "0.0.0.0:8080" are addresses to listen on; "localhost:6379" is more often somebody else's.
  /"(?:0\.0\.0\.0|\[::\])?:(\d{2,5})"/g,
  /(?:Listen|Serve|Run|Start)\w*\([^\n]*"(?:localhost|127\.0\.0\.1|\[::1\]):(\d{2,5})"/g,
  // flag.Int("port", 8080, …), pflag's IntP, and the like.
  /\.(?:Int|Uint|Uint16|String)(?:Var)?P?\([^)\n]*"(?:[\w.-]*[-_.])?(?:p|port|addr|address|listen)"[^)\n]*?[\s":](\d{2,5})\b/gi,
  /\b(?:default|http|server|listen|api)?_?port\b(?:\s+\w+)?\s*:?=\s*":?(\d{2,5})"/gi,
  /\b(?:default|http|server|listen|api)?_?port\b(?:\s+\w+)?\s*:?=\s*(\d{2,5})\b/gi,
  // GoFrame.
  /\.SetPort\((\d{2,5})\)/g,
];

/** What a project says about its port. */
export interface PortEvidence {
  /** Texts of the main package's Go files. */
  readonly main: readonly string[];
  /** Texts of the project's other Go files. */
  readonly others: readonly string[];
  /** The text of the project's `.env`. */
  readonly env?: string | undefined;
  /** The text of GoFrame's configuration, YAML. */
  readonly goFrame?: string | undefined;
}

/**
 * The port that a program listens on by default: what its `.env` says where it reads PORT, else what its main
 * package says, else the rest of it, else GoFrame's configuration. Undefined where none is named, or several
 * are: by a wrong port the program would never be ready, without one go-run finds it out.
 */
export function guessPort({ main, others, env, goFrame }: PortEvidence): number | undefined {
  const code = [...main, ...others];
  const readsPort = code.some((text) => /(?:Getenv|LookupEnv)\("PORT"\)|`env:"PORT/.test(text));
  const byLikelihood: readonly (readonly number[])[] = [
    readsPort ? findAll(env ?? '', [/^\s*(?:export\s+)?PORT\s*=\s*["']?(\d{2,5})["']?\s*$/gm]) : [],
    findInGo(main),
    findInGo(others),
    findAll(goFrame ?? '', [/^\s+address:\s*["']?[^"'\s#]*:(\d{2,5})\b/gm]),
  ];
  const ports = new Set(byLikelihood.find((found) => found.length > 0));
  return ports.size === 1 ? [...ports][0] : undefined;
}

function findInGo(texts: readonly string[]): number[] {
  return texts.flatMap((text) => {
    const code = text.replace(/^\s*\/\/.*$/gm, '');
    // A default beside PORT is often a bare "8080" in an if.
    const bare = /(?:Getenv|LookupEnv)\("PORT"\)/.test(code) ? [/"(\d{4,5})"/g] : [];
    return findAll(code, [...PLACES, ...bare]);
  });
}

function findAll(text: string, patterns: readonly RegExp[]): number[] {
  return patterns
    .flatMap((pattern) => [...text.matchAll(pattern)].map((match) => Number(match[1])))
    .filter((port) => port > 0 && port < 65_536);
}
