/** The last lines of a text that hold anything, joined by line breaks; without swag's time stamps. */
export function lastLines(text: string, count: number): string {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /, '').trimEnd())
    .filter((line) => line !== '');
  return lines.slice(-count).join('\n');
}
