import { chmodSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { GoRunOptions } from '../../src/executors/go-run/schema.d.ts';
import { canDenyPtrace, denyPtrace } from '../rig/deny-ptrace.ts';
import { FILE, HANDLER, MAIN, makeDebugWorkspace } from '../rig/debug-workspace.ts';
import { findFreePort, holdPort } from '../rig/ports.ts';
import { isGone } from '../rig/processes.ts';
import { DLV_VERSION, provideDlv } from '../rig/provide-dlv.ts';
import { openRig, type Rig } from '../rig/rig.ts';
import type { Task } from '../rig/task.ts';

describe('a debugger', () => {
  let rig: Rig;
  let port: number;
  let own: number;
  beforeEach(async () => {
    rig = await openRig({ folder: 'a [b] é', make: makeDebugWorkspace });
    [port, own] = [await findFreePort(), await findFreePort()];
  });
  afterEach(() => rig.end());

  const path = () => rig.workspace.path(FILE);
  const ask = async () => (await fetch(`http://127.0.0.1:${own}/`)).text();
  const serve = async (options: GoRunOptions = {}, env: Record<string, string> = {}): Promise<Task> => {
    const given = { debug: { port, dlv: provideDlv() }, port: own, env: { PORT: String(own) } };
    const task = rig.execute({ ...given, ...options }, env);
    await rig.events.next('ready');
    return task;
  };
  const attach = async (lines: readonly number[] = [HANDLER]) => {
    const editor = await rig.editor(port);
    await editor.attach({ [path()]: lines });
    await rig.events.next('started');
    await rig.events.next('ready');
    return editor;
  };
  const edit = (from: string, to: string) => {
    rig.events.skipAhead();
    rig.workspace.edit(FILE, from, to);
  };
  /** A dlv that dials back, and does for each request of its `seq` and `command` what a statement says. */
  const writeDlv = (path: string, statement: string) => {
    rig.workspace.write(
      path,
      [
        '#!/usr/bin/env node',
        "const socket = require('net').connect(process.argv.find((one) => one.startsWith('--client-addr')).split('unix:')[1]);",
        "const send = (message) => { const body = JSON.stringify(message); socket.write('Content-Length: ' + body.length + '\\r\\n\\r\\n' + body); };",
        'socket.on(\'data\', (data) => { for (const [, seq, command] of String(data).matchAll(/"seq":(\\d+),"type":"request","command":"(\\w+)"/g)) {',
        "  const answer = (rest) => send({ seq: 1, type: 'response', request_seq: Number(seq), command, ...rest });",
        `  ${statement};`,
        '} });',
      ].join('\n'),
    );
    chmodSync(rig.workspace.path(path), 0o755);
  };
  const dlvs = () => rig.leftovers().filter(({ command }) => command.includes('dlv dap'));

  it('stops a program that was to be built with -ldflags=-s and -trimpath, and says what was left out', async () => {
    const task = await serve({ buildFlags: ['-ldflags=-s -X main.a=b', '-trimpath'] });
    const editor = await attach();
    expect(task.output).toContain('-s and -w of -ldflags, and -trimpath would hide the sources');
    const answer = ask();
    const { place, threadId } = await editor.stop();
    expect(place).toBe(`main.go:${HANDLER}`);
    await editor.resume(threadId);
    expect(await answer).toBe('one');
  });

  it('knows breakpoints of an editor that has opened the workspace through a symbolic link', async () => {
    await serve();
    const link = `${rig.workspace.root}-link`;
    symlinkSync(rig.workspace.root, link);
    const editor = await rig.editor(port);
    await editor.attach({ [join(link, FILE)]: [HANDLER] });
    await rig.events.next('started');
    await rig.events.next('ready');
    const answer = ask();
    const { threadId, place } = await editor.stop();
    expect(place).toBe(`main.go:${HANDLER}`);
    const { body } = await editor.ask('stackTrace', { threadId, startFrame: 0, levels: 1 });
    expect(body).toMatchObject({ stackFrames: [{ source: { path: join(link, FILE) } }] });
    await editor.resume(threadId);
    expect(await answer).toBe('one');
    unlinkSync(link);
  });

  it('is the tool of go.mod, where that has one', async () => {
    const get = `go get -tool github.com/go-delve/delve/cmd/dlv@${DLV_VERSION}`;
    expect((await rig.shell(get, 'apps/app', { GOFLAGS: '-mod=mod' }).ended()).code).toBe(0);
    await serve({ debug: { port } });
    const editor = await attach();
    expect(dlvs().map(({ command }) => command)).toEqual([expect.stringMatching(/\/dlv dap /)]);
    expect(dlvs()[0]?.command).not.toContain(provideDlv());
    const answer = ask();
    await editor.resume((await editor.stop()).threadId);
    expect(await answer).toBe('one');
  });

  it('works where nothing is watched', async () => {
    await serve({ watch: false });
    const editor = await attach();
    const answer = ask();
    await editor.resume((await editor.stop()).threadId);
    expect(await answer).toBe('one');
  });

  it('works with a file by itself, which go takes for no package', async () => {
    rig.workspace.write(
      'apps/app/tools/tool.go',
      MAIN.replace('package main', '//go:build ignore\n\npackage main'),
    );
    rig.execute({
      file: 'tools/tool.go',
      debug: { port, dlv: provideDlv() },
      port: own,
      env: { PORT: String(own) },
    });
    await rig.events.next('ready');
    const editor = await rig.editor(port);
    await editor.attach({ [rig.workspace.path('apps/app/tools/tool.go')]: [HANDLER + 2] });
    await rig.events.next('started');
    await rig.events.next('ready');
    const answer = ask();
    const stop = await editor.stop();
    expect(stop.place).toBe(`tool.go:${HANDLER + 2}`);
    await editor.resume(stop.threadId);
    expect(await answer).toBe('one');
  });

  it('lets all of it be ended by one signal, also while the program stands at a breakpoint', async () => {
    const task = await serve();
    const editor = await attach();
    const answer = ask().catch(() => 'none');
    await editor.stop();
    task.signal('SIGTERM');
    await task.ended();
    await rig.allGone();
    expect(editor.isClosed).toBe(true);
    await answer;
  });

  it('leaves nothing behind where the executor is killed', async () => {
    const task = await serve();
    await attach();
    expect(dlvs()).toHaveLength(1);
    task.signal('SIGKILL');
    await task.ended();
    await rig.allGone();
  });

  it('is got again where dlv is killed, and the program is started anew', async () => {
    const task = await serve();
    const editor = await attach();
    rig.events.skipAhead();
    process.kill(dlvs()[0]!.pid, 'SIGKILL');
    await rig.events.next('started');
    await rig.events.next('ready');
    expect(task.output).toContain('was ended by SIGKILL; the program is started again');
    const answer = ask();
    await editor.resume((await editor.stop()).threadId);
    expect(await answer).toBe('one');
  });

  it('goes on where the editor vanishes while the program stands', async () => {
    await serve();
    const editor = await attach();
    const answer = ask();
    await editor.stop();
    editor.vanish();
    expect(await answer).toBe('one');
    edit('"one"', '"two"');
    await rig.events.next('ready');
    expect(await ask()).toBe('two');
    expect(dlvs()).toEqual([]);
  });

  (canDenyPtrace ? it : it.skip)(
    'is passed over where ptrace is denied, with a line that says what to do',
    async () => {
      denyPtrace(rig.workspace.path('tools/dlv-without-ptrace'));
      const task = await serve({ debug: { port, dlv: 'tools/dlv-without-ptrace' } });
      const editor = await attach();
      expect(task.output).toMatch(/the debugger can't start the program: .*operation not permitted/);
      expect(task.output).toMatch(/A debugger needs ptrace\(2\)\. .*--cap-add=SYS_PTRACE/);
      expect(editor.console).toMatch(/SYS_PTRACE/);
      expect(await ask()).toBe('one');
      await editor.disconnect();
      const client = await rig.rpcClient(port);
      expect((await client.call('GetVersion')).error).toMatch(/its own words are above\n.*SYS_PTRACE/);
      expect(task.output).toMatch(/could not launch process: fork\/exec .*: operation not permitted/);
      client.vanish();
      await rig.events.next('ready', ({ cycle }) => cycle === 3);
      expect(await ask()).toBe('one');
    },
  );

  it('is passed over where dlv dies while it launches', async () => {
    writeDlv('tools/dlv', "if (command === 'launch') process.exit(2); else answer({ success: true })");
    const task = await serve({ debug: { port, dlv: 'tools/dlv' } });
    const editor = await attach();
    expect(task.output).toMatch(/the debugger can't start the program: .*the debugger is gone/);
    expect(editor.console).toMatch(/the debugger is gone/);
    expect(await ask()).toBe('one');
  });

  it('is got again where dlv is killed while the program stands at a breakpoint', async () => {
    const task = await serve();
    const editor = await attach();
    const first = ask().catch(() => 'ended with the program');
    await editor.stop();
    rig.events.skipAhead();
    process.kill(dlvs()[0]!.pid, 'SIGKILL');
    await rig.events.next('started');
    await rig.events.next('ready');
    expect(task.output).toContain('was ended by SIGKILL; the program is started again');
    await first;
    const answer = ask();
    await editor.resume((await editor.stop()).threadId);
    expect(await answer).toBe('one');
  });

  it('is left by an editor that only closes its half of the connection, and reads no more', async () => {
    await serve();
    const editor = await attach();
    const answer = ask();
    await editor.stop();
    editor.fallSilent();
    expect(await answer).toBe('one');
    const second = await rig.editor(port);
    await second.attach();
    await second.disconnect();
    editor.vanish();
  });

  it('is passed over where dlv does not know this Go, with a line that says so', async () => {
    const format =
      'Failed to launch: Version of Delve is too old for Go version go1.99 (maximum supported version 1.98)';
    const body = JSON.stringify({ error: { format } });
    writeDlv(
      'tools/old-dlv',
      `answer({ success: command !== 'launch', body: command === 'launch' ? ${body} : {} })`,
    );
    const task = await serve({ debug: { port, dlv: 'tools/old-dlv' } });
    const editor = await attach();
    expect(task.output).toMatch(/too old for Go version go1\.99/);
    expect(task.output).toMatch(/old-dlv does not know this Go/);
    expect(editor.console).toMatch(/too old/);
    expect(await ask()).toBe('one');
  });

  it('is ended with the run where dlv hangs, together with what that has started', async () => {
    const statement =
      "if (command === 'launch') require('child_process').spawn('sleep', ['600']); else answer({ success: true })";
    writeDlv('tools/slow-dlv', statement);
    const task = await serve({ debug: { port, dlv: 'tools/slow-dlv' } });
    const editor = await rig.editor(port);
    await editor.attach();
    await rig.untilSeen('what dlv starts', () =>
      rig.leftovers().find(({ command }) => command.includes('sleep 600')),
    );
    expect(await ask()).toBe('one');
    task.signal('SIGTERM');
    await task.ended();
    await rig.allGone();
    expect(task.output).not.toContain('has not got the program ready');
  });

  it('is passed over where dlv is none, and the program goes on', async () => {
    const task = await serve({ debug: { port, dlv: '/bin/true' } });
    const editor = await attach();
    expect(task.output).toMatch(/dlv can't be started: it ended with code 0/);
    expect(editor.console).toMatch(/dlv can't be started/);
    expect(await ask()).toBe('one');
  });

  it.each([
    ['HTTP', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['JSON-RPC of others', '{"jsonrpc":"2.0","method":"initialize","params":{},"id":1}\n'],
    ['JSON that is no request', '{}{'],
    ['JSON that is no message', 'Content-Length: 2\r\n\r\n{}'],
    [
      'a request before all others',
      'Content-Length: 45\r\n\r\n{"seq":1,"type":"request","command":"threads"}',
    ],
  ])('survives %s at its port', async (_, bytes) => {
    await serve();
    const stranger = await rig.editor(port);
    stranger.send(bytes);
    const editor = await attach();
    const answer = ask();
    await editor.resume((await editor.stop()).threadId);
    expect(await answer).toBe('one');
    stranger.vanish();
  });

  it('has one editor, and tells the second who is there', async () => {
    await serve();
    await attach();
    const second = await rig.editor(port);
    await expect(second.attach()).rejects.toThrow(/Visual Studio Code is attached to this program already/);
    second.vanish();
  });

  it('is not there where its port is taken, and the run goes on', async () => {
    const held = await holdPort(port);
    const task = await serve();
    expect(task.output).toMatch(new RegExp(`port ${port} is held by .*: no debugger can attach to this run`));
    expect(await ask()).toBe('one');
    await held.free();
  });

  it('is started by the command line alone, at the next port where its own is taken', async () => {
    rig.workspace.configure({ port: own, env: { PORT: String(own) } });
    const held = await holdPort(2345).catch(() => undefined);
    rig.nx(['serve', 'app', '--debug']);
    const { problem } = await rig.events.next('warning');
    expect(problem.message).toMatch(/port 2345 is held by .*: the debugger of app waits at 23\d\d instead/);
    expect(await rig.events.next('debugger')).toMatchObject({ state: 'waiting', host: '127.0.0.1' });
    await rig.events.next('ready');
    await held?.free();
  });

  it('sees the next one of two programs that overlap', async () => {
    const stable = await findFreePort();
    rig.execute({ debug: { port, dlv: provideDlv() }, proxy: { port: stable, overlap: true } });
    await rig.events.next('ready');
    const editor = await attach();
    edit('"one"', '"two"');
    await rig.events.next('ready');
    const answer = fetch(`http://127.0.0.1:${stable}/`).then((response) => response.text());
    const stop = await editor.stop();
    await editor.resume(stop.threadId);
    expect(await answer).toBe('two');
  });

  it('waits for killTimeout where the program ignores its signal', async () => {
    rig.workspace.edit(FILE, '\thttp.HandleFunc', '\tsignal.Ignore(syscall.SIGTERM)\n\thttp.HandleFunc');
    rig.workspace.edit(FILE, '"os"\n', '"os"\n\t"os/signal"\n\t"syscall"\n');
    await serve({ killTimeout: 500 });
    const editor = await attach([HANDLER + 2]);
    const old = rig.events.all.findLast(({ type }) => type === 'started') as unknown as { pid: number };
    edit('"one"', '"two"');
    await rig.events.next('ready');
    expect(isGone(old.pid)).toBe(true);
    const answer = ask();
    await editor.resume((await editor.stop()).threadId);
    expect(await answer).toBe('two');
  });
});
