import type { Action, RunEvent } from '../events/run-event.ts';
import type { HeldProgram } from '../program/program-deps.ts';
import { type DapClientDeps, meetEditor } from './dap-client.ts';
import { bodiesOf, type DapBody, type DapMessage } from './dap-message.ts';
import { openTarget } from './dap-target.ts';
import { createDebugSession } from './session.ts';
import { createFakeDlv } from './testing/fake-dlv.ts';
import { spellAsLinux } from '../files/testing/linux-paths.ts';

const COMMAND = { file: '/c/bin/app', args: ['a'], cwd: '/w', env: {}, output: 'inherit' as const };
const settle = async () => {
  for (let at = 0; at < 30; at++) await Promise.resolve();
};

/** A session with dlv, files and processes in memory. */
function makeRig() {
  const fake = createFakeDlv();
  const events: RunEvent[] = [];
  const asked: (readonly Action[])[] = [];
  const texts = new Map<string, string>();
  const signals: string[] = [];
  const living = new Set<number>();
  const dead = new Set<number>();
  const limits: (() => void)[] = [];
  /** Timers that have not come to an end. */
  const pending = new Set<() => void>();
  const timers = {
    now: () => 0,
    // A short one is a pause between two looks.
    wait: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => {
        if (ms < 1000) return void setImmediate(resolve);
        const end = () => {
          pending.delete(end);
          resolve();
        };
        pending.add(end);
        limits.push(end);
        signal?.addEventListener('abort', end);
      }),
  };
  const ask = (actions: readonly Action[]) => void asked.push(actions);
  const session = createDebugSession({ ask, report: (event) => void events.push(event), timers });
  const over = new AbortController();
  const deps: DapClientDeps = {
    openTarget: (command, { client, view }, listener) =>
      openTarget({ dlv: 'dlv', command, client, view }, listener, {
        openDlv: fake.openDlv,
        kill: (pid, signal) => (signal === 0 ? living.has(pid) : signals.push(`${signal} ${pid}`) > 0),
        hasEnded: (pid) => dead.has(pid),
        timers,
        signal: over.signal,
      }),
    readText: (path) => texts.get(spellAsLinux(path)),
    roots: ['/w'],
    realPath: (path) => path,
    ask,
  };
  /** An editor that is connected. */
  const open = () => {
    const got: DapMessage[] = [];
    let isClosed = false;
    const connection = {
      send: (message: object) => void got.push(message as DapMessage),
      end: () => {
        isClosed = true;
        visitor.onClose();
      },
    };
    const visitor = meetEditor(connection, session, deps);
    let seq = 0;
    const ask = async (command: string, args: DapBody = {}) => {
      const id = ++seq;
      visitor.onMessage({ type: 'request', seq: id, command, arguments: args });
      await settle();
      return got.find((one) => one.type === 'response' && one.request_seq === id) as Extract<
        DapMessage,
        { type: 'response' }
      >;
    };
    const attach = async (...lines: number[]) => {
      await ask('initialize', { clientName: 'VS Code', pathFormat: 'path', linesStartAt1: true });
      await ask('attach', { mode: 'remote', stackTraceDepth: 7, env: { A: '1' } });
      if (lines.length > 0) await set(...lines);
      await ask('configurationDone');
    };
    const set = async (...lines: number[]) => {
      const { body } = await ask('setBreakpoints', {
        source: { path: '/w/a.go' },
        breakpoints: lines.map((line) => ({ line })),
      });
      return bodiesOf(body?.['breakpoints']);
    };
    return {
      got,
      ask,
      attach,
      set,
      visitor,
      isClosed: () => isClosed,
      events: (name?: string) =>
        got.flatMap((one) =>
          one.type === 'event' && (name === undefined || one.event === name) ? [one.event] : [],
        ),
      last: (name: string) =>
        got.findLast((one) => one.type === 'event' && one.event === name) as { body?: DapBody } | undefined,
      console: () =>
        got
          .flatMap((one) =>
            one.type === 'event' && one.event === 'output' ? [String(one.body?.['output'])] : [],
          )
          .join(''),
    };
  };
  /** A program that has been started, and the fake below it. */
  const start = async () => {
    const held = (await session.hold(COMMAND)) as HeldProgram;
    const dlv = fake.opened.at(-1)!;
    living.add(dlv.pid);
    held.release();
    await settle();
    return { held, dlv };
  };
  const elapse = () => {
    for (const limit of limits.splice(0)) limit();
  };
  return { session, fake, events, asked, texts, signals, living, dead, pending, open, start, elapse, over };
}

describe('an editor', () => {
  it('attaches before there is any program for it, and gets one built', async () => {
    const { session, open, asked, events } = makeRig();
    expect(session.wantsProgram()).toBe(false);
    const editor = open();
    await editor.attach();
    expect(asked).toEqual([['rebuild', 'restart']]);
    expect(events).toEqual([{ type: 'debugger', state: 'attached', editor: 'VS Code' }]);
    expect(session.wantsProgram()).toBe(true);
    expect((await editor.ask('threads')).body).toEqual({ threads: [{ id: -1, name: 'Current' }] });
    expect(await editor.ask('pause', { threadId: 1 })).toMatchObject({
      success: false,
      message: expect.stringMatching(/no program/),
    });
  });

  it('has its breakpoints set before a program’s first instruction, under ids of its own', async () => {
    const { open, start } = makeRig();
    const editor = open();
    await editor.attach(3, 9);
    const { dlv } = await start();
    expect(dlv.commands().filter((one) => /set|launch|Done/.test(one))).toEqual([
      'launch',
      'setBreakpoints',
      'configurationDone',
    ]);
    dlv.emit('stopped', { threadId: 5, reason: 'breakpoint', hitBreakpointIds: [2] });
    expect(editor.last('stopped')?.body).toMatchObject({ threadId: 5, hitBreakpointIds: [2] });
    // They stay the same in the next program, whose dlv counts anew.
    const next = await start();
    next.dlv.emit('stopped', { threadId: 5, reason: 'breakpoint', hitBreakpointIds: [1] });
    expect(editor.last('stopped')?.body).toMatchObject({ hitBreakpointIds: [1] });
  });

  it('says how values are shown, but not what the program is', async () => {
    const { open, start } = makeRig();
    await open().attach();
    const { dlv } = await start();
    const { args } = dlv.asked.find(({ command }) => command === 'launch')!;
    expect(args).toMatchObject({
      mode: 'exec',
      program: '/c/bin/app',
      args: ['a'],
      cwd: '/w',
      stackTraceDepth: 7,
    });
    expect(args).not.toHaveProperty('env');
  });

  it('has its breakpoints moved with their lines, and is told', async () => {
    const { open, start, texts } = makeRig();
    texts.set('/w/a.go', 'a\nb\nc');
    const editor = open();
    await editor.attach(3);
    await start();
    texts.set('/w/a.go', 'x\ny\na\nb\nc');
    const { dlv } = await start();
    const { args } = dlv.asked.find(({ command }) => command === 'setBreakpoints')!;
    expect(args).toMatchObject({ sourceModified: true, breakpoints: [{ line: 5 }] });
    expect(editor.last('breakpoint')?.body).toMatchObject({
      reason: 'changed',
      breakpoint: { id: 1, line: 5 },
    });
  });

  it('sets breakpoints also between two programs, and while one is held', async () => {
    const { session, open, fake } = makeRig();
    const editor = open();
    await editor.attach(3);
    const held = (await session.hold(COMMAND)) as HeldProgram;
    expect(await editor.set(7)).toMatchObject([{ id: 2, verified: false, line: 7 }]);
    held.release();
    await settle();
    const sent = fake.opened[0]!.asked.filter(({ command }) => command === 'setBreakpoints');
    expect(sent.map(({ args }) => bodiesOf(args['breakpoints'])[0]?.['line'])).toEqual([3, 7]);
    expect(await editor.set(8)).toMatchObject([{ id: 3, verified: true, line: 8 }]);
  });

  it('keeps what dlv refuses while a program runs until that stops', async () => {
    const { open, start } = makeRig();
    const editor = open();
    await editor.attach();
    const { dlv } = await start();
    dlv.answers['setExceptionBreakpoints'] = { success: false };
    expect(await editor.ask('setExceptionBreakpoints', { filters: [] })).toMatchObject({ success: true });
    dlv.emit('stopped', { threadId: 1, reason: 'pause' });
    expect(dlv.commands().filter((one) => one === 'setExceptionBreakpoints')).toHaveLength(2);
  });

  it('sees a program go on that is replaced while it is stopped, and no more of it', async () => {
    const { open, start, events, signals } = makeRig();
    const editor = open();
    await editor.attach(3);
    const { held, dlv } = await start();
    dlv.emit('stopped', { threadId: 5, reason: 'breakpoint' });
    await settle();
    held.leaveAlone();
    held.child.kill('SIGTERM');
    expect(editor.events().slice(-2)).toEqual(['thread', 'continued']);
    await settle();
    expect(signals).toEqual([`SIGTERM ${dlv.pid}`]);
    expect(dlv.asked.slice(-2)).toMatchObject([
      { command: 'setBreakpoints', args: { breakpoints: [] } },
      { command: 'continue', args: { threadId: 5 } },
    ]);
    const before = editor.got.length;
    dlv.emit('stopped', { threadId: 5, reason: 'breakpoint' });
    expect(editor.got).toHaveLength(before);
    expect(dlv.commands().at(-1)).toBe('continue');
    expect(events.map(({ type }) => type)).toEqual(['debugger', 'paused', 'resumed']);
  });

  it('may ask on about a stop that a swap has ended', async () => {
    const { open, start } = makeRig();
    const editor = open();
    await editor.attach(3);
    const { held } = await start();
    held.leaveAlone();
    expect((await editor.ask('stackTrace', { threadId: 5 })).body).toEqual({
      stackFrames: [],
      totalFrames: 0,
    });
    expect(await editor.ask('continue', { threadId: 5 })).toMatchObject({ success: true });
    expect(await editor.ask('next', { threadId: 5 })).toMatchObject({ success: true });
  });

  it('is not told that the session is over when a program has ended, nor of what dlv says of itself', async () => {
    const { session, open, start } = makeRig();
    const editor = open();
    await editor.attach();
    const { held, dlv } = await start();
    dlv.emit('output', { category: 'console', output: "Type 'dlv help' for list of commands.\n" });
    dlv.emit('exited', { exitCode: 3 });
    dlv.emit('terminated');
    dlv.emit('terminated');
    expect((await held.child.ended).exit).toEqual({ kind: 'code', code: 3 });
    expect(dlv.commands().at(-1)).toBe('disconnect');
    session.tell({ type: 'exited', pid: dlv.pid, exit: { kind: 'code', code: 3 } });
    expect(editor.events('terminated')).toEqual([]);
    expect(editor.console()).toMatch(/ended with code 3; the next change starts it again/);
    expect(editor.console()).not.toMatch(/dlv help/);
  });

  it('goes, and the program runs on without breakpoints; comes again, and has it at once', async () => {
    const { session, open, start, asked } = makeRig();
    const first = open();
    await first.attach(3);
    const { dlv } = await start();
    dlv.emit('stopped', { threadId: 5, reason: 'breakpoint' });
    await first.ask('disconnect');
    expect(first.isClosed()).toBe(true);
    expect(session.wantsProgram()).toBe(false);
    expect(dlv.commands().slice(-2)).toEqual(['setBreakpoints', 'continue']);
    const second = open();
    await second.attach(4);
    expect(asked).toHaveLength(1);
    expect(dlv.asked.at(-1)).toMatchObject({
      command: 'setBreakpoints',
      args: { breakpoints: [{ line: 4 }] },
    });
    dlv.emit('stopped', { threadId: 5, reason: 'breakpoint' });
    expect(second.events('stopped')).toHaveLength(1);
  });

  it('vanishes while a program is held for it, which runs on alone', async () => {
    const { session, open, fake } = makeRig();
    const editor = open();
    await editor.attach(3);
    const held = (await session.hold(COMMAND)) as HeldProgram;
    editor.visitor.onClose();
    held.release();
    await settle();
    expect(fake.opened[0]!.commands().slice(-2)).toEqual(['setBreakpoints', 'configurationDone']);
  });

  it('is refused while another one is attached', async () => {
    const { open } = makeRig();
    await open().attach();
    const second = open();
    await second.ask('initialize', { clientName: 'Zed' });
    expect(await second.ask('attach')).toMatchObject({
      success: false,
      message: expect.stringMatching(/VS Code is attached/),
    });
    expect(await second.ask('threads')).toMatchObject({ success: false });
    second.visitor.onClose();
  });

  it('is refused where it counts lines in another way', async () => {
    const { open } = makeRig();
    expect(await open().ask('initialize', { linesStartAt1: false })).toMatchObject({ success: false });
  });

  it('is told why no debugger starts, and the program is to be started without', async () => {
    const { session, open, fake, events } = makeRig();
    const editor = open();
    await editor.attach();
    const format =
      'Failed to launch: could not launch process: fork/exec /c/bin/app: operation not permitted';
    fake.launch = { success: false, body: { error: { format } } };
    expect(await session.hold(COMMAND)).toBeNull();
    expect(await session.hold(COMMAND)).toBeNull();
    const warnings = events.filter(({ type }) => type === 'warning');
    expect(warnings).toMatchObject([
      {
        problem: {
          message: expect.stringMatching(/not permitted/),
          hint: expect.stringMatching(/SYS_PTRACE/),
        },
      },
    ]);
    expect(editor.console()).toMatch(/ptrace/);
  });

  it('is told of a dlv that hangs while it launches, which is ended with what it has started', async () => {
    const { session, open, fake, events, elapse } = makeRig();
    const editor = open();
    await editor.attach();
    fake.silent.add('launch');
    const held = session.hold(COMMAND);
    await settle();
    elapse();
    expect(await held).toBeNull();
    expect(fake.opened[0]!.signals).toEqual(['the whole tree']);
    const message = expect.stringMatching(
      /dlv has not got the program ready within 30 s: .*without a debugger/,
    );
    expect(events.at(-1)).toMatchObject({ type: 'warning', problem: { message } });
    expect(editor.console()).toMatch(/within 30 s/);
    fake.silent.clear();
    expect(await session.hold(COMMAND)).not.toBeNull();
  });

  it('is told of a dlv that hangs while breakpoints are set, and the program is to be started without', async () => {
    const { session, open, fake, signals, elapse } = makeRig();
    const editor = open();
    await editor.attach(3);
    fake.silent.add('setBreakpoints');
    const held = session.hold(COMMAND);
    await settle();
    elapse();
    expect(await held).toBeNull();
    expect([...signals, ...fake.opened[0]!.signals]).toEqual(['SIGKILL 501', 'SIGKILL']);
    expect(editor.console()).toMatch(/within 15 s/);
  });

  it('gets the program started again where dlv hangs at a breakpoint set at the last moment', async () => {
    const { session, open, fake, asked, signals, elapse } = makeRig();
    const editor = open();
    await editor.attach(3);
    const held = (await session.hold(COMMAND)) as HeldProgram;
    await editor.set(7);
    fake.silent.add('setBreakpoints');
    held.release();
    await settle();
    elapse();
    await settle();
    expect(signals).toEqual(['SIGKILL 501']);
    expect(asked.at(-1)).toEqual(['restart']);
  });

  it('has a dlv that hangs ended with the run', async () => {
    const { session, open, fake, over } = makeRig();
    await open().attach();
    fake.silent.add('launch');
    const held = session.hold(COMMAND);
    await settle();
    over.abort();
    expect(await held).toBeNull();
    expect(fake.opened[0]!.signals).toEqual(['the whole tree']);
  });

  it('gets the program started again when dlv dies, since breakpoints would kill it', async () => {
    const { open, start, asked, events, living } = makeRig();
    await open().attach(3);
    const { held, dlv } = await start();
    dlv.end({ kind: 'signal', signal: 'SIGKILL' });
    await settle();
    expect(events.at(-1)).toMatchObject({
      type: 'warning',
      problem: { message: expect.stringMatching(/was ended by SIGKILL/) },
    });
    expect(asked.at(-1)).toEqual(['restart']);
    living.delete(dlv.pid);
    expect((await held.child.ended).exit).toEqual({ kind: 'unseen' });
  });

  it('is told of a program that is killed while it stands, of which dlv does not hear', async () => {
    const { open, start, dead, pending, elapse } = makeRig();
    const editor = open();
    await editor.attach(3);
    const { held, dlv } = await start();
    expect(pending.size).toBe(0);
    dlv.emit('stopped', { threadId: 5, reason: 'breakpoint' });
    elapse();
    await settle();
    expect(editor.events('continued')).toEqual([]);
    dead.add(dlv.pid);
    elapse();
    expect(await held.child.exited).toEqual({ kind: 'signal', signal: 'SIGKILL' });
    expect(dlv.signals).toEqual(['SIGKILL']);
    expect(editor.events('continued')).toHaveLength(1);
    dlv.end({ kind: 'signal', signal: 'SIGKILL' });
    await held.child.ended;
    expect(pending.size).toBe(0);
  });

  it('gets no further dlv after three that have died, until there is a new build', async () => {
    const { session, open, start, events, living } = makeRig();
    await open().attach(3);
    for (let at = 0; at < 3; at++) {
      const { dlv } = await start();
      dlv.end({ kind: 'code', code: 2 });
      await settle();
      living.delete(dlv.pid);
    }
    expect(events.at(-1)).toMatchObject({
      problem: { message: expect.stringMatching(/until the next build/) },
    });
    expect(await session.hold(COMMAND)).toBeNull();
    session.tell({ type: 'built', cycle: 2, command: [], via: { kind: 'go' }, durations: {} });
    expect(await session.hold(COMMAND)).not.toBeNull();
  });

  it('does not hear of a dlv that is killed with a program that is being ended', async () => {
    const { open, start, asked, living } = makeRig();
    await open().attach(3);
    const { held, dlv } = await start();
    held.leaveAlone();
    dlv.end({ kind: 'signal', signal: 'SIGKILL' });
    await settle();
    expect(asked).toHaveLength(1);
    living.delete(dlv.pid);
  });

  it('sees the newer one of two that overlap, and the older one again where that does not come up', async () => {
    const { open, start } = makeRig();
    const editor = open();
    await editor.attach(3);
    const old = await start();
    const next = await start();
    old.dlv.emit('stopped', { threadId: 1, reason: 'breakpoint' });
    expect(editor.events('stopped')).toEqual([]);
    next.dlv.emit('terminated');
    await settle();
    expect(old.dlv.asked.at(-1)).toMatchObject({
      command: 'setBreakpoints',
      args: { breakpoints: [{ line: 3 }] },
    });
    old.dlv.emit('stopped', { threadId: 1, reason: 'breakpoint' });
    expect(editor.events('stopped')).toHaveLength(1);
  });

  it('is let go at the end of the run, and what is left is killed', async () => {
    const { session, open, start, signals } = makeRig();
    const editor = open();
    await editor.attach();
    const { dlv } = await start();
    session.close();
    expect(editor.events().at(-1)).toBe('terminated');
    expect(editor.isClosed()).toBe(true);
    expect([...signals, ...dlv.signals]).toEqual([`SIGKILL ${dlv.pid}`, 'SIGKILL']);
  });
});
