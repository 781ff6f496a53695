import { execFileSync } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { GoRunOptions } from '../../src/executors/go-run/schema.d.ts';
import { findStreamAddress, ownPlace } from '../../src/ui/stream/stream-address.ts';
import { findGo } from '../rig/environment.ts';
import { buildGatedGo } from '../rig/gated-go.ts';
import { findFreePort, holdPort, isFree } from '../rig/ports.ts';
import { openRig, strayFiles, type Rig } from '../rig/rig.ts';
import type { Run } from '../rig/run.ts';
import { goPart } from '../rig/workspace.ts';

/** Windows, or Wine: `npm run windows`. */
const onWindows = process.platform === 'win32' ? describe : describe.skip;

/** Wine has no Ctrl-Break. */
const keys = { 'Ctrl-C': 'C', ...('WINEPREFIX' in process.env ? {} : { 'Ctrl-Break': 'Break' }) };

/** Builds a program of `windows`; gives its path. */
function buildTool(rig: Rig, name: 'console' | 'scanner'): string {
  const path = rig.workspace.path(`tools/${name}.exe`);
  const source = join(import.meta.dirname, 'windows', `${name}.go`);
  execFileSync(findGo(), ['build', '-o', path, source], {
    env: { ...process.env, GOWORK: 'off', GOFLAGS: '' },
  });
  return path;
}

const ask = async (url: string) => (await fetch(url)).text();

const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

onWindows('on Windows', () => {
  let rig: Rig;
  afterEach(() => rig.end());

  const start = async (options: GoRunOptions, folder?: string) => {
    rig = await openRig(folder === undefined ? {} : { folder });
    const task = rig.execute(options);
    return { task, run: await rig.nextRun() };
  };
  const gone = (run: Run) =>
    rig.untilSeen('the end of a process', () => (isRunning(run.hello.pid) ? undefined : true));

  it('a program is built, follows an edit, serves on while the code is broken, and is mended', async () => {
    const port = await findFreePort();
    const { run } = await start({ port });
    await run.listen(port);
    expect(await rig.events.next('ready')).toMatchObject({ baseUrl: `http://localhost:${port}` });
    await run.spawn('in the tree');
    const child = await rig.child('in the tree');

    rig.workspace.edit('apps/app/version.go', '"1"', '"2"');
    const second = await rig.nextRun();
    expect(second.hello.version).toBe('2');
    await gone(run);
    await gone(child);
    await second.listen(port);
    await rig.events.next('ready');

    rig.workspace.edit('apps/app/version.go', '"2"', 'broken');
    const { diagnostics } = await rig.events.next('build-failed');
    expect(diagnostics).toMatchObject([{ file: rig.workspace.path('apps/app/version.go'), line: 4 }]);
    expect(await ask(`http://127.0.0.1:${port}`)).toBe('2');

    rig.workspace.write('apps/app/version.go', 'package main\r\n\r\nconst version = "3"\r\n');
    expect((await rig.nextRun()).hello.version).toBe('3');
    await gone(second);
  });

  it('a newer edit aborts a build, and a run that is killed in one leaves nothing for long', async () => {
    rig = await openRig();
    const options = { goBinary: buildGatedGo(rig.workspace), hotBuild: false };
    const task = rig.execute(options);
    const first = await rig.nextBuild();
    await rig.events.next('watching');
    rig.workspace.setVersion('2');
    await rig.events.next('aborted');
    await first.closed;
    await (await rig.nextBuild()).pass();
    const run = await rig.nextRun();
    expect(run.hello.version).toBe('2');

    rig.workspace.setVersion('3');
    const second = await rig.nextBuild();
    task.signal('SIGKILL');
    await task.ended();
    await gone(run);
    await gone(second);
    rig.execute(options);
    await (await rig.nextBuild()).pass();
    expect((await rig.nextRun()).hello.version).toBe('3');
    await rig.events.next('ready');
    expect(strayFiles(rig.workspace)).toEqual([]);
  });

  it('a program that fails is started again, and one that ends by itself by the next edit', async () => {
    const { task, run } = await start({ restart: 'on-failure' });
    await run.exit(3);
    expect(await rig.events.next('exited')).toMatchObject({
      exit: { kind: 'code', code: 3 },
      restartInMs: 500,
    });
    const second = await rig.nextRun();
    await second.exit(0);
    await task.printed('app ended with code 0; the next change starts it again');
    rig.workspace.setVersion('2');
    expect((await rig.nextRun()).hello.version).toBe('2');
  });

  it.each(Object.entries(keys))('%s reaches the program, which has its time to end', async (_, key) => {
    rig = await openRig();
    const terminal = buildTool(rig, 'console');
    const task = rig.execute({ killTimeout: 3000 }, {}, (command) => [terminal, ...command]);
    const run = await rig.nextRun();
    const port = await run.listen();
    await rig.events.next('ready');
    await run.ignoreSignals();
    task.type(`${key}\n`);
    expect(await run.nextSignal()).toBe('SIGINT');
    // It closes its database.
    await run.print('closed');
    await task.printed('closed');
    await run.exit(0);
    await task.ended();
    expect(await isFree(port)).toBe(true);
    expect(rig.events.all.at(-1)).toMatchObject({ type: 'ended' });
  });

  it('Nx ends the run, as it does by TerminateProcess, and nothing is left on the port', async () => {
    const port = await findFreePort();
    const { task, run } = await start({ port });
    await run.listen(port);
    await rig.events.next('ready');
    task.signal('SIGTERM');
    await task.ended();
    await gone(run);
    expect(await isFree(port)).toBe(true);
    rig.execute({ port });
    const next = await rig.nextRun();
    expect(await next.tryToListen(port)).toBeUndefined();
    await rig.events.next('ready');
  });

  it('a stranger on the port is waited for, and named', async () => {
    const { port, free } = await holdPort();
    rig = await openRig();
    const task = rig.execute({ port });
    await task.printed(new RegExp(`port ${port}, which is held by .*pid ${process.pid}`));
    expect(rig.programs).toEqual([]);
    await free();
    await (await rig.nextRun()).listen(port);
    await rig.events.next('ready');
  });

  it('the program finds what an env file says, and starts anew where that changes', async () => {
    rig = await openRig();
    rig.workspace.write('apps/app/.env', 'WORD=first\r\nPath_of_it=C:\\a b\r\n');
    rig.execute({ envFile: '.env' });
    const run = await rig.nextRun();
    expect([await run.env('WORD'), await run.env('PATH_OF_IT')]).toEqual(['first', 'C:\\a b']);
    await rig.events.next('watching');
    rig.workspace.write('apps/app/.env', 'WORD=second\r\n');
    expect(await (await rig.nextRun()).env('WORD')).toBe('second');
    await gone(run);
  });

  it('swagger is generated and packed before the build', async () => {
    rig = await openRig();
    rig.workspace.write('apps/app/api.json', '{"swagger":"2.0"}');
    rig.workspace.write(
      'apps/app/spec.go',
      goPart('spec', 'packed.SwaggerJSON', 'import "example.test/app/packed"'),
    );
    const generator = `require('fs').cpSync('api.json', 'swagger/swagger.json')`;
    rig.execute({ swagger: { command: ['node', '-e', generator] }, include: ['api.json'] });
    expect((await rig.nextRun()).hello.parts['spec']).toBe('{"swagger":"2.0"}');
    await rig.events.next('ready');
    rig.workspace.write('apps/app/api.json', '{"swagger":"2.1"}');
    expect((await rig.nextRun()).hello.parts['spec']).toBe('{"swagger":"2.1"}');
  });

  it('the stable port answers through a swap', async () => {
    const port = await findFreePort();
    rig = await openRig();
    rig.execute({ proxy: { port } });
    const run = await rig.nextRun();
    await run.listen(Number(await run.env('PORT')));
    expect(await rig.events.next('ready')).toMatchObject({ baseUrl: `http://localhost:${port}` });
    expect(await ask(`http://127.0.0.1:${port}`)).toBe('1');
    rig.workspace.setVersion('2');
    const second = await rig.nextRun();
    const answer = ask(`http://127.0.0.1:${port}`);
    await second.listen(Number(await second.env('PORT')));
    expect(await answer).toBe('2');
  });

  it('the next of two programs that overlap is tried beside the one that serves, again and again', async () => {
    const port = await findFreePort();
    rig = await openRig();
    rig.execute({ proxy: { port, overlap: true } });
    const first = await rig.nextRun();
    await first.listen(Number(await first.env('PORT')));
    await rig.events.next('ready');
    await rig.events.next('watching');
    // It does not become ready, and the one after it takes its place beside the first.
    rig.workspace.setVersion('2');
    const second = await rig.nextRun();
    expect(await ask(`http://127.0.0.1:${port}`)).toBe('1');
    rig.workspace.setVersion('3');
    const third = await rig.nextRun();
    await gone(second);
    expect(await ask(`http://127.0.0.1:${port}`)).toBe('1');
    await third.listen(Number(await third.env('PORT')));
    await rig.events.next('ready');
    await gone(first);
    expect(await ask(`http://127.0.0.1:${port}`)).toBe('3');
  });

  it('events are read from a pipe whose name follows from the task', async () => {
    await start({});
    await rig.events.next('ready');
    const owner = { workspaceRoot: rig.workspace.root, project: 'app', target: 'serve' };
    const socket = connect(findStreamAddress(owner, ownPlace())).setEncoding('utf8');
    let text = '';
    const ready = new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('data', (more: string) => {
        text += more;
        if (text.includes('"type":"ready"')) resolve();
      });
    });
    await ready;
    socket.destroy();
  });

  it('names of folders may have blanks and letters of any language', async () => {
    const { run } = await start({}, 'my wörk 工作 & more');
    expect(run.hello.cwd).toContain('my wörk 工作 & more');
    await rig.events.next('watching');
    rig.workspace.setVersion('2');
    expect((await rig.nextRun()).hello.version).toBe('2');
  });

  it('a scanner that holds the new program is waited for', async () => {
    const { run } = await start({ hotBuild: false });
    await rig.events.next('watching');
    const file = buildTool(rig, 'scanner');
    const cache = rig.workspace.path('node_modules/.cache/nx-go-run/app/serve/bin/.*.next.exe');
    const scanner = rig.command(file, [cache]);
    rig.workspace.setVersion('2');
    await scanner.printed('holds');
    // The last program goes on meanwhile.
    expect(run.isClosed).toBe(false);
    scanner.close();
    expect((await rig.nextRun()).hello.version).toBe('2');
    await scanner.ended();
  });
});
