/** How many lines of a process are kept, and of how many processes: two may overlap. */
const LINES = 40;
const PROCESSES = 2;

/** What processes have printed last. */
export interface LastLines {
  readonly add: (pid: number, line: string) => void;
  readonly of: (pid: number | undefined) => readonly string[];
}

/** Keeps the last 40 lines of the last two processes that print. */
export function createLastLines(): LastLines {
  const byPid = new Map<number, string[]>();
  return {
    add(pid, line) {
      const lines = byPid.get(pid) ?? [];
      lines.push(line);
      if (lines.length > LINES) lines.shift();
      byPid.set(pid, lines);
      const [oldest] = byPid.keys();
      if (byPid.size > PROCESSES && oldest !== undefined) byPid.delete(oldest);
    },
    of: (pid) => [...((pid === undefined ? undefined : byPid.get(pid)) ?? [])],
  };
}
