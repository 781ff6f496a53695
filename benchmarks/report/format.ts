import type { Summary } from '../statistics/summary.ts';

/** What stands where nothing was measured. */
export const NONE = '–';

/** A Markdown table. Pipes in cells are escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** ms as seconds with two digits. */
function seconds(ms: number | undefined): string {
  return ms === undefined ? NONE : (ms / 1000).toFixed(2);
}

/** A ratio with two digits, and no sign before a zero. */
export function ratio(value: number | undefined): string {
  return value === undefined ? NONE : value.toFixed(2).replace('-0.00', '0.00');
}

/** A number with so many digits. */
export function number(value: number | undefined, digits = 0): string {
  return value === undefined ? NONE : value.toFixed(digits);
}

/** `0.80 (0.78–0.91)`: ms as seconds, median with least and greatest. */
export function spread(summary: Summary | undefined): string {
  if (!summary) return NONE;
  return `${seconds(summary.median)} (${seconds(summary.min)}–${seconds(summary.max)})`;
}
