import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, sendSignal, startChild } from './child.ts';
import { COOKIE_VARIABLE } from './process-table.ts';
import { killTree, openProcessTable, processTable, stopTree } from './processes.ts';
import { describeSystem, thisSystem } from './system.ts';

const onLinux = thisSystem.processes === 'procfs' ? describe : describe.skip;

onLinux('real processes', () => {
  let cookie: string;
  beforeEach(() => void (cookie = randomUUID()));
  afterEach(() => processTable.withCookie(cookie).forEach(({ pid }) => sendSignal(pid, 'SIGKILL')));

  /** Runs a script in bash, and waits until so many processes have come of it. */
  async function run(
    script: string,
    processes: number,
    output: 'inherit' | 'tee' = 'inherit',
  ): Promise<Child> {
    // Below no other shell, and with a socket as stdin, as in a worker, bash runs ~/.bashrc first, which forks (bash(1)).
    const env = { PATH: process.env['PATH'] ?? '', SHLVL: '1', [COOKIE_VARIABLE]: cookie };
    const child = startChild({ file: 'bash', args: ['-c', script], cwd: '/', env, output });
    for (let look = 0; processTable.withCookie(cookie).filter(isSettled).length < processes; look++) {
      if (look > 200) throw new Error(`no ${processes} processes came of: ${script}`);
      await sleep(10);
    }
    return child;
  }

  /** A fork that has not become its program yet would still act as bash does. */
  const isSettled = ({ pid }: { pid: number }) =>
    /^sleep|^bash -c/.test(processTable.describe(pid)?.command ?? '');

  const hasten = new AbortController().signal;
  const stop = (child: Child, timeout: number) =>
    stopTree({ child, signal: 'SIGTERM', timeout, cookie, hasten });

  it('ends a program that obeys', async () => {
    const child = await run('trap "exit 7" TERM; sleep 60 & wait', 2);
    const outcome = await stop(child, 2000);
    expect(outcome).toMatchObject({ forced: false, survivors: [] });
    expect(await child.ended).toMatchObject({ exit: { kind: 'code', code: 7 } });
    expect(processTable.withCookie(cookie)).toEqual([]);
  });

  it('kills a program that ignores SIGTERM, with what has left its tree', async () => {
    const script = 'trap "" TERM; setsid sleep 60 & (setsid sleep 60 &) ; sleep 60; sleep 60';
    const child = await run(script, 4);
    const outcome = await stop(child, 100);
    expect(outcome).toMatchObject({ forced: true, survivors: [] });
    expect(outcome.durationMs).toBeLessThan(1000);
    expect(processTable.withCookie(cookie)).toEqual([]);
  });

  it('clears away what an ended program has left, in sessions of their own and with an empty environment', async () => {
    const script = '(setsid sleep 60 &) ; env -i setsid sleep 61 & setsid sleep 60 & exec sleep 60';
    const child = await run(script, 3);
    const below = processTable.descendants(child.pid ?? 0);
    const outcome = await stop(child, 2000);
    expect(outcome).toMatchObject({ forced: false, survivors: [] });
    expect(below.length).toBeGreaterThanOrEqual(2);
    expect(below.flatMap(({ pid }) => processTable.find(pid) ?? [])).toEqual([]);
    expect(processTable.withCookie(cookie)).toEqual([]);
  });

  it('is not held up by a descendant that keeps the pipes of an ended program open', async () => {
    const child = await run('sleep 60 & exec sleep 60', 2, 'tee');
    const outcome = await stop(child, 2000);
    expect(outcome.durationMs).toBeLessThan(1000);
    await child.ended;
  });

  it('kills a tree that goes on forking', async () => {
    const child = await run('while :; do sleep 60 & sleep 0.002; done', 20);
    await killTree(child.pid ?? 0);
    expect(processTable.withCookie(cookie)).toEqual([]);
  });

  it('is seen by ps as by procfs', async () => {
    const child = await run('bash -c "sleep 60; sleep 60" & wait', 3);
    const pid = child.pid ?? 0;
    const byPs = openProcessTable(describeSystem('darwin'));
    const pids = (table: typeof byPs) => table.descendants(pid).map((one) => one.pid);
    expect(pids(byPs)).toEqual(pids(processTable));
    expect(byPs.find(pid)).toMatchObject({
      pid,
      parent: process.pid,
      startTime: expect.stringMatching(/^\d{10}$/),
    });
    expect(byPs.describe(pid)?.command).toContain('bash -c');
    await killTree(pid);
    await child.ended;
    expect(byPs.find(pid)).toBeUndefined();
  });
});
