import { openRig, type Rig } from './rig/rig.ts';

describe('a program that ends by itself', () => {
  let rig: Rig;
  afterEach(() => rig.end());

  it('is told of, and started again by the next change', async () => {
    rig = await openRig();
    const nx = rig.nx(['serve', 'app']);
    await (await rig.nextRun()).exit(3);
    expect(await rig.events.next('exited')).toMatchObject({ exit: { kind: 'code', code: 3 } });
    await nx.printed('app ended with code 3; the next change starts it again');
    rig.workspace.setVersion('2');
    const run = await rig.nextRun();
    process.kill(run.hello.pid, 'SIGKILL');
    await nx.printed('app was ended by SIGKILL; the next change starts it again');
    expect(nx.exit).toBeUndefined();
    // The same program, since nothing changed but a comment: it runs again all the same.
    rig.workspace.write('libs/words/words.go', `${rig.workspace.read('libs/words/words.go')}// again\n`);
    expect((await rig.nextRun()).hello.version).toBe('2');
  });

  it('is started again after a pause where it failed and restart says so', async () => {
    rig = await openRig();
    const task = rig.execute({ restart: 'on-failure' });
    await (await rig.nextRun()).exit(1);
    expect(await rig.events.next('exited')).toMatchObject({ restartInMs: 500 });
    await (await rig.nextRun()).exit(1);
    expect(await rig.events.next('exited')).toMatchObject({ restartInMs: 1000 });
    // An edit does not wait for the pause.
    rig.workspace.setVersion('2');
    const run = await rig.nextRun();
    expect(run.hello.version).toBe('2');
    await run.exit(0);
    expect(await rig.events.next('exited')).not.toHaveProperty('restartInMs');
    await task.printed('app ended with code 0; the next change starts it again');
  });
});

describe('with watch off', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig({ options: { watch: false } });
  });
  afterAll(() => rig.end());

  it('nx ends with success where the program ends with 0', async () => {
    const nx = rig.nx(['serve', 'app']);
    await (await rig.nextRun()).exit(0);
    expect(await nx.ended()).toEqual({ code: 0, signal: null });
  });

  it('nx fails, and the message has the code, where the program fails', async () => {
    const nx = rig.nx(['serve', 'app']);
    await (await rig.nextRun()).exit(3);
    expect(await nx.ended()).toEqual({ code: 1, signal: null });
    expect(nx.output).toContain('app ended with code 3');
  });

  it('the run fails where the build fails', async () => {
    rig.workspace.edit('apps/app/version.go', '"1"', 'broken');
    const task = rig.execute({ watch: false });
    expect(await task.ended()).toEqual({ code: 1, signal: null });
    expect(task.output).toContain('apps/app/version.go:4:17  undefined: broken');
    expect(task.output).not.toContain('waiting for a change');
  });

  it('edits are not followed', async () => {
    rig.workspace.setVersion('1');
    const task = rig.execute({ watch: false });
    const run = await rig.nextRun();
    rig.workspace.setVersion('2');
    rig.workspace.setVersion('3');
    await run.exit(0);
    await task.ended();
    expect(rig.programs.at(-1)).toBe(run);
  });
});
