import { accessSync, constants, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { GoRunOptions } from '../../src/executors/go-run/schema.d.ts';
import { findFreePort, holdPort, isFree } from '../rig/ports.ts';
import { openRig, type Rig } from '../rig/rig.ts';
import type { Task } from '../rig/task.ts';

/** Tools without which the executor sees nothing where there is no /proc. */
const missing = ['ps', 'lsof'].filter(
  (tool) =>
    !(process.env['PATH'] ?? '').split(delimiter).some((folder) => {
      try {
        accessSync(join(folder, tool), constants.X_OK);
        return true;
      } catch {
        return false;
      }
    }),
);
if (missing.length > 0) process.stderr.write(`${missing.join(' and ')} missing: macOS is not played\n`);

/** Off CI the tools may be missing. */
const withTools = missing.length > 0 && !process.env['CI'] ? describe.skip : describe;

withTools('an executor that takes this machine for macOS', () => {
  let rig: Rig;
  beforeEach(async () => void (rig = await openRig({ options: { killTimeout: 1000 } })));
  afterEach(() => rig.end());

  const execute = (options: GoRunOptions = {}, env: Readonly<Record<string, string>> = {}): Task =>
    rig.execute(options, env, ([node = '', ...words]) => [
      node,
      '--require',
      join(import.meta.dirname, 'like-macos.cjs'),
      ...words,
    ]);

  it('builds, follows an edit, serves on while the code is broken, and leaves nothing', async () => {
    const port = await findFreePort();
    const task = execute({ port, killTimeout: 1000 });
    const first = await rig.nextRun();
    await first.listen(port);
    expect(await rig.events.next('ready')).toMatchObject({ baseUrl: `http://localhost:${port}` });
    await first.spawn('in the tree');
    await rig.child('in the tree');

    rig.workspace.edit('apps/app/version.go', '"1"', '"2"');
    const second = await rig.nextRun();
    expect(second.hello.version).toBe('2');
    expect((await rig.child('in the tree')).isClosed).toBe(true);
    await second.listen(port);
    await rig.events.next('ready');

    rig.workspace.edit('apps/app/version.go', '"2"', 'broken');
    await rig.events.next('build-failed');
    expect(second.isClosed).toBe(false);

    task.signal('SIGTERM');
    expect(await second.nextSignal()).toBe('SIGTERM');
    await task.ended();
    await rig.allGone();
    expect(await isFree(port)).toBe(true);
  });

  it('finds the port of a program that was not told one', async () => {
    execute();
    const port = await (await rig.nextRun()).listen();
    const ready = await rig.events.next('ready');
    const told = 'baseUrl' in ready ? ready : await rig.events.next('address');
    expect(told).toMatchObject({ baseUrl: `http://localhost:${port}` });
  });

  it('ends at the next start what a SIGKILL has left on its port', async () => {
    const port = await findFreePort();
    const task = execute({ port });
    const orphan = await rig.nextRun();
    await orphan.listen(port);
    await orphan.spawn('below it');
    await rig.child('below it');
    await rig.events.next('ready');
    task.signal('SIGKILL');
    await task.ended();
    expect(orphan.isClosed).toBe(false);

    const next = execute({ port });
    await next.printed(`(pid ${orphan.hello.pid}), which an earlier run had left`);
    const run = await rig.nextRun();
    expect(orphan.isClosed).toBe(true);
    expect((await rig.child('below it')).isClosed).toBe(true);
    expect(await run.tryToListen(port)).toBeUndefined();
  });

  it('starts nothing onto a port that a stranger has, and says who that is', async () => {
    const { port, free } = await holdPort();
    const task = execute({ port });
    await task.printed(new RegExp(`port ${port}, which is held by \\S+ \\(pid ${process.pid}\\)`));
    expect(rig.programs).toEqual([]);
    await free();
    const run = await rig.nextRun();
    await run.listen(port);
    await rig.events.next('ready');
  });

  it('follows edits of what is named through a link, as /var is one to /private/var', async () => {
    const { workspace } = rig;
    const link = `${workspace.root} by a link`;
    symlinkSync(workspace.root, link);
    workspace.write(
      'go.work',
      `go 1.22.0\n\nuse (\n\t./apps/app\n\t${JSON.stringify(`${link}/libs/words`)}\n)\n`,
    );
    workspace.write('apps/app/config/app.yaml', 'greeting: hello\n');
    execute({ file: `${link}/apps/app`, include: [`${link}/apps/app/config/*.yaml`] }, { PWD: link });
    expect((await rig.nextRun()).hello.parts['words']).toBe('hello');
    await rig.events.next('watching');

    workspace.edit('libs/words/words.go', 'hello', 'good day');
    expect((await rig.nextRun()).hello.parts['words']).toBe('good day');
    workspace.edit('apps/app/config/app.yaml', 'hello', 'good day');
    await rig.events.next('change', ({ changes }) => changes.some(({ path }) => path.endsWith('app.yaml')));
    workspace.edit('apps/app/version.go', '"1"', '"2"');
    expect((await rig.nextRun()).hello.version).toBe('2');
  });
});
