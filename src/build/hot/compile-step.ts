import type { PrintedCommand, PrintedPackage } from './printed-build.ts';

/** How one package is compiled, less what differs from build to build. Paths are absolute. */
export interface CompileStep {
  readonly kind: 'compile';
  readonly importPath: string;
  readonly tool: string;
  readonly env: readonly string[];
  readonly cwd: string;
  /** All flags but `-o`, `-linkobj`, `-buildid`, `-importcfg` and `-embedcfg`. */
  readonly flags: readonly string[];
  readonly files: readonly string[];
  /** The packages that it imports itself. */
  readonly imports: readonly string[];
  /** The other lines of the import configuration: paths that stand for others (`importmap`). */
  readonly otherImports: readonly string[];
  readonly embedcfg?: string;
}

/** A package that the hot path leaves to the go command, and why. */
export interface FixedStep {
  readonly kind: 'fixed';
  readonly because: string;
  /** The packages that it imports itself. */
  readonly imports: readonly string[];
}

/** Flags of `go tool compile` that are known to leave the hot path's result equal to go's. */
const PLAIN_FLAGS = new Set(['complete', 'nolocalimports', 'pack', 'shared', 'N', 'l']);
const FLAGS_WITH_VALUE = new Set(['trimpath', 'p', 'goversion']);
const JOINED_FLAGS = new Set(['lang', 'c', 'dwarf']);
const OWN_FLAGS = new Set(['o', 'buildid', 'importcfg', 'embedcfg']);

/**
 * Takes the one compile command of a package apart. Where anything else is done for the package (assembler,
 * cgo, coverage, profiles), or a flag is not known, the step is fixed.
 */
export function readCompileStep(printed: PrintedPackage): CompileStep | FixedStep {
  const fixed = (because: string): FixedStep => {
    const configs = [...printed.files].filter(([path]) => path.endsWith('/importcfg'));
    return { kind: 'fixed', because, imports: configs.flatMap(([, text]) => readImports(text)) };
  };
  const [command, ...others] = printed.commands.filter((one) => !isTool(one, 'link'));
  if (!command || others.length > 0 || !isTool(command, 'compile'))
    return fixed('more than the compiler makes it');
  if (printed.unknown !== undefined) return fixed(`go prints ${printed.unknown}`);

  const [tool = '', ...words] = command.words;
  const own = new Map<string, string>();
  const flags: string[] = [];
  let at = 0;
  for (; at < words.length && words[at]?.startsWith('-'); at++) {
    const [, name = '', value] = /^-([^=]+)(?:=([\s\S]*))?$/.exec(words[at] as string) ?? [];
    if (OWN_FLAGS.has(name) && value === undefined) own.set(name, words[++at] ?? '');
    else if (FLAGS_WITH_VALUE.has(name) && value === undefined) flags.push(`-${name}`, words[++at] ?? '');
    else if (value === undefined ? PLAIN_FLAGS.has(name) : JOINED_FLAGS.has(name) || name === 'l')
      flags.push(words[at] as string);
    // With -buildmode=pie; all that it says is where go once installed packages.
    else if (name === 'installsuffix' && value === undefined && words[at + 1] === 'shared')
      flags.push('-installsuffix', words[++at] as string);
    else return fixed(`the compiler gets -${name}`);
  }
  const files = words.slice(at);
  // Those of go's own making lie in $WORK.
  if (files.some((file) => !file.startsWith('/') || !file.endsWith('.go')))
    return fixed('it has generated files');
  const importcfg = printed.files.get(own.get('importcfg') ?? '');
  const embedFile = own.get('embedcfg');
  const embedcfg = embedFile === undefined ? undefined : printed.files.get(embedFile);
  if (importcfg === undefined || (embedFile !== undefined && embedcfg === undefined))
    return fixed('its imports are not printed');
  const lines = importcfg.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return {
    kind: 'compile',
    importPath: printed.importPath,
    tool,
    env: command.env,
    cwd: command.cwd,
    flags,
    files,
    imports: readImports(importcfg),
    otherImports: lines.filter((line) => !line.startsWith('packagefile ')),
    ...(embedcfg === undefined ? {} : { embedcfg }),
  };
}

/** The import paths of an import configuration, in its order. */
export function readImports(importcfg: string): readonly string[] {
  return [...importcfg.matchAll(/^packagefile ([^=\n]+)=/gm)].map(([, importPath = '']) => importPath);
}

/** True where the command is a tool of the Go distribution. */
export function isTool({ words }: PrintedCommand, name: string): boolean {
  return new RegExp(`/pkg/tool/[^/]+/${name}$`).test(words[0] ?? '');
}
