import { FILE, HANDLER, makeDebugWorkspace } from '../rig/debug-workspace.ts';
import { findFreePort } from '../rig/ports.ts';
import { provideDlv } from '../rig/provide-dlv.ts';
import { openRig, type Rig } from '../rig/rig.ts';
import type { RpcAnswer } from '../../src/debug/rpc-message.ts';
import type { Task } from '../rig/task.ts';

let rig: Rig;
let port: number;
let own: number;
beforeEach(async () => {
  rig = await openRig({ make: makeDebugWorkspace });
  [port, own] = [await findFreePort(), await findFreePort()];
});
afterEach(() => rig.end());

const ask = async () => (await fetch(`http://127.0.0.1:${own}/`)).text();
const serve = async (): Promise<Task> => {
  const task = rig.execute({ debug: { port, dlv: provideDlv() }, port: own, env: { PORT: String(own) } });
  await rig.events.next('ready');
  return task;
};
const edit = (from: string, to: string) => {
  rig.events.skipAhead();
  rig.workspace.edit(FILE, from, to);
};
const dlvs = () => rig.leftovers().filter(({ command }) => command.includes('dlv exec'));

describe('dlv connect', () => {
  let dlv: Task;
  /** How much of its output has been looked at. */
  let read: number;
  beforeEach(() => {
    read = 0;
  });
  const connect = () => {
    const command = `exec ${provideDlv()} connect --allow-non-terminal-interactive 127.0.0.1:${port}`;
    dlv = rig.shell(command, '.', { TERM: 'dumb' });
  };
  const type = (line: string) => dlv.type(`${line}\n`);
  const shows = (pattern: RegExp) =>
    rig.until(`${String(pattern)} in the terminal of dlv`, () => {
      const match = pattern.exec(dlv.output.slice(read));
      if (!match) return undefined;
      read += match.index + match[0].length;
      return match[0];
    });
  it('stays over swaps: its breakpoint moves with its line, and is hit in the new program', async () => {
    await serve();
    connect();
    // It halts what it finds, here before the first instruction.
    await rig.events.next('paused');
    type(`break ${rig.workspace.path(FILE)}:${HANDLER}`);
    await shows(/Breakpoint 1 set at .*main\.go:10/);
    type('break main.main');
    await shows(/Breakpoint 2 set at .*main\.go:13/);
    type('continue');
    await shows(/Breakpoint 2.*main\.main\(\).*main\.go:13/);
    type('clear 2');
    await shows(/Breakpoint 2 cleared/);
    type('continue');
    await rig.events.next('ready');
    const first = ask();
    await shows(/\[Breakpoint 1\] main\.handle\(\).*main\.go:10/);
    type('print r.URL.Path');
    await shows(/"\/"/);
    type('continue');
    expect(await first).toBe('one');
    edit('func handle', '// moved\n\nfunc handle');
    await rig.events.next('ready');
    edit('"one"', '"two"');
    await rig.events.next('ready');
    const second = ask();
    await shows(/\[Breakpoint 1\] main\.handle\(\).*main\.go:12/);
    expect(await rig.events.next('paused')).toMatchObject({ reason: 'breakpoint', line: HANDLER + 2 });
    type('continue');
    expect(await second).toBe('two');
    dlv.signal('SIGKILL');
    await rig.events.next('debugger', ({ state }) => state === 'detached');
    expect(await ask()).toBe('two');
    edit('"two"', '"three"');
    await rig.events.next('ready');
    expect(await ask()).toBe('three');
    expect(dlvs()).toEqual([]);
  });

  it('restarts the program, and leaves it running when it exits', async () => {
    await serve();
    connect();
    await rig.events.next('paused');
    type('continue');
    await rig.events.next('ready');
    dlv.signal('SIGKILL');
    await rig.events.next('debugger', ({ state }) => state === 'detached');
    read = 0;
    // What runs on is halted where it is, and has no breakpoints any more.
    connect();
    await rig.events.next('paused');
    const { pid } = rig.events.all.findLast(({ type }) => type === 'started') as unknown as { pid: number };
    type('restart');
    await shows(/Process restarted with PID \d+/);
    expect(dlv.output).not.toContain(`PID ${pid}`);
    type(`break main.handle`);
    await shows(/Breakpoint 1 set/);
    type('continue');
    await rig.events.next('ready');
    const answer = ask();
    await shows(/\[Breakpoint 1\] main\.handle/);
    type('exit');
    await shows(/kill the headless instance/);
    type('y');
    await dlv.ended();
    expect(await answer).toBe('one');
  });

  it('is told by its first question that the program does not compile', async () => {
    await serve();
    edit('"one"', 'nothing');
    await rig.events.next('build-failed');
    connect();
    await shows(/undefined: nothing/);
    await dlv.ended();
    expect(await ask()).toBe('one');
  });

  it('is refused while an editor is attached, and told so', async () => {
    await serve();
    const editor = await rig.editor(port);
    await editor.attach();
    await rig.events.next('started');
    connect();
    await shows(/could not halt: Visual Studio Code is attached to this program already/);
    await dlv.ended();
  });

  it('leaves nothing behind where the executor is killed, while the program runs and while it stands', async () => {
    for (const isStopped of [false, true]) {
      const task = await serve();
      connect();
      await rig.events.next('paused');
      if (!isStopped) {
        type('continue');
        await rig.events.next('ready');
      }
      expect(dlvs()).toHaveLength(1);
      task.signal('SIGKILL');
      await task.ended();
      dlv.signal('SIGKILL');
      await rig.allGone();
    }
  });
});

describe('a client of JSON-RPC that halts nothing', () => {
  const create = (line: number, more = {}) => ({
    Breakpoint: { file: rig.workspace.path(FILE), line, ...more },
  });
  const lineOf = ({ result, error }: RpcAnswer) => error ?? (result?.['Breakpoint'] as { line: number }).line;

  it('has breakpoints set and changed while the program runs, and its command answered by the next one', async () => {
    await serve();
    const client = await rig.rpcClient(port);
    expect(await client.call('SetApiVersion', { APIVersion: 2 })).toMatchObject({ error: null });
    expect(lineOf(await client.call('CreateBreakpoint', create(HANDLER)))).toBe(HANDLER);
    const version = await client.call('GetVersion');
    expect(version.result?.['APIVersion']).toBe(2);
    const stopped = client.resume();
    await rig.events.next('ready');
    const first = ask();
    expect(await stopped).toBe(`main.go:${HANDLER}`);
    const eval1 = {
      Scope: { GoroutineID: -1 },
      Expr: 'r.Method',
      Cfg: { FollowPointers: true, MaxStringLen: 64 },
    };
    expect((await client.call('Eval', eval1)).result?.['Variable']).toMatchObject({ value: 'GET' });
    const next = client.resume();
    expect(await first).toBe('one');
    // While the program runs.
    const amended = { ...create(HANDLER).Breakpoint, id: 1, disabled: true };
    expect(await client.call('AmendBreakpoint', { Breakpoint: amended })).toMatchObject({ error: null });
    expect(await ask()).toBe('one');
    expect(lineOf(await client.call('CreateBreakpoint', create(14)))).toBe(14);
    edit('package main', '// one\n// two\npackage main');
    expect(await next).toBe('main.go:16');
    const { result } = await client.call('ListBreakpoints', { All: false });
    const own = (result?.['Breakpoints'] as { id: number; line: number; disabled: boolean }[]).filter(
      ({ id }) => id > 0,
    );
    expect(own.map(({ id, line, disabled }) => [id, line, disabled]).sort()).toEqual([
      [1, HANDLER + 2, true],
      [2, 16, false],
    ]);
    expect(await client.call('ClearBreakpoint', { Id: 2 })).toMatchObject({ error: null });
    const last = client.resume();
    await rig.events.next('ready');
    expect(await ask()).toBe('one');
    expect(await client.call('Command', { name: 'halt' })).toMatchObject({ error: null });
    await last;
    expect(await client.call('Detach', { Kill: true })).toMatchObject({ error: null });
    await rig.until('the end of the connection', () => client.isClosed || undefined);
    expect(await ask()).toBe('one');
  });

  it('is told that the program at which it looked has been replaced, and of the stop that it has missed', async () => {
    await serve();
    const client = await rig.rpcClient(port);
    await client.call('CreateBreakpoint', create(HANDLER));
    const stopped = client.resume();
    await rig.events.next('ready');
    const first = ask().catch(() => 'ended with the program');
    await stopped;
    edit('"one"', '"two"');
    await rig.events.next('ready');
    await first;
    expect(await client.call('Stacktrace', { Id: -1, Depth: 5 })).toMatchObject({
      error: expect.stringMatching(/has been replaced/),
    });
    expect((await client.call('State', { NonBlocking: false })).result?.['State']).toMatchObject({
      Running: true,
    });
    const second = ask();
    await rig.events.next('paused');
    expect(await client.resume()).toBe(`main.go:${HANDLER}`);
    const third = client.resume();
    expect(await second).toBe('two');
    await client.call('Command', { name: 'halt' });
    await third;
    client.vanish();
    expect(await ask()).toBe('two');
  });

  it('is attached, so that an editor is refused', async () => {
    await serve();
    const client = await rig.rpcClient(port);
    await client.call('SetApiVersion', { APIVersion: 2 });
    const editor = await rig.editor(port);
    await expect(editor.attach()).rejects.toThrow(
      /GoLand, dlv connect\) is attached to this program already/,
    );
    editor.vanish();
    client.vanish();
  });

  it('comes after an editor has gone, whose dlv speaks another protocol', async () => {
    await serve();
    const editor = await rig.editor(port);
    await editor.attach();
    await rig.events.next('started');
    await editor.disconnect();
    const client = await rig.rpcClient(port);
    expect(lineOf(await client.call('CreateBreakpoint', create(HANDLER)))).toBe(HANDLER);
    client.vanish();
  });
});
