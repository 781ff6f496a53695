import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuildLock, type Leave, openBuildLock } from './build-lock.ts';

const never = new AbortController().signal;

describe('the build lock', () => {
  let root: string;
  let folder: string;
  let time: number;
  /** Happens once, as a ticket is about to be written. */
  let beforeTicket: (() => void) | undefined;
  const living = new Set<number>();
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'lock-'));
    folder = join(root, 'lock');
    time = 0;
    living.clear();
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const open = (pid: number): BuildLock => {
    living.add(pid);
    return openBuildLock(
      folder,
      { pid, startTime: '1', name: `p${pid}` },
      {
        isAlive: (one) => living.has(one),
        epoch: () => {
          beforeTicket?.();
          beforeTicket = undefined;
          return time;
        },
        // Each look takes as long as the pause before it; others get their turn meanwhile.
        timers: {
          now: () => time,
          wait: (ms) => new Promise((resolve) => setImmediate(() => resolve(void (time += ms)))),
        },
      },
    );
  };
  /** Enters, and notes in `order` once that has happened. */
  const enter = (
    lock: BuildLock,
    name: string,
    order: string[],
    urgency: 'own' | 'shared' = 'shared',
    signal = never,
  ) => {
    const told: string[] = [];
    const entered = lock
      .enter(urgency, signal, (who) => told.push(who))
      .then((leave): Leave => {
        order.push(name);
        return leave;
      });
    return Object.assign(entered, { told });
  };
  const waits = async (count: number) => {
    while (readdirSync(folder).filter((file) => file.startsWith('wait-')).length < count)
      await new Promise((resolve) => setImmediate(resolve));
  };

  it('lets one in at once, and leaves nothing behind', async () => {
    const leave = await open(1).enter('own', never, () => undefined);
    expect(readdirSync(folder)).toHaveLength(1);
    await leave();
    expect(existsSync(folder)).toBe(false);
    expect(time).toBe(0);
  });

  it('lets the next in when the one before has left, the one with its own edit first', async () => {
    const order: string[] = [];
    const first = await enter(open(1), 'first', order);
    const shared = enter(open(2), 'shared', order);
    await waits(1);
    const own = enter(open(3), 'own', order, 'own');
    await waits(2);
    expect(order).toEqual(['first']);
    await first();
    await (
      await own
    )();
    await (
      await shared
    )();
    expect(order).toEqual(['first', 'own', 'shared']);
    expect(existsSync(folder)).toBe(false);
  });

  it('steps back where another one has gone in between its look and its turn', async () => {
    const theirs = join(folder, 'hold-1-000000000000000-2-1-1');
    living.add(2);
    let looks = 0;
    const mine = openBuildLock(
      folder,
      { pid: 1, startTime: '1', name: 'p1' },
      {
        epoch: () => 0,
        timers: { now: () => 0, wait: () => new Promise((resolve) => setImmediate(resolve)) },
        isAlive: (pid) => {
          if (looks++ === 0) writeFileSync(theirs, 'p2');
          else if (looks === 20) rmSync(theirs);
          return pid === 1 || living.has(pid);
        },
      },
    );
    const leave = await mine.enter('own', never, () => undefined);
    expect([looks >= 20, readdirSync(folder)]).toEqual([true, [expect.stringMatching(/^hold-0-0+-1-/)]]);
    await leave();
  });

  it('makes its folder again where the last one to leave has removed it', async () => {
    const [first, second] = [open(1), open(2)];
    beforeTicket = () => rmSync(folder, { recursive: true });
    const leave = await first.enter('own', never, () => undefined);
    const other = enter(second, 'second', []);
    await waits(1);
    await leave();
    await (
      await other
    )();
    expect(existsSync(folder)).toBe(false);
  });

  it('leaves no ticket that could not be written, as on a full disk', async () => {
    // eslint-disable-next-line require-yield -- it fails once the file has its name
    const full = (function* (): Generator<string> {
      throw new Error('ENOSPC');
    })();
    const holder = { pid: 1, startTime: '1', name: full as unknown as string };
    const timers = { now: () => 0, wait: () => Promise.resolve() };
    mkdirSync(folder);
    writeFileSync(join(folder, 'notes.txt'), '');
    const lock = openBuildLock(folder, holder, { isAlive: () => true, epoch: () => 0, timers });
    const leave = await lock.enter('own', never, () => undefined);
    expect(readdirSync(folder)).toEqual(['notes.txt']);
    await leave();
  });

  it('takes no heed of who is dead, nor of other files', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'hold-0-000000000000000-9-1-1'), 'dead');
    writeFileSync(join(folder, 'notes.txt'), '');
    const leave = await open(1).enter('shared', never, () => undefined);
    await leave();
    expect(readdirSync(folder)).toEqual(['notes.txt']);
  });

  it('says once whom it waits for, and waits no longer than half a minute', async () => {
    const order: string[] = [];
    const hangs = await enter(open(1), 'hangs', order);
    const other = enter(open(2), 'other', order);
    const leave = await other;
    expect(other.told).toEqual(['p1']);
    expect(time).toBe(30_000);
    await leave();
    await hangs();
  });

  it('does not wait again for a build for which it has waited in vain', async () => {
    const order: string[] = [];
    const hangs = await enter(open(1), 'hangs', order);
    const lock = open(2);
    await (
      await enter(lock, 'first edit', order)
    )();
    const second = enter(lock, 'second edit', order);
    await (
      await second
    )();
    expect([time, second.told]).toEqual([30_000, []]);
    await hangs();
    const builds = await enter(open(3), 'builds', order);
    const third = enter(lock, 'third edit', order);
    await waits(1);
    expect(order.at(-1)).toBe('builds');
    await builds();
    await (
      await third
    )();
  });

  it('ends the wait when it is aborted', async () => {
    const order: string[] = [];
    const builds = await enter(open(1), 'builds', order);
    const abort = new AbortController();
    const other = enter(open(2), 'other', order, 'own', abort.signal);
    await waits(1);
    abort.abort();
    await (
      await other
    )();
    expect(readdirSync(folder)).toHaveLength(1);
    await builds();
  });

  it('is open where its folder can not be made', async () => {
    writeFileSync(folder, '');
    const leave = await open(1).enter('own', never, () => undefined);
    await leave();
    expect(existsSync(folder)).toBe(true);
  });
});
