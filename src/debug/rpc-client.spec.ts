import type { Action, RunEvent } from '../events/run-event.ts';
import { success } from '../problem.ts';
import type { Exit } from '../process/child.ts';
import type { HeldProgram } from '../program/program-deps.ts';
import type { DapBody } from './dap-message.ts';
import { meetRpcClient } from './rpc-client.ts';
import { GONE, type RpcConnection } from './rpc-connection.ts';
import { readAnswer, type RpcAnswer, type RpcBody } from './rpc-message.ts';
import { openRpcTarget } from './rpc-target.ts';
import { createDebugSession } from './session.ts';

const COMMAND = { file: '/c/bin/app', args: [], cwd: '/w', env: {}, output: 'inherit' as const };
const settle = async () => {
  for (let at = 0; at < 50; at++) await Promise.resolve();
};
const stateOf = (more: DapBody) => ({ State: { exited: false, Threads: [], ...more } });
const hit = (line: number) => {
  const currentThread = { id: 5, file: '/w/a.go', line, breakPoint: { id: 1 } };
  return stateOf({ currentThread, Threads: [currentThread] });
};

/** A dlv in memory: it runs on a command until it is told to stop. */
function makeDlv(pid: number, silent: ReadonlySet<string>) {
  const ended = Promise.withResolvers<Exit>();
  const calls: [method: string, params: RpcBody][] = [];
  const signals: string[] = [];
  let turn: ((answer: RpcAnswer) => void) | undefined;
  const stop = (result: RpcBody) => {
    const answer = turn;
    turn = undefined;
    answer?.({ result, error: null });
  };
  const results: Record<string, RpcBody> = { ProcessPid: { Pid: pid }, State: stateOf({}) };
  const connection: RpcConnection = {
    async call(method, params = {}) {
      calls.push([method, params]);
      if (silent.has(method)) return new Promise(() => undefined);
      if (method === 'Command' && params['name'] === 'halt') stop(stateOf({ stopReason: 'manual' }));
      else if (method === 'Command') return new Promise((resolve) => (turn = resolve));
      const { Breakpoint } = params;
      return { result: results[method] ?? (Breakpoint ? { Breakpoint } : stateOf({})), error: null };
    },
    ended: ended.promise,
    kill: (signal) => void signals.push(signal),
    killTree: async () => void signals.push('the whole tree'),
  };
  const names = () => calls.map(([method, { name }]) => (typeof name === 'string' ? name : method));
  return { connection, calls, names, signals, stop, isRunning: () => turn !== undefined, end: ended.resolve };
}

function makeRig() {
  const events: RunEvent[] = [];
  const asked: (readonly Action[])[] = [];
  const silent = new Set<string>();
  const opened: ReturnType<typeof makeDlv>[] = [];
  const limits: (() => void)[] = [];
  const timers = { now: () => 0, wait: () => new Promise<void>((resolve) => void limits.push(resolve)) };
  const ask = (actions: readonly Action[]) => void asked.push(actions);
  const session = createDebugSession({ ask, report: (event) => void events.push(event), timers });
  const openRpc = async () => {
    const dlv = makeDlv(501 + opened.length, silent);
    opened.push(dlv);
    return success(dlv.connection);
  };
  const deps = {
    openRpc,
    kill: () => true,
    hasEnded: () => false,
    timers,
    signal: new AbortController().signal,
  };
  /** A client that is connected. */
  const connect = () => {
    const answers = new Map<unknown, RpcAnswer>();
    let isClosed = false;
    let lastId = 0;
    const peer = {
      send(text: string) {
        const answer = readAnswer(text);
        answers.set(answer.id, answer);
      },
      end: () => {
        isClosed = true;
      },
    };
    const visitor = meetRpcClient(peer, session, {
      openTarget: (command, listener) => openRpcTarget('dlv', command, listener, deps),
      readText: () => 'a\nb\nc',
      roots: ['/w'],
      realPath: (path) => path.replace('/link', '/w'),
      ask,
    });
    const call = (method: string, params: RpcBody = {}) => {
      const id = ++lastId;
      visitor.onRequest({ id, method, params });
      return () => answers.get(id);
    };
    return { call, visitor, isClosed: () => isClosed };
  };
  /** A program that has been started, and its dlv. */
  const start = async () => {
    const held = (await session.hold(COMMAND)) as HeldProgram;
    held.release();
    await settle();
    return { held, dlv: opened.at(-1)! };
  };
  const elapse = () => {
    for (const limit of limits.splice(0)) limit();
  };
  return { session, events, asked, silent, opened, connect, start, elapse };
}

const CONTINUE = { name: 'continue' };
const LINE = { Breakpoint: { file: '/w/a.go', line: 2 } };

describe('a client of JSON-RPC', () => {
  it('is attached by its first request, and answered once there is a program for it', async () => {
    const { connect, asked, start } = makeRig();
    const { call } = connect();
    const created = call('CreateBreakpoint', LINE);
    await settle();
    expect(asked).toEqual([['rebuild', 'restart']]);
    expect(created()).toBeUndefined();
    const { dlv } = await start();
    expect(created()).toMatchObject({ result: { Breakpoint: { id: 1, line: 2 } } });
    expect(dlv.isRunning()).toBe(true);
  });

  it('may have opened the workspace through a symbolic link', async () => {
    const { connect, start } = makeRig();
    const { call } = connect();
    const created = call('CreateBreakpoint', { Breakpoint: { file: '/link/a.go', line: 2 } });
    const pending = call('Command', CONTINUE);
    const { dlv } = await start();
    expect(dlv.calls.at(-2)?.[1]).toMatchObject({ Breakpoint: { file: '/w/a.go' } });
    expect(created()).toMatchObject({ result: { Breakpoint: { file: '/link/a.go' } } });
    dlv.stop(hit(2));
    await settle();
    expect(pending()).toMatchObject({ result: { State: { currentThread: { file: '/link/a.go' } } } });
  });

  it('has its pending command answered by the next stop, over swaps and the end of a program', async () => {
    const { connect, start } = makeRig();
    const { call } = connect();
    call('CreateBreakpoint', LINE);
    const pending = call('Command', CONTINUE);
    const first = await start();
    first.dlv.stop({ State: { exited: true, exitStatus: 3 } });
    await settle();
    expect((await first.held.child.exited) as Exit).toEqual({ kind: 'code', code: 3 });
    const second = await start();
    second.held.leaveAlone();
    await settle();
    expect(second.dlv.names().slice(-2)).toEqual(['ListBreakpoints', 'continue']);
    const { dlv } = await start();
    expect(pending()).toBeUndefined();
    dlv.stop(hit(2));
    await settle();
    expect(pending()).toMatchObject({ result: { State: { currentThread: { line: 2 } } } });
  });

  it('does not see halts of our own, under which breakpoints are set in a program that runs', async () => {
    const { connect, start, events } = makeRig();
    const { call } = connect();
    const pending = call('Command', CONTINUE);
    const { dlv } = await start();
    call('CreateBreakpoint', LINE);
    await settle();
    expect(dlv.names().slice(-4)).toEqual(['continue', 'halt', 'CreateBreakpoint', 'continue']);
    expect(pending()).toBeUndefined();
    expect(events.map(({ type }) => type)).not.toContain('paused');
  });

  it('has a breakpoint told that is hit at the moment of such a halt', async () => {
    const { connect, start } = makeRig();
    const { call } = connect();
    const pending = call('Command', CONTINUE);
    const { dlv } = await start();
    call('CreateBreakpoint', LINE);
    dlv.stop(hit(3));
    await settle();
    expect(pending()).toMatchObject({ result: { State: { currentThread: { line: 3 } } } });
    expect(dlv.isRunning()).toBe(false);
  });

  it('has its own halt not taken for one of ours', async () => {
    const { connect, start, events } = makeRig();
    const { call } = connect();
    const pending = call('Command', CONTINUE);
    const { dlv } = await start();
    call('CreateBreakpoint', LINE);
    const halted = call('Command', { name: 'halt' });
    await settle();
    expect(dlv.isRunning()).toBe(false);
    expect(pending()).toMatchObject({ error: null });
    expect(halted()).toMatchObject({ error: null });
    expect(events.at(-1)).toMatchObject({ type: 'paused', reason: 'pause' });
  });

  it('has a program stand before its first instruction that it has asked to halt', async () => {
    const { connect, start } = makeRig();
    const { call } = connect();
    const halted = call('Command', { name: 'halt' });
    const { dlv } = await start();
    expect(halted()).toMatchObject({ error: null });
    expect(dlv.names()).not.toContain('continue');
    call('Command', CONTINUE);
    await settle();
    expect(dlv.isRunning()).toBe(true);
    const next = await start();
    expect(next.dlv.isRunning()).toBe(true);
  });

  it('waits with what dlv would not answer while the program runs', async () => {
    const { connect, start } = makeRig();
    const { call } = connect();
    call('Command', CONTINUE);
    const { dlv } = await start();
    const listed = call('ListGoroutines');
    const state = call('State', { NonBlocking: true });
    await settle();
    expect(listed()).toBeUndefined();
    expect(state()).toMatchObject({ result: { State: { Running: true } } });
    dlv.stop(hit(2));
    await settle();
    expect(listed()).toMatchObject({ error: null });
  });

  it('gets an error of the build as the answer to what it waits for', async () => {
    const { connect, session } = makeRig();
    const { call } = connect();
    const version = call('GetVersion');
    session.tell({
      type: 'build-failed',
      cycle: 2,
      output: 'no',
      diagnostics: [],
      stillRunning: true,
    } as never);
    expect(version()).toMatchObject({ error: expect.stringMatching(/^no\n/) });
  });

  it('goes, and the program runs on without breakpoints', async () => {
    const { connect, start, session } = makeRig();
    const client = connect();
    client.call('CreateBreakpoint', LINE);
    client.call('Command', CONTINUE);
    const { dlv } = await start();
    dlv.stop(hit(2));
    await settle();
    expect(client.call('Detach', { Kill: true })()).toMatchObject({ error: null });
    await settle();
    expect(client.isClosed()).toBe(true);
    expect(session.wantsProgram()).toBe(false);
    expect(dlv.names().slice(-2)).toEqual(['ListBreakpoints', 'continue']);
    dlv.stop(hit(2));
    await settle();
    expect(dlv.isRunning()).toBe(true);
  });

  it('is refused while another one is attached, so that dlv connect says why', async () => {
    const { connect } = makeRig();
    connect().call('SetApiVersion', { APIVersion: 2 });
    const { call } = connect();
    expect(call('SetApiVersion', { APIVersion: 2 })()).toMatchObject({ error: null });
    expect(call('State', { NonBlocking: true })()).toMatchObject({ result: { State: { Running: true } } });
    expect(call('Command', { name: 'halt' })()).toMatchObject({
      error: expect.stringMatching(/is attached to this program already/),
    });
  });

  it('is told of a dlv that hangs, which is ended with what it has started', async () => {
    const { connect, session, silent, opened, elapse, events } = makeRig();
    const version = connect().call('GetVersion');
    silent.add('SetApiVersion');
    const held = session.hold(COMMAND);
    await settle();
    elapse();
    expect(await held).toBeNull();
    expect(opened[0]!.signals).toEqual(['the whole tree']);
    expect(events.at(-1)).toMatchObject({ problem: { message: expect.stringMatching(/within 30 s/) } });
    expect(version()).toMatchObject({ error: expect.stringMatching(/within 30 s/) });
  });

  it('is told of a dlv that can’t start the program, with what may be the reason', async () => {
    const { connect, session, opened, events } = makeRig();
    connect().call('GetVersion');
    const held = session.hold(COMMAND);
    opened[0]!.connection.call = async () => GONE;
    opened[0]!.end({ kind: 'code', code: 1 });
    expect(await held).toBeNull();
    expect(events.at(-1)).toMatchObject({
      problem: {
        message: expect.stringMatching(/dlv ended with code 1; its own words are above/),
        hint: expect.stringMatching(/ptrace/),
      },
    });
  });
});
