import { splitPrintedCommand } from './printed-words.ts';

/** One command of a printed build, its words expanded. */
export interface PrintedCommand {
  readonly env: readonly string[];
  readonly words: readonly string[];
  /** The directory that the words are relative to. Absolute. */
  readonly cwd: string;
}

/** What go would do for one package. */
export interface PrintedPackage {
  readonly importPath: string;
  /** Less those that only make folders and stamp build IDs. */
  readonly commands: readonly PrintedCommand[];
  /** Files that go writes for the commands: text by absolute path. */
  readonly files: ReadonlyMap<string, string>;
  /** A line of another shape, where there is one. */
  readonly unknown?: string;
}

/** Lines whose effect the hot path has in another way, or does not need. */
const PASSED_OVER = /^(?:mkdir -p |go tool buildid -w |mv |rm -rf |# internal$)/;

/**
 * Reads what `go build -n -a` prints: for each package a heading of three `#` lines, then commands and the
 * files they need as here-documents. `work` is put in the place of `$WORK`. Packages come with what they import
 * before them; the last one has the link. Those that are not wanted are left out.
 */
export function readPrintedBuild(
  text: string,
  work: string,
  isWanted: (importPath: string) => boolean,
): readonly PrintedPackage[] {
  const packages: PrintedPackage[] = [];
  const lines = text.split('\n');
  let directory = '';
  let open: { commands: PrintedCommand[]; files: Map<string, string> } | undefined;
  const begin = (importPath: string) => {
    open = isWanted(importPath) ? { commands: [], files: new Map() } : undefined;
    if (open) packages.push({ importPath, ...open });
  };
  const expand = (path: string) => path.replaceAll('$WORK', () => work);

  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string;
    const heading = /^# (\S+)$/.exec(line);
    if (heading && lines[at - 1] === '#' && lines[at + 1] === '#') {
      begin(heading[1] as string);
      at++;
      continue;
    }
    const document = /^cat >(\S+) << 'EOF'(?: # internal)?$/.exec(line);
    const echo = /^echo '([^']*)' > (\S+)(?: # internal)?$/.exec(line);
    const cd = /^cd (.+)$/.exec(line);
    if (document) {
      const end = lines.findIndex((one, index) => index > at && one.endsWith('EOF'));
      if (end < 0) break;
      const last = (lines[end] as string).slice(0, -'EOF'.length);
      open?.files.set(expand(document[1] as string), expand([...lines.slice(at + 1, end), last].join('\n')));
      at = end;
    } else if (echo) open?.files.set(expand(echo[2] as string), expand(`${echo[1]}\n`));
    else if (cd) directory = cd[1] as string;
    else if (open && line !== '' && line !== '#' && !PASSED_OVER.test(line)) {
      const words = splitPrintedCommand(line.replace(/ # internal$/, ''), { directory, work });
      const isAssignment = (word: string) => /^[A-Z][A-Z0-9_]*=/.test(word);
      const first = words?.findIndex((word) => !isAssignment(word)) ?? -1;
      if (!words || first < 0) packages.push({ ...(packages.pop() as PrintedPackage), unknown: line });
      else open.commands.push({ env: words.slice(0, first), words: words.slice(first), cwd: directory });
    }
  }
  return packages;
}
