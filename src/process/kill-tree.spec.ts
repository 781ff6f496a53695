import { jest } from '@jest/globals';
import { createKillTree } from './kill-tree.ts';
import type { ForceTree } from './stop-tree.ts';
import { FakeProcesses } from './testing/fake-processes.ts';
import { timers } from './wait-until-gone.ts';

describe.each(['linux', 'darwin'] as const)('killing a tree on %s', (platform) => {
  let processes: FakeProcesses;
  beforeEach(() => {
    jest.useFakeTimers();
    processes = new FakeProcesses();
  });
  afterEach(() => void jest.useRealTimers());

  const killTree = (forceTree: ForceTree | null = null) =>
    createKillTree({ table: processes.tableOf(platform), kill: processes.kill, timers, forceTree });

  it('stops the root before it looks below, and kills only once all are stopped', async () => {
    processes.start({ pid: 1, parent: 0 });
    processes.start({ pid: 10 });
    processes.start({ pid: 11, parent: 10 });
    processes.start({ pid: 12, parent: 11 });
    await killTree()(10);
    expect(processes.signals.slice(0, 3)).toEqual(['SIGSTOP 10', 'SIGSTOP 11', 'SIGSTOP 12']);
    expect(processes.signals.slice(3)).toEqual(['SIGKILL 10', 'SIGKILL 11', 'SIGKILL 12']);
    expect(processes.pids).toEqual([1]);
  });

  it('finds children that are started while it looks', async () => {
    let forks = 0;
    const fork = () => ++forks <= 5 && processes.start({ pid: 20 + forks, parent: 10 });
    processes.start({ pid: 10, onList: fork });
    await killTree()(10);
    expect(forks).toBeGreaterThan(5);
    expect(processes.pids).toEqual([]);
  });

  it('ends although a tree never stops growing', async () => {
    let pid = 10;
    processes.start({ pid, onList: () => processes.start({ pid: ++pid, parent: 10 }) });
    await killTree()(10);
    expect(processes.pids).not.toContain(10);
  });

  it('waits for 2 s at most', async () => {
    processes.start({ pid: 10, ignores: ['SIGKILL'] });
    let done = false;
    void killTree()(10).then(() => (done = true));
    await jest.advanceTimersByTimeAsync(1999);
    expect(done).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(done).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does nothing to a pid that is gone', async () => {
    await killTree()(10);
    expect(processes.signals).toEqual([]);
  });

  it("leaves the tree to the system's tool where that is all there is", async () => {
    const forced: number[] = [];
    await killTree(async (pid) => void forced.push(pid))(10);
    expect(forced).toEqual([10]);
    expect(processes.signals).toEqual([]);
  });
});
