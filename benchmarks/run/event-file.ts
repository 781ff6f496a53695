import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import type { LoggedEvent } from './steps.ts';

/** A file of run events that grows. */
export interface EventFile {
  /** How many events there are by now. */
  count(): number;
  /** Those from the given one on. */
  from(first: number): readonly LoggedEvent[];
}

/** Reads what is new each time; a line counts once it is whole. */
export function openEventFile(path: string): EventFile {
  const events: LoggedEvent[] = [];
  let position = 0;
  let rest = '';
  const update = () => {
    if (!existsSync(path)) return events;
    const file = openSync(path, 'r');
    const buffer = Buffer.alloc(64 * 1024);
    for (;;) {
      const length = readSync(file, buffer, 0, buffer.length, position);
      if (length === 0) break;
      rest += buffer.toString('utf8', 0, length);
      position += length;
    }
    closeSync(file);
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) events.push(JSON.parse(line) as LoggedEvent);
    return events;
  };
  return { count: () => update().length, from: (first) => update().slice(first) };
}
