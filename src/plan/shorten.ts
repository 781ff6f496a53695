/** How much of a value a message shows, in characters. */
const MOST = 80;

/** A value's text for a message: its beginning, where it is long. */
export function shorten(text: string): string {
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}
