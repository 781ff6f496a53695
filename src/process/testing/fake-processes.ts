import type { Child, Ended, SendSignal } from '../child.ts';
import type { ProcessEntry, ProcessTable } from '../process-table.ts';
import { createPidTable, createPsTable } from '../ps-table.ts';
import { describeSystem } from '../system.ts';

export interface FakeProcess {
  readonly pid: number;
  readonly parent?: number;
  readonly cookie?: string;
  /** How long it lives on after a signal that it obeys, in ms. Without it: dies at once. */
  readonly lingers?: number;
  readonly ignores?: readonly NodeJS.Signals[];
  /** Called at each signal, before the process acts on it. */
  readonly onSignal?: (signal: NodeJS.Signals) => void;
  /** Called each time somebody lists what is below it: a place to fork. */
  readonly onList?: () => void;
}

/** Processes that exist in memory only, with the ports through which they are seen and signalled. */
export class FakeProcesses {
  readonly signals: string[] = [];
  readonly #living = new Map<number, { process: FakeProcess; entry: ProcessEntry }>();
  readonly #ends = new Map<number, () => void>();
  #started = 0;

  start(process: FakeProcess): void {
    const entry = {
      pid: process.pid,
      parent: process.parent ?? 1,
      startTime: `${++this.#started}`,
      state: 'S',
    };
    this.#living.set(process.pid, { process, entry });
  }

  /** Ends a process; its children are orphaned. */
  end(pid: number): void {
    this.#living.delete(pid);
    for (const one of this.#living.values())
      if (one.entry.parent === pid) one.entry = { ...one.entry, parent: 1 };
    this.#ends.get(pid)?.();
  }

  get pids(): number[] {
    return [...this.#living.keys()];
  }

  /** The child port's view of a process. `endedIsLate`: a pipe is held open, so `ended` never comes. */
  child(pid: number, endedIsLate = false): Child {
    const { promise, resolve } = Promise.withResolvers<Ended>();
    const ended: Ended = { exit: { kind: 'code', code: 0 }, stdout: '', stderr: '' };
    if (!endedIsLate) this.#ends.set(pid, () => resolve(ended));
    return { pid, ended: promise, kill: (signal) => void this.kill(pid, signal) };
  }

  readonly kill: SendSignal = (pid, signal) => {
    const one = this.#living.get(pid);
    if (!one) return false;
    if (signal === 0) return true;
    this.signals.push(`${signal} ${pid}`);
    one.process.onSignal?.(signal);
    if (signal === 'SIGSTOP') one.entry = { ...one.entry, state: 'T' };
    else if (!one.process.ignores?.includes(signal)) {
      const { lingers } = one.process;
      if (lingers === undefined || signal === 'SIGKILL') this.end(pid);
      else setTimeout(() => this.#living.get(pid) === one && this.end(pid), lingers);
    }
    return true;
  };

  readonly table: ProcessTable = {
    marks: 'cookie',
    find: (pid) => this.#living.get(pid)?.entry,
    lives: ({ pid, startTime }) => this.#living.get(pid)?.entry.startTime === startTime,
    descendants: (...pids) => {
      for (const pid of pids) this.#living.get(pid)?.process.onList?.();
      const isChild = ({ entry }: { entry: ProcessEntry }) => pids.includes(entry.parent);
      const children = [...this.#living.values()].filter(isChild);
      const below = children.flatMap(({ entry }) => [entry, ...this.table.descendants(entry.pid)]);
      return below.filter(({ pid }) => !pids.includes(pid));
    },
    withCookie: (cookie) =>
      [...this.#living.values()].filter(({ process }) => process.cookie === cookie).map(({ entry }) => entry),
    describe: (pid) => (this.#living.has(pid) ? { pid, command: `process ${pid}` } : undefined),
  };

  /** The same as that system shows it: macOS by ps, Windows by pids alone. `now` in ms. */
  tableOf(platform: NodeJS.Platform, now: () => number = () => performance.now()): ProcessTable {
    const isAlive = (pid: number) => this.#living.has(pid);
    switch (describeSystem(platform).processes) {
      case 'procfs':
        return this.table;
      case 'ps':
        return createPsTable({ ps: (args) => this.#print(args), isAlive, now });
      case 'none':
        return createPidTable(isAlive, () => 0);
    }
  }

  #print(args: readonly string[]): string {
    if (args.includes('command=')) return `process ${args[1]}\n`;
    const started = (entry: ProcessEntry) =>
      new Date(Number(entry.startTime) * 1000)
        .toUTCString()
        .replace(/^(\w+), (\d+) (\w+) (\d+) (\S+).*/, '$1 $3 $2 $5 $4');
    return [...this.#living.values()]
      .map(({ process, entry }) => {
        process.onList?.();
        return `${entry.pid}     ${entry.parent}    10 ${entry.state}+   ${started(entry)}    \n`;
      })
      .join('');
  }
}
