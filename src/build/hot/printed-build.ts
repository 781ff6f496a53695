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
  /** Files that go writes for the commands: text by path. */
  readonly files: ReadonlyMap<string, string>;
  /** A line of another shape, where there is one. */
  readonly unknown?: string;
}

/** A path in go's temporary folder, which a printed build does not make. */
export const IN_WORK = /\$WORK[\\/]/;

/** Lines whose effect the hot path has in another way, or does not need. */
const PASSED_OVER = /^(?:mkdir -p |go tool buildid -w |mv |rm -rf |# internal$)/;

/**
 * Where go begins with a package: since 1.26 before the heading, and what it does between them (cgo) belongs to the
 * package as well; before that right after the heading.
 */
const BEGINNING = /^mkdir -p \$WORK[\\/]b\d+[\\/]$/;

/** What is known of a package while it is read. */
interface Reading {
  importPath?: string;
  isWanted: boolean;
  readonly commands: PrintedCommand[];
  readonly files: Map<string, string>;
  unknown?: string;
}

/**
 * Reads what `go build -n -a` prints: for each package a heading of three `#` lines, then commands and the
 * files they need as here-documents. Packages come with what they import before them; the last one has the link.
 * Those that are not wanted are left out.
 */
export function readPrintedBuild(
  text: string,
  isWanted: (importPath: string) => boolean,
): readonly PrintedPackage[] {
  const packages: Reading[] = [];
  const lines = text.split('\n');
  let directory = '';
  let open = begin();

  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string;
    const heading = /^# (\S+)$/.exec(line);
    if (heading && lines[at - 1] === '#' && lines[at + 1] === '#') {
      if (open.importPath !== undefined) open = begin();
      open.importPath = heading[1] as string;
      open.isWanted = isWanted(open.importPath);
      packages.push(open);
      at++;
      continue;
    }
    const document = /^cat >(\S+) << 'EOF'(?: # internal)?$/.exec(line);
    const echo = /^echo '([^']*)' > (\S+)(?: # internal)?$/.exec(line);
    const cd = /^cd (.+)$/.exec(line);
    if (BEGINNING.test(line)) open = isEmpty(open) ? open : begin();
    else if (document) {
      const end = lines.findIndex((one, index) => index > at && one.endsWith('EOF'));
      if (end < 0) break;
      const last = (lines[end] as string).slice(0, -'EOF'.length);
      open.files.set(document[1] as string, [...lines.slice(at + 1, end), last].join('\n'));
      at = end;
    } else if (echo) open.files.set(echo[2] as string, `${echo[1]}\n`);
    else if (cd) directory = cd[1] as string;
    else if (open.isWanted && line !== '' && line !== '#' && !PASSED_OVER.test(line)) {
      const command = readCommand(line, directory);
      if (command) open.commands.push(command);
      else open.unknown = line;
    }
  }
  return packages.flatMap(({ isWanted, importPath, ...rest }) =>
    isWanted && importPath !== undefined ? [{ importPath, ...rest }] : [],
  );
}

function isEmpty({ commands, files, unknown }: Reading): boolean {
  return commands.length === 0 && files.size === 0 && unknown === undefined;
}

function begin(): Reading {
  return { isWanted: true, commands: [], files: new Map() };
}

function readCommand(line: string, cwd: string): PrintedCommand | undefined {
  const words = splitPrintedCommand(line.replace(/ # internal$/, ''), cwd);
  const first = words?.findIndex((word) => !/^[A-Z][A-Z0-9_]*=/.test(word)) ?? -1;
  return words && first >= 0 ? { env: words.slice(0, first), words: words.slice(first), cwd } : undefined;
}

/**
 * Splits a command as `go build -n` prints it: words with blanks and the like are Go strings in double quotes,
 * assignments in front have single quotes, and nothing else is quoted (cmd/go's Shell.ShowCmd). `directory` is
 * that of the last `cd` line, of which a `.` in front of a word is short. Gives undefined for what go does not
 * print in this way, such as redirections. On Windows each word with a backslash is a Go string.
 */
export function splitPrintedCommand(line: string, directory: string): readonly string[] | undefined {
  const words: string[] = [];
  let rest = line;
  while (rest !== '') {
    const match = /^(?:"((?:[^"\\]|\\.)*)"|([A-Z][A-Z0-9_]*)='([^']*)'|([^\s"'<>|&;`\\]+))(?: |$)/.exec(rest);
    if (!match) return undefined;
    const [whole, quoted, name, value, bare] = match;
    if (bare !== undefined) words.push(expandDirectory(bare, directory));
    else if (name !== undefined) words.push(`${name}=${value}`);
    else {
      const text = unquoteGo(quoted ?? '');
      if (text === undefined) return undefined;
      words.push(text);
    }
    rest = rest.slice(whole.length);
  }
  return words;
}

/** Only what stands at the beginning of a word has been shortened; a quote in front prevents it. */
function expandDirectory(word: string, directory: string): string {
  if (word === '.') return directory;
  return word.startsWith('./') ? directory + word.slice(1) : word;
}

/** A Go string's text, of those escapes that strconv.Quote shares with JSON; undefined for others. */
function unquoteGo(text: string): string | undefined {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return undefined;
  }
}
