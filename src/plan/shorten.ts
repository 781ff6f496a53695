/**
 * A value's text for a message: on one line, with what would steer a terminal made visible; where it is long,
 * its beginning, of at most `most` characters of the text.
 */
export function shorten(text: string, most = 80): string {
  if (text.length <= most) return escapeControls(text);
  // Not half of a character that takes two.
  return `${escapeControls(text.slice(0, most).replace(/[\ud800-\udbff]$/, ''))}…`;
}

const NAMES: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/**
 * A text with what moves the cursor, colours the rest of the screen or turns its direction written as escapes:
 * `\n`, `\x1b`, `\u202e`. Those are the control characters of ASCII and of Latin 1, line and paragraph
 * separators, and the marks that reorder a line (unicode.org/reports/tr9).
 */
export function escapeControls(text: string): string {
  return text.replace(
    /[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g,
    (one) => NAMES[one] ?? escapeCode(one.charCodeAt(0)),
  );
}

function escapeCode(code: number): string {
  const digits = code.toString(16);
  return code > 0xff ? `\\u${digits.padStart(4, '0')}` : `\\x${digits.padStart(2, '0')}`;
}
