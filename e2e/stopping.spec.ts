import { parentOf } from './rig/processes.ts';
import { isFree } from './rig/ports.ts';
import { openRig, strayFiles, type Rig } from './rig/rig.ts';
import type { Run } from './rig/run.ts';
import type { Task } from './rig/task.ts';

describe('when nx is ended', () => {
  let rig: Rig;
  let nx: Task;
  let run: Run;
  let port: number;
  beforeEach(async () => {
    rig = await openRig({ options: { killTimeout: 1000 } });
    nx = rig.nx(['serve', 'app']);
    run = await rig.nextRun();
    port = await run.listen();
    await run.spawn('in the tree');
    await run.spawn('in a session of its own', { session: true });
    await rig.child('in the tree');
    await rig.child('in a session of its own');
  });
  afterEach(() => rig.end());

  const nothingIsLeft = async () => {
    await rig.allGone();
    expect(await isFree(port)).toBe(true);
    expect(strayFiles(rig.workspace)).toEqual([]);
  };

  it('by Ctrl-C, the program gets it and nothing is left', async () => {
    nx.interrupt();
    expect(await run.nextSignal()).toBe('SIGINT');
    expect((await nx.ended()).code).toBe(130);
    await nothingIsLeft();
  });

  it('by SIGTERM, nothing is left', async () => {
    nx.signal('SIGTERM');
    expect(await run.nextSignal()).toBe('SIGTERM');
    await nx.ended();
    await nothingIsLeft();
  });

  it('by SIGHUP, nothing is left', async () => {
    nx.signal('SIGHUP');
    await nx.ended();
    await nothingIsLeft();
  });

  it('by SIGKILL, nothing is left', async () => {
    nx.signal('SIGKILL');
    expect(await run.nextSignal()).toBe('SIGTERM');
    await nothingIsLeft();
  });

  it('by SIGTERM while the program ignores signals, nothing is left', async () => {
    await run.ignoreSignals();
    nx.signal('SIGTERM');
    await nx.ended();
    await nothingIsLeft();
  });

  it('by SIGKILL together with the executor, the next start repairs it', async () => {
    const executor = parentOf(run.hello.pid);
    nx.signal('SIGKILL');
    process.kill(executor, 'SIGKILL');
    await nx.ended();
    rig.nx(['serve', 'app']);
    const next = await rig.nextRun();
    expect(run.isClosed).toBe(true);
    expect((await rig.child('in a session of its own')).isClosed).toBe(true);
    expect(await next.tryToListen(port)).toBeUndefined();
  });
});
