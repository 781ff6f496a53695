import { jest } from '@jest/globals';
import { createForceTree, createStopTree, type StopOutcome, type StopRequest } from './stop-tree.ts';
import { describeSystem } from './system.ts';
import { FakeProcesses } from './testing/fake-processes.ts';
import { timers } from './wait-until-gone.ts';

describe.each(['linux', 'darwin'] as const)('stopping a tree on %s', (platform) => {
  let processes: FakeProcesses;
  const onLinux = platform === 'linux' ? it : it.skip;
  beforeEach(() => {
    jest.useFakeTimers();
    processes = new FakeProcesses();
  });
  afterEach(() => {
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  function stop(request: Partial<StopRequest> = {}) {
    const { asksPolitely } = describeSystem(platform);
    const table = processes.tableOf(platform);
    const stopTree = createStopTree({ table, kill: processes.kill, timers, asksPolitely, forceTree: null });
    const standard: StopRequest = {
      child: processes.child(10),
      signal: 'SIGTERM',
      timeout: 3000,
      cookie: 'ours',
      hasten: new AbortController().signal,
    };
    return stopTree({ ...standard, ...request });
  }

  /** Lets 10 s pass, and gives the outcome with the time that it really took. */
  async function settle(stopping: Promise<StopOutcome>): Promise<StopOutcome> {
    await jest.advanceTimersByTimeAsync(10_000);
    return stopping;
  }

  it('waits for nothing when the program ends at once and leaves nothing behind', async () => {
    processes.start({ pid: 10 });
    expect(await stop()).toEqual({ forced: false, survivors: [], durationMs: 0 });
    expect(processes.signals).toEqual(['SIGTERM 10']);
  });

  it('sends the polite signal to the program alone', async () => {
    processes.start({ pid: 10, onSignal: () => processes.end(11) });
    processes.start({ pid: 11, parent: 10 });
    await stop({ signal: 'SIGINT' });
    expect(processes.signals).toEqual(['SIGINT 10']);
  });

  onLinux('ends the daemons of the program as well, and says which', async () => {
    processes.start({ pid: 10 });
    processes.start({ pid: 20 });
    processes.start({ pid: 21, cookie: 'ours' });
    const findDaemons = () => [20, 21].map((pid) => processes.table.find(pid)!);
    expect(await settle(stop({ findDaemons }))).toMatchObject({
      survivors: [],
      daemons: [{ pid: 20, command: 'process 20' }],
    });
    expect(processes.pids).toEqual([]);
  });

  it('kills the program and all below it when it does not end in time', async () => {
    processes.start({ pid: 10, ignores: ['SIGTERM'] });
    processes.start({ pid: 11, parent: 10, ignores: ['SIGTERM'] });
    const outcome = await settle(stop());
    expect(outcome).toEqual({ forced: true, survivors: [], durationMs: expect.closeTo(3000, -1.4) });
    expect(processes.signals).not.toContain('SIGTERM 11');
    expect(processes.pids).toEqual([]);
  });

  it('asks what an ended program has left behind, and waits only until it is gone', async () => {
    processes.start({ pid: 10 });
    processes.start({ pid: 11, parent: 10, lingers: 40 });
    const outcome = await settle(stop());
    expect(outcome.forced).toBe(false);
    expect(outcome.durationMs).toBeGreaterThanOrEqual(40);
    expect(outcome.durationMs).toBeLessThanOrEqual(65);
    expect(processes.signals).toEqual(['SIGTERM 10', 'SIGTERM 11']);
  });

  it('looks no further once the program has ended', async () => {
    processes.start({ pid: 10, lingers: 40 });
    const stopping = stop();
    await jest.advanceTimersByTimeAsync(40);
    expect(await stopping).toEqual({ forced: false, survivors: [], durationMs: 40 });
    expect(jest.getTimerCount()).toBe(0);
  });

  it('kills after 300 ms what an ended program has left behind', async () => {
    processes.start({ pid: 10 });
    processes.start({ pid: 11, parent: 10, ignores: ['SIGTERM'] });
    expect(await settle(stop())).toMatchObject({ forced: true, survivors: [], durationMs: 301 });
  });

  onLinux('finds by the cookie what has left the tree, and what that has started', async () => {
    processes.start({ pid: 10 });
    processes.start({ pid: 30, cookie: 'ours' });
    processes.start({ pid: 31, parent: 30 });
    processes.start({ pid: 40, cookie: 'theirs' });
    await settle(stop());
    expect(processes.pids).toEqual([40]);
  });

  onLinux('finds what the program starts while it is stopping', async () => {
    processes.start({ pid: 10, onSignal: () => processes.start({ pid: 12, parent: 10, cookie: 'ours' }) });
    await settle(stop());
    expect(processes.pids).toEqual([]);
  });

  // ps is asked once a second, in which no pid comes round.
  onLinux('leaves a later process alone that got the pid of one noted before', async () => {
    const reuse = () => {
      processes.end(11);
      processes.start({ pid: 11, parent: 99 });
    };
    processes.start({ pid: 10, onSignal: reuse });
    processes.start({ pid: 11, parent: 10 });
    await settle(stop());
    expect(processes.signals).toEqual(['SIGTERM 10']);
    expect(processes.pids).toEqual([11]);
  });

  it('reports what survives even SIGKILL, after 500 ms', async () => {
    processes.start({ pid: 10, ignores: ['SIGTERM', 'SIGKILL'] });
    expect(await settle(stop({ timeout: 1000 }))).toEqual({
      forced: true,
      survivors: [10],
      durationMs: 1500,
    });
  });

  it('stays below the 5 s after which Nx kills everything, at its slowest', async () => {
    processes.start({ pid: 10, lingers: 2990 });
    processes.start({ pid: 11, parent: 10, ignores: ['SIGTERM', 'SIGKILL'] });
    const outcome = await settle(stop());
    expect(outcome.survivors).toEqual([11]);
    expect(outcome.durationMs).toBeLessThan(4000);
  });

  it('forces at once when it is hastened', async () => {
    processes.start({ pid: 10, ignores: ['SIGTERM'] });
    const hasten = new AbortController();
    const stopping = stop({ hasten: hasten.signal });
    await jest.advanceTimersByTimeAsync(100);
    hasten.abort();
    expect(await settle(stopping)).toMatchObject({ forced: true, durationMs: expect.closeTo(100, -1.4) });
  });

  it('does not ask first when the signal is SIGKILL', async () => {
    processes.start({ pid: 10 });
    const outcome = await settle(stop({ signal: 'SIGKILL' }));
    expect(outcome).toMatchObject({ forced: true, survivors: [] });
    expect(processes.signals).toEqual(['SIGSTOP 10', 'SIGKILL 10']);
  });

  it('gives a program 1 s when a Ctrl-C has reached it already', async () => {
    processes.start({ pid: 10 });
    const stopping = stop({ alreadySignalled: true, signal: 'SIGINT' });
    await jest.advanceTimersByTimeAsync(999);
    expect(processes.signals).toEqual([]);
    expect(await settle(stopping)).toMatchObject({ forced: false, durationMs: 1000 });
    expect(processes.signals).toEqual(['SIGINT 10']);
  });

  it('notices the end of a program whose pipes are held open', async () => {
    processes.start({ pid: 10, lingers: 50 });
    processes.start({ pid: 11, parent: 10 });
    const outcome = await settle(stop({ child: processes.child(10, true) }));
    expect(outcome.durationMs).toBeLessThan(100);
    expect(outcome.forced).toBe(false);
    expect(processes.pids).toEqual([]);
  });

  it('sends nothing to a program that ends by that Ctrl-C', async () => {
    processes.start({ pid: 10 });
    processes.start({ pid: 11, parent: 10 });
    const stopping = stop({ alreadySignalled: true });
    await jest.advanceTimersByTimeAsync(500);
    processes.end(10);
    expect(await settle(stopping)).toMatchObject({ forced: false, survivors: [] });
    expect(processes.signals).toEqual(['SIGTERM 11']);
  });

  it('counts that second as part of its whole time', async () => {
    processes.start({ pid: 10, ignores: ['SIGTERM'] });
    const outcome = await settle(stop({ alreadySignalled: true }));
    expect(outcome).toMatchObject({ forced: true, durationMs: expect.closeTo(3000, -1.4) });
  });

  it('asks nothing of a program that is to be ended at once', async () => {
    processes.start({ pid: 10 });
    expect(await settle(stop({ hasten: AbortSignal.abort() }))).toMatchObject({ forced: true });
    expect(processes.signals).toEqual(['SIGSTOP 10', 'SIGKILL 10']);
  });

  onLinux('says nothing of a daemon that has ended by itself', async () => {
    processes.start({ pid: 10 });
    const findDaemons = () => [{ pid: 20, parent: 1, startTime: '7' }];
    expect(await settle(stop({ findDaemons }))).toEqual({ forced: false, survivors: [], durationMs: 0 });
  });

  it('has nothing to do for a child that was never started, or has ended', async () => {
    const nothing = { forced: false, survivors: [], durationMs: 0 };
    expect(await stop({ child: processes.child(10, true) })).toEqual(nothing);
    processes.start({ pid: 10 });
    expect(await stop({ child: { ...processes.child(10), pid: undefined } })).toEqual(nothing);
    expect(processes.pids).toEqual([10]);
  });
});

describe('stopping a tree on Windows', () => {
  let processes: FakeProcesses;
  let forced: number[];
  beforeEach(() => {
    jest.useFakeTimers();
    processes = new FakeProcesses();
    forced = [];
    processes.start({ pid: 10, ignores: ['SIGTERM'] });
  });
  afterEach(() => {
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  const { asksPolitely } = describeSystem('win32');
  const endByForce = (pid: number) => {
    forced.push(pid);
    processes.end(pid);
  };
  const stop = (request: Partial<StopRequest> = {}, force = endByForce) =>
    createStopTree({
      table: processes.tableOf('win32'),
      kill: processes.kill,
      timers,
      asksPolitely,
      forceTree: async (pid) => force(pid),
    })({
      child: processes.child(10),
      signal: 'SIGTERM',
      timeout: 3000,
      cookie: 'ours',
      hasten: new AbortController().signal,
      ...request,
    });

  it("leaves the force to the system's tool at once, as there is no signal that asks", async () => {
    const outcome = await stop();
    expect(outcome).toEqual({ forced: true, survivors: [], durationMs: 0 });
    expect(processes.signals).toEqual([]);
    expect(forced).toEqual([10]);
  });

  it('tells of a program that lives on after that, when 500 ms have passed', async () => {
    const stopping = stop({}, () => undefined);
    await jest.advanceTimersByTimeAsync(500);
    expect(await stopping).toEqual({ forced: true, survivors: [10], durationMs: 500 });
  });

  it('gives a program its whole time after a Ctrl-C, which the console has sent it', async () => {
    const stopping = stop({ alreadySignalled: true });
    await jest.advanceTimersByTimeAsync(2900);
    expect(forced).toEqual([]);
    processes.end(10);
    await jest.advanceTimersByTimeAsync(100);
    expect(await stopping).toMatchObject({ forced: false, survivors: [] });
    expect(forced).toEqual([]);
  });

  it('ends it by force when that time is over, or at a second Ctrl-C', async () => {
    const stopping = stop({ alreadySignalled: true });
    await jest.advanceTimersByTimeAsync(3000);
    expect(await stopping).toMatchObject({ forced: true, durationMs: 3000 });

    processes.start({ pid: 10 });
    const hasten = new AbortController();
    const hastened = stop({ alreadySignalled: true, hasten: hasten.signal });
    await jest.advanceTimersByTimeAsync(100);
    hasten.abort();
    expect(await hastened).toMatchObject({ forced: true, durationMs: 100 });
    expect(forced).toEqual([10, 10]);
  });

  it('runs no taskkill for a program that has ended', async () => {
    const child = processes.child(10);
    processes.end(10);
    expect(await stop({ child })).toMatchObject({ forced: false });
    expect(forced).toEqual([]);
  });
});

describe(createForceTree.name, () => {
  let end: (error?: Error) => void;
  let sent: unknown[];
  beforeEach(() => {
    jest.useFakeTimers();
    sent = [];
  });
  afterEach(() => {
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  const force = () =>
    createForceTree(
      (pid, signal) => sent.push([pid, signal]) > 0,
      (pid, signal, onEnd) => {
        sent.push(['tool', pid, signal]);
        end = onEnd;
      },
    )(10);

  it('waits for a tool that takes seconds', async () => {
    const forcing = force();
    await jest.advanceTimersByTimeAsync(8000);
    end();
    await forcing;
    expect(sent).toEqual([['tool', 10, 'SIGKILL']]);
  });

  it('gives up one that hangs, after 10 s', async () => {
    const forcing = force();
    await jest.advanceTimersByTimeAsync(10_000);
    await forcing;
    expect(sent).toEqual([['tool', 10, 'SIGKILL']]);
  });

  it('kills the process alone where the tool fails', async () => {
    const forcing = force();
    end(new Error('taskkill is missing'));
    await forcing;
    expect(sent).toEqual([
      ['tool', 10, 'SIGKILL'],
      [10, 'SIGKILL'],
    ]);
  });
});
