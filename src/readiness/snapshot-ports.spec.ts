import { jest } from '@jest/globals';
import type { Command, Ended, StartChild } from '../process/child.ts';
import type { ListeningPorts } from './listening-ports.ts';
import { createSnapshotPorts } from './snapshot-ports.ts';

describe('ports found by listing commands', () => {
  let started: Command[];
  let answers: Record<string, string | undefined>;
  let takes: number;
  beforeEach(() => {
    jest.useFakeTimers();
    started = [];
    takes = 0;
    answers = { lsof: 'p12\ncapi\nf3\nn*:8080\np90\ncnode\nf3\nn*:3000\n', ps: '11 10\n12 11\n90 1\n' };
  });
  afterEach(() => void jest.useRealTimers());

  const startChild: StartChild = (command) => {
    started.push(command);
    const stdout = answers[command.file];
    const exit: Ended['exit'] =
      stdout === undefined ? { kind: 'not-started', reason: 'ENOENT' } : { kind: 'code', code: 0 };
    const ended = { exit, stdout: stdout ?? '', stderr: '' };
    const later = () => new Promise<Ended>((resolve) => setTimeout(() => resolve(ended), takes));
    return { pid: 1, ended: takes > 0 ? later() : Promise.resolve(ended), kill: () => {} };
  };
  const ports = (sockets: 'lsof' | 'netstat' = 'lsof') =>
    createSnapshotPorts({
      startChild,
      sockets,
      env: {},
      now: () => performance.now(),
      isAlive: (pid) => pid !== 91,
    });

  it('are unknown at first, then those of the whole tree', async () => {
    const listeners = ports();
    expect(listeners.of(10)).toBe('unknown');
    await jest.advanceTimersByTimeAsync(1);
    expect(listeners.of(10)).toEqual([{ port: 8080, address: '0.0.0.0' }]);
    expect(listeners.complete).toBe(false);
  });

  const count = () => started.filter(({ file }) => file === 'lsof').length;
  const askFor = async (listeners: ListeningPorts, ms: number, pid = 10) => {
    for (let at = 0; at < ms; at += 5) {
      listeners.of(pid);
      await jest.advanceTimersByTimeAsync(5);
    }
  };

  it('are listed anew every 250 ms at most, and after 5 s every second, until there is another program', async () => {
    const listeners = ports();
    await askFor(listeners, 500);
    expect(count()).toBe(2);
    await askFor(listeners, 4500);
    const before = count();
    await askFor(listeners, 4000);
    expect(count() - before).toBeLessThanOrEqual(5);
    await askFor(listeners, 500, 11);
    expect(count() - before).toBeGreaterThanOrEqual(6);
  });

  it('are listed the less often the longer it takes', async () => {
    takes = 1000;
    await askFor(ports(), 6500);
    expect(count()).toBe(3);
  });

  it('are those of a listing that has begun after it was asked to be renewed', async () => {
    takes = 100;
    const listeners = ports();
    listeners.of(10);
    await jest.advanceTimersByTimeAsync(50);
    const renewed = listeners.listings?.renew() as Promise<boolean>;
    answers = { ...answers, lsof: 'p12\ncapi\nf3\nn*:9090\n' };
    await jest.advanceTimersByTimeAsync(200);
    expect(await renewed).toBe(true);
    expect(listeners.of(10)).toEqual([{ port: 9090, address: '0.0.0.0' }]);
    expect(count()).toBe(2);
  });

  it('can’t be renewed where the command is missing', async () => {
    answers = {};
    const renew = ports().listings?.renew as () => Promise<boolean>;
    expect([await renew(), await renew()]).toEqual([false, false]);
    expect(count()).toBe(1);
  });

  it('are listed by one command at a time, which is killed after 5 s', async () => {
    let killed = 0;
    const hangs: StartChild = (command) => {
      started.push(command);
      return { pid: 1, ended: new Promise(() => {}), kill: () => void killed++ };
    };
    const now = () => performance.now();
    const listeners = createSnapshotPorts({
      startChild: hangs,
      sockets: 'lsof',
      env: {},
      now,
      isAlive: () => true,
    });
    for (let look = 0; look < 100; look++) {
      listeners.of(10);
      await jest.advanceTimersByTimeAsync(51);
    }
    expect(started.map(({ file }) => file)).toEqual(['lsof', 'ps']);
    expect(killed).toBe(2);
  });

  it('stay unknown where the command is missing, which is not tried again for 10 s', async () => {
    answers = {};
    const listeners = ports();
    for (let look = 0; look < 100; look++) {
      expect(listeners.of(10)).toBe('unknown');
      await jest.advanceTimersByTimeAsync(50);
    }
    expect(started).toHaveLength(2);
  });

  it('leave no timer behind', async () => {
    ports().of(10);
    await jest.advanceTimersByTimeAsync(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('have a holder only while that lives', async () => {
    answers = { ...answers, lsof: 'p90\ncnode\nf3\nn*:3000\np91\ncold\nf3\nn*:3001\n' };
    const listeners = ports();
    expect(listeners.holderOf(3000)).toBeUndefined();
    await jest.advanceTimersByTimeAsync(1);
    expect(listeners.holderOf(3000)).toEqual({ pid: 90, command: 'node' });
    expect(listeners.holderOf(3001)).toBeUndefined();
  });

  it("are the program's own on Windows", async () => {
    answers = { netstat: '  TCP    0.0.0.0:8080   0.0.0.0:0   LISTENING   10\r\n' };
    const listeners = ports('netstat');
    listeners.of(10);
    await jest.advanceTimersByTimeAsync(1);
    expect(listeners.of(10)).toContainEqual({ port: 8080, address: '0.0.0.0' });
  });
});
