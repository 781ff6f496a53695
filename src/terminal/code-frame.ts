import type { Diagnostic } from '../events/run-event.ts';

/** How much of a long line is shown, and how much of that before the column, in characters. */
const MOST = 120;
const MOST_BEFORE = 80;

/** The line of source with a caret under the column, or nothing where the line is not known. */
export function drawCodeFrame({ source, line, column }: Diagnostic): readonly string[] {
  if (source === undefined) return [];
  // What would move the cursor, or colour the rest of the screen.
  const characters = [...source].map((one) =>
    /[\0-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/.test(one) ? ' ' : one,
  );
  const at = column > 0 ? countCharacters(characters, column - 1) : 0;
  const from = at > MOST_BEFORE ? at - MOST_BEFORE : 0;
  const shown = characters.slice(from, from + MOST).join('');
  const before = from > 0 ? '…' : '';
  const after = characters.length > from + MOST ? '…' : '';
  const gutter = String(line);
  const frame = [`${gutter} │ ${before}${shown}${after}`];
  if (column > 0) {
    const blank = blankOut(before) + characters.slice(from, at).map(blankOut).join('');
    frame.push(`${' '.repeat(gutter.length)} │ ${blank}^`);
  }
  return frame;
}

/** Go counts columns in bytes: how many characters lie wholly before that byte. */
function countCharacters(characters: readonly string[], bytes: number): number {
  let end = 0;
  const next = characters.findIndex((one) => (end += Buffer.byteLength(one)) > bytes);
  return next < 0 ? characters.length : next;
}

/** What takes as much room in a terminal; tabs stay, so that the caret stands right whatever their width. */
function blankOut(character: string): string {
  if (character === '\t' || character === '') return character;
  if (/\p{M}|\p{Cf}/u.test(character)) return '';
  const isWide =
    /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60]/u;
  return isWide.test(character) ? '  ' : ' ';
}
