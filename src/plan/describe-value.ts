import { inspect } from 'node:util';
import { shorten } from './shorten.ts';

/** Any value as it is shown in a message: as JSON where JSON has it, shortened. Never throws. */
export function describeValue(value: unknown): string {
  try {
    return shorten(JSON.stringify(value, showNumber) ?? String(value));
  } catch {
    // What only a direct call can hand in: an object that holds itself, a bigint in a list.
    return shorten(inspect(value, { depth: 0, breakLength: Infinity }));
  }
}

/** JSON makes null of numbers that it does not have. */
function showNumber(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
