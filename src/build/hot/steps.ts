import { win32 } from 'node:path';
import { IN_WORK, type PrintedCommand, type PrintedPackage } from './printed-build.ts';

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
    const configs = [...printed.files].filter(([path]) => /[\\/]importcfg$/.test(path));
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
  // Those of go's own making lie in $WORK. What is absolute elsewhere is so for Windows, too.
  if (files.some((file) => !win32.isAbsolute(file) || !file.endsWith('.go')))
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
function readImports(importcfg: string): readonly string[] {
  return [...importcfg.matchAll(/^packagefile ([^=\n]+)=/gm)].map(([, importPath = '']) => importPath);
}

/** True where the command is a tool of the Go distribution. */
function isTool({ words }: PrintedCommand, name: string): boolean {
  return new RegExp(`[\\\\/]pkg[\\\\/]tool[\\\\/][^\\\\/]+[\\\\/]${name}(?:\\.exe)?$`).test(words[0] ?? '');
}

/** How the program is linked, less what differs from build to build. */
export interface LinkStep {
  readonly kind: 'link';
  readonly tool: string;
  readonly env: readonly string[];
  readonly cwd: string;
  /** All flags but `-o`, `-importcfg` and `-buildid`. */
  readonly flags: readonly string[];
  /** Length of the build ID, which stands in the program: another one would move what follows. */
  readonly idLength: number;
  /** Import paths in the order of the configuration. */
  readonly importPaths: readonly string[];
  /** The other lines of the configuration: the module information. */
  readonly otherLines: readonly string[];
  /** The object of the main package in the printed build. */
  readonly mainPath: string;
}

/** A program that can't be linked apart from go, and why. */
export interface Unfit {
  readonly kind: 'unfit';
  readonly because: string;
}

/** Takes the link command apart, which stands with the main package. */
export function readLinkStep(main: PrintedPackage): LinkStep | Unfit {
  const unfit = (because: string): Unfit => ({ kind: 'unfit', because });
  const [command, ...others] = main.commands.filter((one) => isTool(one, 'link'));
  if (!command || others.length > 0) return unfit('go prints no single link command');
  const [tool = '', ...words] = command.words;
  const take = (flag: string): string | undefined => {
    const at = words.indexOf(flag);
    return at < 0 ? undefined : words.splice(at, 2)[1];
  };
  const output = take('-o');
  const importcfg = main.files.get(take('-importcfg') ?? '');
  const id = words.find((word) => word.startsWith('-buildid='));
  const object = words.pop();
  if (output === undefined || importcfg === undefined || id === undefined || !IN_WORK.test(object ?? ''))
    return unfit('the link command has another shape');
  const flags = words.filter((word) => word !== id);
  if (flags.some((word) => IN_WORK.test(word))) return unfit('the linker gets generated files');

  const lines = importcfg.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const otherLines = lines.filter((line) => !line.startsWith('packagefile '));
  if (otherLines.some((line) => !line.startsWith('modinfo ')))
    return unfit('the linker gets more than packages');
  // A stamp of version control is only true for the state that it was made for.
  if (otherLines.some((line) => line.includes('build\\tvcs')))
    return unfit('the program bears a version stamp');
  return {
    kind: 'link',
    tool,
    env: command.env,
    cwd: command.cwd,
    flags,
    idLength: id.length - '-buildid='.length,
    importPaths: readImports(importcfg),
    otherLines,
    mainPath: main.importPath,
  };
}
