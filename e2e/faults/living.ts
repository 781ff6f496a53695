import { readFileSync } from 'node:fs';

/** True where the process lives and is no zombie. Linux only; elsewhere always false. */
export function lives(pid: number): boolean {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !/^[ZX]/.test(text.slice(text.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}
