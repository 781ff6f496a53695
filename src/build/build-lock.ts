import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { removePatiently, renamePatiently } from '../files/patiently.ts';
import type { Timers } from '../process/wait-until-gone.ts';
import type { Builder } from './builder.ts';

/** Who builds first where several wait: the one whose own source is edited, before those that share a library. */
export type Urgency = 'own' | 'shared';

/** Lets one executor of the workspace build at a time, in the order of urgency and arrival. */
export interface BuildLock {
  /**
   * Waits for its turn, and gives what lets the next one in. Aborting ends the wait. `onWait` is called once, with
   * the name of the one who builds, if it takes longer than a moment.
   */
  enter(urgency: Urgency, signal: AbortSignal, onWait: (builds: string) => void): Promise<Leave>;
}

export type Leave = () => Promise<void>;

export interface BuildLockDeps {
  /** True while that very process lives. */
  readonly isAlive: (pid: number, startTime: string) => boolean;
  readonly timers: Timers;
  /** Epoch ms, the same for all processes. */
  readonly epoch: () => number;
}

/** The one who takes a ticket. `name` is shown to others who wait. */
export interface TicketHolder {
  readonly pid: number;
  readonly startTime: string;
  readonly name: string;
}

/** Between two looks at the tickets, in ms. */
const INTERVAL = 10;
/** ms until the person is told. */
const MOMENT = 1000;
/** ms: a build that hangs must not stop those of others for ever. */
const LONGEST_WAIT = 30_000;
/** How often a ticket is written anew where the folder vanishes. */
const ATTEMPTS = 10;

interface Ticket {
  readonly file: string;
  readonly pid: number;
  readonly startTime: string;
}

/** `hold-0-001795353017734-4711-88123-1`: sorted by name, the one who builds comes first, then the most urgent. */
function readTicket(file: string): Ticket | undefined {
  const [, pid, startTime] = /^(?:wait|hold)-\d-\d+-(\d+)-(\d*)-\d+$/.exec(file) ?? [];
  return pid === undefined || startTime === undefined ? undefined : { file, pid: Number(pid), startTime };
}

const nobody: Leave = () => Promise.resolve();

/**
 * Opens a lock that is a folder with a ticket for each build: `wait-…` until its turn, `hold-…` until its end.
 * Parallel builds take as long in total as queued ones, but all of them finish last, so they queue. Where the folder
 * can't be written, nobody waits.
 */
export function openBuildLock(folder: string, holder: TicketHolder, deps: BuildLockDeps): BuildLock {
  const { timers, epoch, isAlive } = deps;
  let count = 0;
  /** Tickets of builds that were waited for in vain: nobody waits for them again. */
  let overdue: ReadonlySet<string> = new Set();

  const look = async () => {
    const tickets = (await readdir(folder)).flatMap((file) => readTicket(file) ?? []);
    const [alive, dead] = [true, false].map((wanted) =>
      tickets.filter(({ pid, startTime }) => isAlive(pid, startTime) === wanted),
    ) as [Ticket[], Ticket[]];
    for (const { file } of dead) await removePatiently(join(folder, file));
    return alive
      .filter(({ file }) => !overdue.has(file))
      .sort((one, other) => (one.file < other.file ? -1 : 1));
  };

  /** Gives the name of a new ticket in the folder. */
  const queueUp = async (urgency: Urgency): Promise<string> => {
    for (let attempt = 1; ; attempt++) {
      await mkdir(folder, { recursive: true });
      const rank = urgency === 'own' ? 0 : 1;
      const since = String(epoch()).padStart(15, '0');
      const name = [rank, since, holder.pid, holder.startTime, ++count].join('-');
      try {
        await writeFile(join(folder, `wait-${name}`), holder.name);
        return name;
      } catch (error) {
        // A full disk takes the name, but not what is to be in it.
        await removePatiently(join(folder, `wait-${name}`)).catch(() => undefined);
        // The last one to leave may have removed the folder just now.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === ATTEMPTS) throw error;
      }
    }
  };

  /**
   * Takes the turn, unless somebody else has taken it since the last look, whose ticket it gives then. Who looks only
   * before that may not see a ticket that is being written: two would build at once.
   */
  const takeTurn = async (waiting: string, holding: string): Promise<Ticket | undefined> => {
    await renamePatiently(join(folder, waiting), join(folder, holding));
    const other = (await look()).find(({ file }) => file !== holding && file.startsWith('hold-'));
    if (other) await renamePatiently(join(folder, holding), join(folder, waiting));
    return other;
  };

  return {
    async enter(urgency, signal, onWait) {
      const began = timers.now();
      let tickets: readonly string[] = [];
      const leave = async () => {
        for (const file of tickets)
          // One that stays makes the others wait as long as this process lives.
          await removePatiently(join(folder, file)).catch(() => undefined);
        // Fails, rightly, while others have tickets.
        await rmdir(folder).catch(() => undefined);
      };
      try {
        const name = await queueUp(urgency);
        const [waiting, holding] = [`wait-${name}`, `hold-${name}`];
        tickets = [waiting, holding];
        let isTold = false;
        let first: Ticket | undefined;
        while (!signal.aborted && timers.now() - began < LONGEST_WAIT) {
          [first] = await look();
          if (first === undefined || first.file === waiting) {
            first = await takeTurn(waiting, holding);
            if (first === undefined) return leave;
          }
          if (!isTold && timers.now() - began >= MOMENT) {
            isTold = true;
            onWait(await readFile(join(folder, first.file), 'utf8').catch(() => 'another project'));
          }
          await timers.wait(INTERVAL, signal);
        }
        if (!signal.aborted && first) overdue = new Set([...overdue, first.file]);
        return leave;
      } catch {
        await leave();
        return nobody;
      }
    },
  };
}

/**
 * The builder, with builds that wait for the lock of all builds: before others those for which a file of the
 * project itself has changed. Idle work gives way by its priority, and needs no turn.
 */
export function queueBuilds(builder: Builder, lock: BuildLock, projectRoot: string): Builder {
  let isOwn = false;
  return {
    ...builder,
    note(path) {
      isOwn ||= path.startsWith(projectRoot + sep);
      builder.note(path);
    },
    async build(signal, report) {
      const onWait = (builds: string) => report({ type: 'waiting', what: `the build of ${builds}` });
      const leave = await lock.enter(isOwn ? 'own' : 'shared', signal, onWait);
      try {
        const outcome = await builder.build(signal, report);
        if (outcome.kind !== 'aborted') isOwn = false;
        return outcome;
      } finally {
        await leave();
      }
    },
  };
}
