import { accessSync, constants, symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import type { GoRunOptions } from '../../src/executors/go-run/schema.d.ts';
import { findStreamAddress, ownPlace } from '../../src/ui/stream/stream-address.ts';
import { findFreePort, holdPort, isFree } from '../rig/ports.ts';
import { openRig, type Rig } from '../rig/rig.ts';
import type { Task } from '../rig/task.ts';
import { goPart } from '../rig/workspace.ts';

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

  it('gives a program its env file, and runs a step before the build', async () => {
    const { workspace } = rig;
    workspace.write('apps/app/.env', 'WORD=first\n');
    workspace.write('apps/app/my words.txt', 'first');
    workspace.write('apps/app/made.go', goPart('made', 'made.Words', 'import "example.test/app/made"'));
    const script = `mkdir -p made && printf 'package made\n\nconst Words = "%s"\n' "$(cat 'my words.txt')" > made/words.go`;
    const step = { command: ['sh', '-c', script], inputs: ['*.txt'], outputs: ['made/*.go'] };
    execute({ envFile: '.env', generate: [step] });
    const run = await rig.nextRun();
    expect([await run.env('WORD'), run.hello.parts['made']]).toEqual(['first', 'first']);
    await rig.events.next('ready');
    workspace.write('apps/app/.env', 'WORD=second\n');
    expect(await (await rig.nextRun()).env('WORD')).toBe('second');
    await rig.events.next('ready');
    workspace.write('apps/app/my words.txt', 'second');
    expect((await rig.nextRun()).hello.parts['made']).toBe('second');
  });

  it('answers on the stable port from the program that serves, while the next is made ready beside it', async () => {
    const port = await findFreePort();
    execute({ proxy: { port, overlap: true } });
    const ask = async () => (await fetch(`http://127.0.0.1:${port}`)).text();
    const first = await rig.nextRun();
    await first.listen(Number(await first.env('PORT')));
    expect(await rig.events.next('ready')).toMatchObject({ baseUrl: `http://localhost:${port}` });
    rig.workspace.setVersion('2');
    const second = await rig.nextRun();
    expect(await ask()).toBe('1');
    await second.listen(Number(await second.env('PORT')));
    await rig.events.next('ready');
    expect(await ask()).toBe('2');
  });

  it('tells its events on a socket whose name follows from the task', async () => {
    execute();
    await rig.nextRun();
    await rig.events.next('ready');
    const owner = { workspaceRoot: rig.workspace.root, project: 'app', target: 'serve' };
    const socket = connect(findStreamAddress(owner, ownPlace())).setEncoding('utf8');
    let text = '';
    for await (const more of socket) if ((text += String(more)).includes('"type":"ready"')) break;
    expect(text).toContain('"type":"started"');
  });
});
