/**
 * One token of Go, by the language specification's lexical elements. A source in which anything else turns
 * up is not understood.
 */
const token =
  /([ \t\r]+)|(\n)|(\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(`[^`]*`|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+')|([\p{L}\p{N}_]+)|((?!\/[/*])[-+*/%&|^<>=!:;,.(){}[\]~])/uy;

const space = 1;
const newline = 2;
const comment = 3;
const literal = 4;
const word = 5;

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Keywords after which a line's end does not end the statement. */
const openKeywords = new Set(
  'case chan const default defer else for func go goto if import interface map package range select struct switch type var'.split(
    ' ',
  ),
);

interface Token {
  readonly group: number;
  readonly text: string;
  readonly end: number;
}

function readToken(source: string, at: number): Token | undefined {
  token.lastIndex = at;
  const match = token.exec(source);
  if (!match) return undefined;
  let group = 1;
  while (match[group] === undefined) group++;
  return { group, text: match[0], end: token.lastIndex };
}

/**
 * A Go source without the bodies of its functions, except what swag reads there: a body that contains the
 * word `type` is kept whole, and of the others the comments, with what decides how Go groups them. All
 * outside of bodies stays as it is, since blank lines decide which comment documents what. Undefined if
 * there is any doubt about the source.
 *
 * swag v1.16.6 reads of a body its `type` statements (packages.go, parseFunctionScopedTypesFromFile) and, in
 * the general-info file or with --parseFuncBody, its comments (parser.go, ParseGeneralAPIInfo).
 */
export function blankBodies(source: string): string | undefined {
  // Such a comment changes the line numbers by which Go groups comments.
  if (/\/[/*]line[ \t]/.test(source)) return undefined;
  const open: string[] = [];
  let text = '';
  let copied = 0;
  let startsDeclaration = true;
  let endsStatement = false;
  let inSignature = false;
  let previous = '';
  for (let at = 0; at < source.length;) {
    const read = readToken(source, at);
    if (!read) return undefined;
    const start = at;
    at = read.end;
    if (read.group === space) continue;
    if (read.group === newline || read.group === comment) {
      if (endsStatement && read.text.includes('\n')) {
        endsStatement = false;
        inSignature &&= open.length > 0;
        startsDeclaration = open.length === 0;
      }
      continue;
    }
    if (
      read.text === '{' &&
      inSignature &&
      open.length === 0 &&
      previous !== 'struct' &&
      previous !== 'interface'
    ) {
      const body = blankBody(source, start);
      if (!body) return undefined;
      text += source.slice(copied, start) + body.text;
      copied = at = body.end;
      inSignature = false;
      endsStatement = true;
      previous = '}';
      continue;
    }
    if (read.group === word) {
      if (open.length === 0 && startsDeclaration) inSignature = read.text === 'func';
      endsStatement = !openKeywords.has(read.text);
    } else endsStatement = read.group === literal || /^[)\]}]$/.test(read.text);
    if (read.group > word && !balance(open, read.text)) return undefined;
    startsDeclaration = read.text === ';' && open.length === 0;
    if (startsDeclaration) inSignature = false;
    previous = read.text;
  }
  return open.length === 0 ? text + source.slice(copied) : undefined;
}

/** Opens or closes a bracket on the stack of awaited closers; false if the wrong one is closed. */
function balance(open: string[], symbol: string): boolean {
  const closer = closers[symbol];
  if (closer !== undefined) open.push(closer);
  else if (/^[)\]}]$/.test(symbol)) return open.pop() === symbol;
  return true;
}

function blankBody(source: string, start: number): { text: string; end: number } | undefined {
  const open: string[] = [];
  let kept = '{';
  let codeBefore = false;
  let newlines = 0;
  for (let at = start; at < source.length;) {
    const read = readToken(source, at);
    if (!read) return undefined;
    at = read.end;
    if (read.group === space) continue;
    if (read.group === newline) newlines++;
    else if (read.group === comment) {
      // go/parser: comments belong together unless code or a blank line is between them.
      kept += `${codeBefore ? 'c' : 'n'}${Math.min(newlines, 2)}${read.text}\n`;
      codeBefore = false;
      newlines = 0;
    } else {
      codeBefore = true;
      newlines = 0;
      if (read.group > word && !balance(open, read.text)) return undefined;
      if (open.length === 0) {
        const body = source.slice(start, at);
        return { text: /\btype\b/.test(body) ? body : `${kept}}`, end: at };
      }
    }
  }
  return undefined;
}
