/**
 * Splits a command as `go build -n` prints it: words with blanks and the like are Go strings in double quotes,
 * assignments in front have single quotes, and nothing else is quoted (cmd/go's Shell.ShowCmd). `directory` is
 * that of the last `cd` line, of which a `.` in front of a word is short. Gives undefined for what go does not
 * print in this way, such as redirections.
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
