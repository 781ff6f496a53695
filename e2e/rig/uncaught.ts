import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The environment by which each Node process notes in `file` what nobody has caught in it. */
export function monitorUncaught(file: string): Readonly<Record<string, string>> {
  const monitor = JSON.stringify(join(import.meta.dirname, 'uncaught-monitor.cjs'));
  return { NODE_OPTIONS: `--require ${monitor}`, RIG_UNCAUGHT: file };
}

/** What the processes have noted; undefined where all was caught. */
export function readUncaught(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
