import { isTool, readImports } from './compile-step.ts';
import { WORK, type PrintedPackage } from './printed-build.ts';

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
  if (output === undefined || importcfg === undefined || id === undefined || !object?.startsWith(WORK))
    return unfit('the link command has another shape');
  const flags = words.filter((word) => word !== id);
  if (flags.some((word) => word.includes(WORK))) return unfit('the linker gets generated files');

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
