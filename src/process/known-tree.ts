import type { ProcessEntry, ProcessTable } from './process-table.ts';

/** A program and all that came from it, as far as it can be known. */
export interface KnownTree {
  /** Those alive now, the program first if it is among them. Each call looks again, and finds newcomers. */
  readonly remaining: () => ProcessEntry[];
  /** Takes in one more; false where it was known. */
  readonly add: (entry: ProcessEntry) => boolean;
}

/**
 * Notes the processes below a program, so that they are known again when its death has orphaned them: by
 * pid and start time, for a pid alone may by then be another's. Those that left the tree before (setsid
 * does not, a double fork does) are known by the cookie that the program was started with.
 */
export function noteTree(pid: number, cookie: string, table: ProcessTable): KnownTree {
  const known = new Map<number, ProcessEntry>();
  const note = (entries: readonly ProcessEntry[]) => entries.forEach((entry) => known.set(entry.pid, entry));
  const below = table.descendants(pid);
  const program = table.find(pid);
  // The first look at all cookies takes ms, so it comes while the program still answers; later ones take less than one.
  note([...(program ? [program] : []), ...below, ...table.withCookie(cookie)]);

  return {
    add(entry) {
      if (known.has(entry.pid)) return false;
      note([entry]);
      return true;
    },
    remaining: () => {
      const noted = [...known.values()].filter((entry) => table.lives(entry));
      known.clear();
      note([...noted, ...table.withCookie(cookie)]);
      if (known.size > 0) note(table.descendants(...known.keys()));
      return [...known.values()];
    },
  };
}
