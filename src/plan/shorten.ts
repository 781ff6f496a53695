/** A value's text for a message: where it is long, its beginning, of at most `most` characters. */
export function shorten(text: string, most = 80): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
