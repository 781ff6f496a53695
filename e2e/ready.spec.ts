import { findFreePort, holdPort } from './rig/ports.ts';
import { openRig, type Rig } from './rig/rig.ts';
import type { GoRunOptions } from '../src/executors/go-run/schema.d.ts';

describe('ready', () => {
  let rig: Rig;
  afterEach(() => rig.end());

  const start = async (options: GoRunOptions) => {
    rig = await openRig();
    return { task: rig.execute(options), run: await rig.nextRun() };
  };

  it('is a program that lives where it has never opened a port; one that appears later is told', async () => {
    const { run } = await start({});
    expect(await rig.events.next('ready')).not.toHaveProperty('baseUrl');
    const port = await run.listen();
    expect(await rig.events.next('address')).toMatchObject({ baseUrl: `http://localhost:${port}` });
  });

  it('waits for a port where the program had one, however slow it starts', async () => {
    const { task, run } = await start({ readyTimeout: 600 });
    await run.listen();
    await rig.events.next('ready');
    rig.workspace.setVersion('2');
    const next = await rig.nextRun();
    rig.events.skipAhead();
    await rig.events.next('not-ready');
    await task.printed('not ready after');
    const port = await next.listen();
    expect(await rig.events.next('ready')).toMatchObject({
      baseUrl: `http://localhost:${port}`,
      pid: next.hello.pid,
    });
    expect(rig.events.all.filter(({ type }) => type === 'ready')).toHaveLength(2);
  });

  it('is the port that was named, whichever opens first', async () => {
    const port = await findFreePort();
    const { run } = await start({ port, readyTimeout: 600 });
    await run.listen();
    await rig.events.next('not-ready');
    expect(rig.events.all.map(({ type }) => type)).not.toContain('ready');
    await run.listen(port);
    expect(await rig.events.next('ready')).toMatchObject({ baseUrl: `http://localhost:${port}` });
  });

  it('is a URL that answers with a good status', async () => {
    const { run } = await start({ readyUrl: '/healthz', readyTimeout: 600 });
    await run.answerWith(503);
    const port = await run.listen();
    await rig.events.next('not-ready');
    expect(rig.events.all.map(({ type }) => type)).not.toContain('ready');
    await run.answerWith(200);
    expect(await rig.events.next('ready')).toMatchObject({ baseUrl: `http://localhost:${port}` });
  });

  it('is a line that matches, which is printed all the same', async () => {
    const { task, run } = await start({ readyLog: 'listening on \\d+', readyTimeout: 600 });
    await run.print('listening on …');
    await rig.events.next('not-ready');
    expect(rig.events.all.map(({ type }) => type)).not.toContain('ready');
    await run.complain('now listening on 80');
    await rig.events.next('ready');
    await task.printed('listening on …');
    await task.printed('now listening on 80');
  });

  it('waits, and says for whom, while another process holds the port', async () => {
    const held = await holdPort();
    rig = await openRig();
    const task = rig.execute({ port: held.port });
    const { what } = await rig.events.next('waiting');
    expect(what).toContain(`port ${held.port}`);
    expect(what).toContain(`pid ${process.pid}`);
    await task.printed(
      /wait +for port \d+, which is held by .*\n.*It is started as soon as the port is free/,
    );
    expect(rig.programs).toHaveLength(0);
    await held.free();
    await (await rig.nextRun()).listen(held.port);
    expect(await rig.events.next('ready')).toMatchObject({ baseUrl: `http://localhost:${held.port}` });
  });

  it('says who holds the port on which a program failed', async () => {
    const { task, run } = await start({});
    const port = await run.listen();
    await rig.events.next('ready');
    rig.workspace.write('apps/app/.stop', '');
    await run.exit(1);
    await rig.events.next('exited');
    const held = await holdPort(port);
    rig.workspace.setVersion('2');
    const next = await rig.nextRun();
    expect(await next.tryToListen(port)).toContain('address already in use');
    await next.exit(1);
    expect(await rig.events.next('exited')).toHaveProperty(
      'hint',
      expect.stringContaining(`pid ${process.pid}`),
    );
    await task.printed(new RegExp(`port ${port} is held by .*pid ${process.pid}`));
    await held.free();
  });
});
