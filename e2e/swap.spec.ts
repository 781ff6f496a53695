import { openRig, type Rig } from './rig/rig.ts';
import type { Run } from './rig/run.ts';
import type { Task } from './rig/task.ts';

describe('a swap', () => {
  let rig: Rig;
  let task: Task;
  let run: Run;
  beforeAll(async () => {
    rig = await openRig();
    task = rig.execute({ killTimeout: 1000, killSignal: 'SIGUSR1' });
    run = await rig.nextRun();
  });
  afterAll(() => rig.end());

  const edit = async (version: string) => {
    rig.events.skipAhead();
    rig.workspace.setVersion(version);
    run = await rig.nextRun();
  };

  it('asks by the signal that was chosen, and starts the next once the last is gone', async () => {
    const old = run;
    const port = await old.listen();
    await edit('2');
    expect(old.signals).toEqual(['SIGUSR1']);
    expect(old.isClosed).toBe(true);
    expect(await run.listen(port)).toBe(port);
  });

  it('kills a program that ignores the signal, after killTimeout', async () => {
    const old = run;
    await old.ignoreSignals();
    await edit('3');
    expect(old.isClosed).toBe(true);
    await run.listen();
    const { durations } = await rig.events.next('ready', ({ pid }) => pid === run.hello.pid);
    expect(durations.stop).toBeGreaterThanOrEqual(1000);
  });

  it('stops what the program has started, in a session of its own as well', async () => {
    await run.spawn('near');
    await run.spawn('far', { session: true });
    const children = [await rig.child('near'), await rig.child('far')];
    await edit('4');
    expect(children.map(({ isClosed }) => isClosed)).toEqual([true, true]);
  });

  it('leaves an orphan in a session of its own no time to hold on', async () => {
    await run.spawn('orphan', { session: true });
    const orphan = await rig.child('orphan');
    await orphan.ignoreSignals();
    await run.exit(3);
    await rig.events.next('exited');
    await edit('5');
    expect(orphan.isClosed).toBe(true);
  });

  it('is hastened by a second Ctrl-C when the run is ended', async () => {
    rig.workspace.setVersion('6');
    run = await rig.nextRun();
    await run.ignoreSignals();
    task.interrupt();
    expect(await run.nextSignal()).toBe('SIGINT');
    // Two signals that are not yet heeded are one to the system.
    await rig.events.next('stopping');
    task.interrupt();
    await run.closed;
    await task.ended();
    expect(run.signals).not.toContain('SIGUSR1');
  });
});

describe('the executor', () => {
  it('ends with everything when nobody reads its output any more', async () => {
    const rig = await openRig();
    const task = rig.execute({});
    const run = await rig.nextRun();
    task.hangUp();
    rig.workspace.setVersion('2');
    await run.closed;
    await task.ended();
    await rig.end();
  });
});
