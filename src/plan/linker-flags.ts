import { type GoWord, splitGoWords } from './arguments.ts';

/** True for `-ldflags=…`. */
export function isLinkerFlag(flag: string): boolean {
  return flag.startsWith('-ldflags=');
}

/** True where the flag's value is for the packages that the command line names, not for those of a pattern. */
export function hasNoPattern(flag: string): boolean {
  return takeApart(flag).pattern === '';
}

/**
 * `-ldflags=VALUE` or `-ldflags=PATTERN=VALUE` (`go help build`) with `-s -w` in front of VALUE, unless it has
 * its own or `isFast` is false, and with what stands behind an `-X` kept together.
 */
export function completeLinkerFlag(flag: string, isFast: boolean): string {
  const { pattern, value } = takeApart(flag);
  // Neither flags nor a pattern: go will say so.
  if (pattern === '' && /^[^-]/.test(value)) return flag;
  const words = splitGoWords(value);
  const complete = joinDefinitions(value, words);
  const hasOwn = words.some(({ text }) => /^--?[sw](=|$)/.test(text));
  return `-ldflags=${pattern}${isFast && !hasOwn ? `-s -w ${complete}`.trimEnd() : complete}`;
}

function takeApart(flag: string) {
  const whole = flag.slice('-ldflags='.length).trim();
  const equals = whole.startsWith('-') ? -1 : whole.indexOf('=');
  return { pattern: whole.slice(0, equals + 1), value: whole.slice(equals + 1) };
}

/**
 * Quotes the definition of `-X main.v=a b`: go would split it at the blank, and the linker would refuse the
 * word `b`, as it takes flags only. So nothing that works without this means anything else with it.
 */
function joinDefinitions(value: string, words: readonly GoWord[]): string {
  let result = value;
  // From the end, so that the offsets before it stay true.
  for (let at = words.length - 1; at >= 0; at--) {
    const word = words[at] as GoWord;
    const isDefinition = /^--?X$/.test(words[at - 1]?.text ?? '') ? !word.isQuoted : /^--?X=/.test(word.text);
    if (!isDefinition || word.isQuoted || !word.text.includes('=')) continue;
    const after = words.slice(at + 1);
    const next = after.findIndex(({ text, isQuoted }) => isQuoted || text.startsWith('-'));
    const last = (next < 0 ? after : after.slice(0, next)).at(-1);
    if (!last) continue;
    const text = value.slice(word.start, last.end);
    const quote = ["'", '"'].find((one) => !text.includes(one));
    if (quote) result = result.slice(0, word.start) + quote + text + quote + result.slice(last.end);
  }
  return result;
}

/** `-ldflags=…` without `-s` and `-w`, which take the symbol table and the debug information away. */
export function stripSymbolFlags(flag: string): string {
  const { pattern, value } = takeApart(flag);
  let rest = value;
  for (const { text, start, end } of splitGoWords(value).reverse())
    if (/^--?[sw](=|$)/.test(text)) rest = rest.slice(0, start) + rest.slice(end).trimStart();
  return rest === value ? flag : `-ldflags=${pattern}${rest.trimEnd()}`;
}
