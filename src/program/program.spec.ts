import fc from 'fast-check';
import { NEVER, of, Subject } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { RunEvent } from '../events/run-event.ts';
import { type Result, success } from '../problem.ts';
import type { Child, Command, Ended, Exit } from '../process/child.ts';
import { CHILDLESS_MOMENT, NEWS_OF_END } from '../process/news-of-end.ts';
import { describeSystem } from '../process/system.ts';
import type { ReadinessEvent } from '../readiness/readiness-request.ts';
import { makeTestPlan } from '../testing/plan.ts';
import type { HeldProgram, NextProgram, ProgramDebugger, ProgramProxy } from './program-deps.ts';
import { superviseProgram } from './program.ts';

interface Started {
  readonly command: Command;
  readonly pid: number;
  readonly readiness$: Subject<ReadinessEvent>;
  /** What readiness gets to read. */
  readonly lines: string[];
  /** For which port readiness was asked. */
  readinessPort?: number | undefined;
  end(exit: Exit): void;
}

/** A supervised program whose processes, readiness, port and time are the test's. */
function makeRig(
  plan = makeTestPlan(),
  programProxy: ProgramProxy | null = null,
  programDebugger: ProgramDebugger | null = null,
) {
  const scheduler = new TestScheduler(() => undefined);
  const started: Started[] = [];
  const stops: { pid: number | undefined; alreadySignalled: boolean | undefined; cookie: string }[] = [];
  const events: RunEvent[] = [];
  const remembered: { opensPort?: boolean; port?: number }[] = [];
  let finishStops: (() => void)[] = [];
  const rig = {
    holder: undefined as string | undefined,
    stopsAtOnce: true,
    stopMs: 7,
    survivors: [] as number[],
    fails: false,
    heir: undefined as Child | undefined,
    platform: 'linux' as NodeJS.Platform,
    /** Until when it is asked who has a port. */
    asking: undefined as Promise<void> | undefined,
    files: {} as Readonly<Record<string, string>>,
  };
  const program = superviseProgram(plan, {
    startChild(command) {
      const ended = Promise.withResolvers<Ended>();
      const end = (exit: Exit) => ended.resolve({ exit, stdout: '', stderr: '' });
      const pid = 100 + started.length;
      started.push({ command, pid, readiness$: new Subject(), lines: [], end });
      if (rig.fails) end({ kind: 'not-started', reason: 'EACCES' });
      return { pid: rig.fails ? undefined : pid, ended: ended.promise, kill: () => undefined };
    },
    stopTree({ child, alreadySignalled, cookie }) {
      stops.push({ pid: child.pid, alreadySignalled, cookie });
      const outcome = { forced: false, survivors: rig.survivors, durationMs: rig.stopMs };
      if (rig.stopsAtOnce) return Promise.resolve(outcome);
      return new Promise((resolve) => finishStops.push(() => resolve(outcome)));
    },
    watchReadiness({ pid, lines$, plan: { port } }) {
      const one = started.find((each) => each.pid === pid);
      if (one) one.readinessPort = port;
      lines$.subscribe((line) => one?.lines.push(line));
      return one?.readiness$ ?? NEVER;
    },
    describeHolder: () => rig.holder,
    askHolder: () => rig.asking?.then(() => rig.holder) ?? rig.holder,
    memory: { read: () => remembered.at(-1) ?? {}, write: (seen) => void remembered.push(seen) },
    readText: (path) => rig.files[path],
    scheduler,
    cookie: 'cookie',
    spareCookie: 'spare',
    debugger: programDebugger,
    findDaemons: () => [],
    findHeir: () => rig.heir,
    get system() {
      return describeSystem(rig.platform);
    },
    programProxy,
    hasten: new AbortController().signal,
  });
  program.events$.subscribe((event) => events.push(event));
  const next = (cycle: number): NextProgram => ({
    cycle,
    since: scheduler.now(),
    durations: { build: 5 },
    install: () => Promise.resolve(success(undefined)),
  });
  /** Lets promises settle, then moves the clock on. */
  const pass = async (ms = 0) => {
    for (let at = 0; at < 10; at++) await Promise.resolve();
    scheduler.maxFrames = scheduler.frame + ms;
    const end = scheduler.frame + ms;
    scheduler.flush();
    scheduler.frame = end;
    for (let at = 0; at < 10; at++) await Promise.resolve();
  };
  const types = () => events.map(({ type }) => type);
  return Object.assign(rig, {
    program,
    started,
    stops,
    events,
    types,
    remembered,
    next,
    pass,
    finishStop() {
      for (const finish of finishStops) finish();
      finishStops = [];
    },
  });
}
type Rig = ReturnType<typeof makeRig>;
const startFirst = async (rig: Rig) => {
  await rig.program.swap(rig.next(1));
  return rig.started[0]!;
};

describe(superviseProgram.name, () => {
  it('starts the installed binary with arguments, folder and a cookie', async () => {
    const rig = makeRig(
      makeTestPlan({ program: { args: ['a b'], env: { X: '1' }, inheritedEnv: { HOME: '/h' } } }),
    );
    const { command } = await startFirst(rig);
    expect(command).toMatchObject({ file: '/c/bin/app', args: ['a b'], cwd: '/w/app', output: 'inherit' });
    expect(command.env).toMatchObject({ X: '1', HOME: '/h', NX_GO_RUN_COOKIE: 'cookie' });
    expect(rig.program.isAlive()).toBe(true);
  });

  it.each([
    [499, 0],
    [500, CHILDLESS_MOMENT],
  ])(
    'after %i ms of stopping waits %i ms for a signal of Nx before it starts the new one',
    async (stopMs, wait) => {
      const rig = makeRig();
      await startFirst(rig);
      rig.stopMs = stopMs;
      const swapped = rig.program.swap(rig.next(2));
      if (wait > 0) {
        await rig.pass(wait - 1);
        expect(rig.started).toHaveLength(1);
        await rig.pass(1);
      }
      await swapped;
      expect(rig.started).toHaveLength(2);
      rig.started[1]!.readiness$.next({ kind: 'ready', opensPort: false });
      expect(rig.events.at(-1)).toMatchObject({ durations: { stop: stopMs } });
    },
  );

  it('starts no new one where the run is ended right after the old one was stopped slowly', async () => {
    const rig = makeRig();
    await startFirst(rig);
    rig.stopMs = 1000;
    const swapped = rig.program.swap(rig.next(2));
    await rig.pass(CHILDLESS_MOMENT - 1);
    await rig.program.stop(false);
    await swapped;
    expect(rig.started).toHaveLength(1);
  });

  it('lets readiness look at a line that has no end yet, and keeps it only once it is whole', async () => {
    const rig = makeRig(makeTestPlan({ program: { readsOutput: true } }));
    const { command, lines, end } = await startFirst(rig);
    command.listener?.onUnended?.('listening on ');
    expect(lines).toEqual(['listening on ']);
    command.listener?.onLine('listening on :80');
    end({ kind: 'code', code: 1 });
    await rig.pass(NEWS_OF_END);
    expect(rig.events.at(-1)).toMatchObject({ output: ['listening on :80'] });
  });

  it('stops the old process wholly before it starts the new one', async () => {
    const rig = makeRig();
    await startFirst(rig);
    rig.stopsAtOnce = false;
    const swapped = rig.program.swap(rig.next(2));
    await rig.pass(5000);
    expect(rig.started).toHaveLength(1);
    rig.finishStop();
    await swapped;
    expect(rig.started).toHaveLength(2);
    expect(rig.stops).toMatchObject([{ pid: 100, alreadySignalled: false }]);
  });

  it('tells that the program is ready, with every duration, and remembers its port', async () => {
    const rig = makeRig();
    await startFirst(rig);
    await rig.program.swap(rig.next(2));
    await rig.pass(30);
    rig.started[1]!.readiness$.next({ kind: 'ready', baseUrl: 'http://localhost:8080', opensPort: true });
    expect(rig.events.at(-1)).toEqual({
      type: 'ready',
      cycle: 2,
      pid: 101,
      baseUrl: 'http://localhost:8080',
      durations: { build: 5, stop: 7, ready: 30, total: 30 },
    });
    expect(rig.remembered).toEqual([{ opensPort: true, port: 8080 }]);
  });

  it('listens no more for the readiness of a process that is replaced', async () => {
    const rig = makeRig();
    const first = await startFirst(rig);
    await rig.program.swap(rig.next(2));
    expect(first.readiness$.observed).toBe(false);
    first.end({ kind: 'signal', signal: 'SIGTERM' });
    await rig.pass(1000);
    expect(rig.types()).toEqual(['started', 'started']);
  });

  it('reports a program that ended by itself after a moment, and starts it again at the next swap', async () => {
    const rig = makeRig();
    const first = await startFirst(rig);
    first.end({ kind: 'code', code: 3 });
    await rig.pass(249);
    expect(rig.types()).toEqual(['started']);
    expect(rig.program.isAlive()).toBe(false);
    await rig.pass(1);
    expect(rig.events.at(-1)).toEqual({ type: 'exited', pid: 100, exit: { kind: 'code', code: 3 } });
    await rig.program.swap(rig.next(2));
    expect(rig.started).toHaveLength(2);
  });

  it('does not call it a crash where the end of the run follows', async () => {
    const rig = makeRig();
    const first = await startFirst(rig);
    first.end({ kind: 'signal', signal: 'SIGTERM' });
    await rig.pass(100);
    await rig.program.stop(false);
    await rig.pass(1000);
    expect(rig.types()).toEqual(['started']);
  });

  it('goes on with the process to which one that ended well has handed its work', async () => {
    const rig = makeRig();
    const first = await startFirst(rig);
    const heir = Promise.withResolvers<Ended>();
    rig.heir = { pid: 900, ended: heir.promise, kill: () => undefined };
    rig.started.push({ ...first, pid: 900, readiness$: new Subject(), lines: [] });
    first.end({ kind: 'code', code: 0 });
    await rig.pass(NEWS_OF_END);
    expect(rig.events.slice(1)).toMatchObject([
      { type: 'started', pid: 900, stillRunning: true },
      { type: 'exited', pid: 100, exit: { kind: 'code', code: 0 }, stillRunning: true },
    ]);
    expect(rig.program.isAlive()).toBe(true);
    rig.heir = undefined;
    heir.resolve({ exit: { kind: 'unseen' }, stdout: '', stderr: '' });
    await rig.pass(NEWS_OF_END);
    expect(rig.events.at(-1)).toMatchObject({ type: 'exited', pid: 900, exit: { kind: 'unseen' } });
    expect(rig.program.isAlive()).toBe(false);
  });

  it('looks for no heir of one that has failed', async () => {
    const rig = makeRig();
    const first = await startFirst(rig);
    rig.heir = { pid: 900, ended: new Promise(() => undefined), kill: () => undefined };
    first.end({ kind: 'code', code: 2 });
    await rig.pass(NEWS_OF_END);
    expect(rig.program.isAlive()).toBe(false);
  });

  it('says at the end that its port is still held, and by whom', async () => {
    const rig = makeRig();
    const first = await startFirst(rig);
    first.readiness$.next({ kind: 'ready', baseUrl: 'http://localhost:8080', opensPort: true });
    rig.holder = 'daemon (pid 7)';
    await rig.program.stop(false);
    expect(rig.events.at(-1)).toMatchObject({
      type: 'warning',
      problem: { message: expect.stringContaining('port 8080 is still held by daemon (pid 7)') },
    });
  });

  it('starts a program that died again, with growing pauses, where that was asked for', async () => {
    const rig = makeRig(makeTestPlan({ program: { restart: 'on-failure' } }));
    await startFirst(rig);
    for (const [at, pause] of [500, 1000, 2000].entries()) {
      rig.started[at]!.end({ kind: 'code', code: 1 });
      await rig.pass(250);
      expect(rig.events.at(-1)).toMatchObject({ type: 'exited', restartInMs: pause });
      await rig.pass(pause - 1);
      expect(rig.started).toHaveLength(at + 1);
      await rig.pass(1);
      expect(rig.started).toHaveLength(at + 2);
    }
  });

  it('begins with the short pause again once the program has been well for a while', async () => {
    const rig = makeRig(makeTestPlan({ program: { restart: 'on-failure' } }));
    await startFirst(rig);
    rig.started[0]!.end({ kind: 'code', code: 1 });
    await rig.pass(250);
    await rig.pass(500);
    await rig.pass(10_000);
    rig.started[1]!.end({ kind: 'code', code: 1 });
    await rig.pass(250);
    expect(rig.events.at(-1)).toMatchObject({ restartInMs: 500 });
  });

  it('does not start a program again that ended well', async () => {
    const rig = makeRig(makeTestPlan({ program: { restart: 'on-failure' } }));
    const first = await startFirst(rig);
    first.end({ kind: 'code', code: 0 });
    await rig.pass(250);
    await rig.pass(60_000);
    expect(rig.started).toHaveLength(1);
  });

  describe('whose restart is ending what the last one left', () => {
    /** A program that has died, and whose restart waits for the end of its leftovers. */
    const restarting = async () => {
      const rig = makeRig(makeTestPlan({ program: { restart: 'on-failure' } }));
      const first = await startFirst(rig);
      first.end({ kind: 'code', code: 1 });
      await rig.pass(NEWS_OF_END);
      rig.stopsAtOnce = false;
      await rig.pass(500);
      expect(rig.stops).toHaveLength(1);
      return rig;
    };

    it('starts the new build alone where a swap comes', async () => {
      const rig = await restarting();
      const swapped = rig.program.swap(rig.next(2));
      rig.finishStop();
      await swapped;
      await rig.pass();
      expect(rig.events.filter(({ type }) => type === 'started')).toMatchObject([{ cycle: 1 }, { cycle: 2 }]);
      expect(rig.stops).toHaveLength(1);
    });

    it('starts nothing where it is halted', async () => {
      const rig = await restarting();
      const halted = rig.program.halt();
      rig.finishStop();
      await halted;
      await rig.pass();
      expect(rig.started).toHaveLength(1);
    });
  });

  it('runs one process at a time and what was asked for last, whatever the interleaving', async () => {
    const command = fc.constantFrom(
      'swap',
      'halt',
      'exit',
      'stopped',
      'ready',
      'free',
      'held',
      'late',
      'stop',
    );
    const run = async (commands: readonly string[]) => {
      const rig = makeRig(makeTestPlan({ program: { restart: 'on-failure' }, ready: { port: 80 } }));
      const over = new Set<number>();
      const stopped = () => {
        rig.stops.forEach(({ pid }) => over.add(pid!));
        rig.finishStop();
      };
      const living = () => rig.started.filter(({ pid }) => !over.has(pid)).map(({ pid }) => pid);
      rig.stopsAtOnce = false;
      let wanted: number | undefined;
      for (const [cycle, one] of commands.entries()) {
        if (one === 'swap') void rig.program.swap(rig.next((wanted = cycle)));
        if (one === 'halt') void rig.program.halt().then((wanted = undefined));
        if (one === 'stop') void rig.program.stop(false).then((wanted = undefined));
        if (one === 'stopped') stopped();
        if (one === 'free' || one === 'held') rig.holder = one === 'held' ? 'another' : undefined;
        if (one === 'ready') rig.started.at(-1)?.readiness$.next({ kind: 'ready', opensPort: false });
        if (one === 'exit' && living().length > 0) {
          const last = rig.started.at(-1)!;
          over.add(last.pid);
          last.end({ kind: 'code', code: 1 });
        }
        await rig.pass(one === 'late' ? 1000 : 0);
        expect(living().length).toBeLessThanOrEqual(1);
        if (commands.slice(0, cycle + 1).includes('stop')) wanted = undefined;
      }
      rig.holder = undefined;
      for (let at = 0; at < 4; at++) {
        stopped();
        await rig.pass(30_000);
      }
      const started = rig.events.findLast((event) => event.type === 'started');
      if (wanted === undefined) expect(living()).toEqual([]);
      else expect([started?.cycle, living().length]).toEqual([wanted, 1]);
      await Promise.all([rig.program.stop(false), rig.pass().then(stopped)]);
      expect(living()).toEqual([]);
    };
    await fc.assert(fc.asyncProperty(fc.array(command, { maxLength: 12 }), run), { numRuns: 300 });
  });

  it('waits while the configured port is somebody else’s, and starts as soon as it is free', async () => {
    const rig = makeRig(makeTestPlan({ ready: { port: 8080 } }));
    rig.holder = 'node (pid 7)';
    await rig.program.swap(rig.next(1));
    await rig.pass(1000);
    expect(rig.started).toHaveLength(0);
    expect(rig.events).toEqual([
      expect.objectContaining({ type: 'waiting', what: expect.stringContaining('node (pid 7)') }),
    ]);
    rig.holder = undefined;
    await rig.pass(200);
    expect(rig.started).toHaveLength(1);
  });

  it('says who holds the port once that is known', async () => {
    const rig = makeRig(makeTestPlan({ ready: { port: 8080 } }));
    for (const holder of ['another process', 'another process', 'node (pid 7)', 'another process']) {
      rig.holder = holder;
      if (rig.events.length === 0) await rig.program.swap(rig.next(1));
      await rig.pass(200);
    }
    expect(rig.events.map((event) => event.type === 'waiting' && event.what)).toEqual([
      'port 8080, which is held by another process',
      'port 8080, which is held by node (pid 7)',
    ]);
  });

  it('gives up waiting for the port after the time for readiness; a swap tries again', async () => {
    const rig = makeRig(makeTestPlan({ ready: { port: 8080, timeout: 1000 } }));
    rig.holder = 'node (pid 7)';
    await rig.program.swap(rig.next(1));
    await rig.pass(5000);
    expect(rig.types()).toEqual(['waiting', 'start-failed']);
    rig.holder = undefined;
    await rig.program.swap(rig.next(2));
    expect(rig.started).toHaveLength(1);
  });

  it('names who holds the port that the program used before, when it dies', async () => {
    const rig = makeRig();
    const first = await startFirst(rig);
    first.readiness$.next({ kind: 'ready', baseUrl: 'http://localhost:9000', opensPort: true });
    rig.holder = 'python (pid 9)';
    first.end({ kind: 'code', code: 1 });
    await rig.pass(250);
    expect(rig.events.at(-1)).toMatchObject({ type: 'exited', hint: 'port 9000 is held by python (pid 9)' });
  });

  describe('that may have signalled its whole process group as it was stopped', () => {
    const swapping = async () => {
      const rig = makeRig();
      await startFirst(rig);
      expect(rig.program.mayHaveSignalled()).toBeUndefined();
      rig.stopsAtOnce = false;
      const swapped = rig.program.swap(rig.next(2));
      await rig.pass();
      return { rig, swapped };
    };

    it('is followed by another one only when no news of the end has come', async () => {
      const { rig, swapped } = await swapping();
      expect(rig.program.mayHaveSignalled()).toBeDefined();
      rig.finishStop();
      await rig.pass(NEWS_OF_END - 1);
      expect(rig.started).toHaveLength(1);
      await rig.pass(1);
      await swapped;
      expect(rig.started).toHaveLength(2);
      rig.started[1]!.readiness$.next({ kind: 'ready', opensPort: false });
      expect(rig.events.at(-1)).toMatchObject({ durations: { stop: 7 } });
    });

    it('is followed by none where the run is ended meanwhile', async () => {
      const { rig, swapped } = await swapping();
      const isOver = rig.program.mayHaveSignalled();
      rig.finishStop();
      await rig.pass(NEWS_OF_END - 1);
      await rig.program.stop(false);
      await Promise.all([swapped, isOver]);
      expect(rig.started).toHaveLength(1);
    });

    it('is not suspected once it has ended', async () => {
      const { rig } = await swapping();
      rig.started[0]!.end({ kind: 'code', code: 0 });
      await rig.pass();
      expect(rig.program.mayHaveSignalled()).toBeUndefined();
    });
  });

  it('starts nothing once the run ends, even in the middle of a swap', async () => {
    const rig = makeRig();
    await startFirst(rig);
    rig.stopsAtOnce = false;
    const swapped = rig.program.swap(rig.next(2));
    const stopped = rig.program.stop(false);
    rig.finishStop();
    await Promise.all([swapped, stopped]);
    expect(rig.started).toHaveLength(1);
    expect(rig.stops).toHaveLength(1);
  });

  it('hands on that the terminal has signalled the program already', async () => {
    const rig = makeRig();
    await startFirst(rig);
    await rig.program.stop(true);
    expect(rig.stops).toMatchObject([{ pid: 100, alreadySignalled: true }]);
  });

  it('says when the program can’t be started, and when processes do not end', async () => {
    const rig = makeRig();
    rig.fails = true;
    await rig.program.swap(rig.next(1));
    await rig.pass();
    expect(rig.events.at(-1)).toMatchObject({
      type: 'start-failed',
      problem: { message: expect.stringContaining('EACCES') },
    });
    expect(rig.program.isAlive()).toBe(false);
    rig.fails = false;
    rig.survivors = [77];
    await rig.program.swap(rig.next(2));
    await rig.program.swap(rig.next(3));
    expect(rig.types()).toContain('start-failed');
    expect(JSON.stringify(rig.events)).toContain('pid 77');
  });

  it('names a file system from which no program may be started', async () => {
    const rig = makeRig();
    rig.fails = true;
    rig.files = { '/proc/mounts': 'x / ext4 rw 0 0\nx /c tmpfs rw,noexec 0 0\n' };
    await rig.program.swap(rig.next(1));
    await rig.pass();
    expect(rig.events.at(-1)).toEqual({
      type: 'start-failed',
      problem: {
        message: "/c/bin/app can't be started: EACCES",
        hint: expect.stringMatching(/^\/c is .*noexec/) as string,
      },
    });
    rig.files = { '/proc/mounts': 'x / ext4 rw 0 0\n' };
    await rig.program.swap(rig.next(2));
    await rig.pass();
    expect(rig.events.at(-1)).toEqual({
      type: 'start-failed',
      problem: { message: "/c/bin/app can't be started: EACCES" },
    });
  });

  it('runs nothing where the new binary can’t be put into its place', async () => {
    const rig = makeRig();
    expect([rig.program.hasRun(), rig.program.isCurrent()]).toEqual([false, false]);
    const problem = { message: 'no space left' };
    await rig.program.swap({ ...rig.next(1), install: async () => ({ ok: false, problem }) });
    expect(rig.events).toEqual([{ type: 'start-failed', problem }]);
    expect([rig.started.length, rig.program.isAlive(), rig.program.hasRun()]).toEqual([0, false, true]);
    await rig.program.swap(rig.next(2));
    expect([rig.program.isAlive(), rig.program.isCurrent()]).toEqual([true, true]);
  });

  it('is started once it is known that its port is free, where that takes time to tell', async () => {
    const rig = makeRig(makeTestPlan({ ready: { port: 9000, timeout: 10_000 } }));
    rig.asking = Promise.resolve();
    rig.holder = 'python (pid 9)';
    await rig.program.swap(rig.next(1));
    await rig.pass();
    expect(rig.types()).toEqual(['waiting']);
    rig.holder = undefined;
    await rig.pass(200);
    expect(rig.types()).toEqual(['waiting', 'started']);
  });

  it('is not started where the run ends while its port is asked for', async () => {
    const rig = makeRig(makeTestPlan({ ready: { port: 9000, timeout: 10_000 } }));
    const { promise, resolve } = Promise.withResolvers<void>();
    rig.asking = promise;
    await rig.program.swap(rig.next(1));
    await rig.program.stop(false);
    resolve();
    await rig.pass(1000);
    expect(rig.started).toEqual([]);
  });

  it('puts the new binary in its place while the old program ends', async () => {
    const rig = makeRig();
    await startFirst(rig);
    rig.stopsAtOnce = false;
    let installed = 0;
    const install = async () => (installed++, success(undefined));
    const swapped = rig.program.swap({ ...rig.next(2), install });
    await rig.pass();
    expect([installed, rig.stops.length]).toEqual([1, 1]);
    rig.finishStop();
    await swapped;
    expect(installed).toBe(1);
  });

  it('stops nothing on Windows before the new binary is in its place, which a scanner can put off or prevent', async () => {
    const rig = makeRig();
    rig.platform = 'win32';
    await startFirst(rig);
    const problem = { message: 'EBUSY' };
    const scanned = Promise.withResolvers<Result<void>>();
    const failing = rig.program.swap({ ...rig.next(2), install: () => scanned.promise });
    await rig.pass(5000);
    expect(rig.stops).toEqual([]);
    scanned.resolve({ ok: false, problem });
    await failing;
    expect(rig.events.at(-1)).toEqual({ type: 'start-failed', problem, stillRunning: true });
    expect([rig.stops.length, rig.program.isAlive()]).toEqual([0, true]);

    await rig.program.swap(rig.next(3));
    expect([rig.stops.length, rig.started.length]).toEqual([1, 2]);
  });

  it('starts nothing where the run is ended while a scanner holds the new binary', async () => {
    const rig = makeRig();
    rig.platform = 'win32';
    const scanned = Promise.withResolvers<Result<void>>();
    const swapped = rig.program.swap({ ...rig.next(1), install: () => scanned.promise });
    await rig.program.stop(false);
    scanned.resolve(success(undefined));
    await swapped;
    expect(rig.started).toEqual([]);
  });

  it('warns once of env files that are not there, and again when others are missing', async () => {
    const plan = makeTestPlan({ program: { envFiles: ['/w/app/.env', '/w/app/.env.local'] } });
    const rig = makeRig(plan);
    const warnings = () => rig.events.filter(({ type }) => type === 'warning');
    await startFirst(rig);
    await rig.program.swap(rig.next(2));
    const hint = 'It is read once it is there.';
    const both = { message: 'envFile: there is no app/.env, app/.env.local', hint };
    expect(warnings()).toEqual([{ type: 'warning', problem: both }]);
    rig.files = { '/w/app/.env': 'A=1\n' };
    await rig.program.swap(rig.next(3));
    expect(rig.started[2]!.command.env).toMatchObject({ A: '1' });
    expect(warnings().slice(1)).toEqual([
      { type: 'warning', problem: { message: 'envFile: there is no app/.env.local', hint } },
    ]);
    rig.files = { '/w/app/.env': '', '/w/app/.env.local': '' };
    await rig.program.swap(rig.next(4));
    expect(warnings()).toHaveLength(2);
  });

  it('passes on that a program is late or has opened its port, and what it has printed', async () => {
    const rig = makeRig(makeTestPlan({ program: { readsOutput: true } }));
    const { command, readiness$ } = await startFirst(rig);
    for (let line = 1; line <= 31; line++) command.listener?.onLine(`${line} ${'x'.repeat(2000)}`);
    const problem = { message: 'not ready', hint: 'Open a port.' };
    readiness$.next({ kind: 'not-ready', problem });
    const late = rig.events.at(-1) as Extract<RunEvent, { type: 'not-ready' }>;
    expect(late).toMatchObject({ type: 'not-ready', pid: 100, problem });
    expect(late.output).toHaveLength(30);
    expect(late.output?.[0]?.slice(0, 3)).toBe('2 x');
    expect(late.output?.[0]).toHaveLength(2000);
    readiness$.next({ kind: 'address', baseUrl: 'http://localhost:9' });
    expect(rig.events.at(-1)).toEqual({ type: 'address', pid: 100, baseUrl: 'http://localhost:9' });
  });

  it('says nothing of a port at the end where the program had none', async () => {
    const rig = makeRig();
    const { readiness$ } = await startFirst(rig);
    readiness$.next({ kind: 'not-ready', problem: { message: 'slow' } });
    rig.holder = 'somebody';
    await rig.program.stop(false);
    expect(rig.types()).toEqual(['started', 'not-ready']);
    await rig.program.halt();
    await rig.program.swap(rig.next(2));
    expect(rig.started).toHaveLength(1);
  });

  it('remembers that a program opens no port only where that was all that was waited for', async () => {
    const plain = makeRig();
    (await startFirst(plain)).readiness$.next({ kind: 'not-ready', problem: { message: 'slow' } });
    expect(plain.remembered).toEqual([{ opensPort: false }]);
    const asked = makeRig(makeTestPlan({ ready: { url: '/healthz' } }));
    (await startFirst(asked)).readiness$.next({ kind: 'not-ready', problem: { message: 'slow' } });
    expect(asked.remembered).toEqual([]);
    const elsewhere = makeRig();
    const { readiness$ } = await startFirst(elsewhere);
    readiness$.next({ kind: 'ready', baseUrl: 'https://api.test', opensPort: true });
    expect(elsewhere.remembered).toEqual([{ opensPort: true }]);
  });

  it('looks for no heir of a program that was ended by a signal, and starts that again', async () => {
    const rig = makeRig(makeTestPlan({ program: { restart: 'on-failure' } }));
    const first = await startFirst(rig);
    rig.heir = { pid: 900, ended: new Promise(() => undefined), kill: () => undefined };
    first.end({ kind: 'signal', signal: 'SIGSEGV' });
    await rig.pass(NEWS_OF_END);
    expect(rig.events.at(-1)).toMatchObject({ type: 'exited', restartInMs: 500 });
  });

  it('tells the end of a program that is run once without waiting', async () => {
    const rig = makeRig(makeTestPlan({ watch: { enabled: false } }));
    const first = await startFirst(rig);
    first.end({ kind: 'code', code: 3 });
    await rig.pass(0);
    expect(rig.events.at(-1)).toEqual({ type: 'finished', exit: { kind: 'code', code: 3 } });
  });
});

describe('a program behind a proxy', () => {
  /** A proxy that gives the ports 20001, 20002, … and drains when it is told to. */
  const makeProgramProxy = (endsAtOnce = true) => {
    const drained: number[] = [];
    let port = 20_000;
    let endDrain: () => void = () => undefined;
    const programProxy: ProgramProxy = {
      baseUrl: 'http://localhost:8080',
      choosePort: () => Promise.resolve(++port),
      drain(pid, signal) {
        drained.push(pid);
        if (endsAtOnce) return Promise.resolve();
        return new Promise((resolve) => {
          endDrain = resolve;
          signal.addEventListener('abort', () => resolve());
        });
      },
    };
    return { programProxy, drained, endDrain: () => endDrain() };
  };

  it('is told of its private port, a new one at each start, and reached by the proxy', async () => {
    const plan = makeTestPlan({
      program: { args: ['-addr', ':{port}'], env: { PORT: '1', URL: 'x:{port}/' } },
    });
    const rig = makeRig(plan, makeProgramProxy().programProxy);
    const { command, readiness$ } = await startFirst(rig);
    expect(command.args).toEqual(['-addr', ':20001']);
    expect(command.env).toMatchObject({ PORT: '20001', URL: 'x:20001/' });
    expect(rig.events.at(-1)).toMatchObject({ type: 'started', args: ['-addr', ':20001'] });
    readiness$.next({ kind: 'ready', baseUrl: 'http://localhost:20001', opensPort: true });
    expect(rig.events.at(-1)).toMatchObject({
      type: 'ready',
      baseUrl: 'http://localhost:8080',
      privateUrl: 'http://localhost:20001',
    });
    // Its private port is nothing to remember.
    expect(rig.remembered).toEqual([{ opensPort: true }]);
    await rig.program.swap(rig.next(2));
    expect(rig.started[1]!.command.env).toMatchObject({ PORT: '20002' });
  });

  it('keeps a PORT that is made of the private one', async () => {
    const rig = makeRig(
      makeTestPlan({ program: { env: { PORT: '127.0.0.1:{port}' } } }),
      makeProgramProxy().programProxy,
    );
    expect((await startFirst(rig)).command.env).toMatchObject({ PORT: '127.0.0.1:20001' });
  });

  it('does its work before it is asked to stop', async () => {
    const { programProxy, drained, endDrain } = makeProgramProxy(false);
    const rig = makeRig(makeTestPlan(), programProxy);
    await startFirst(rig);
    const swapped = rig.program.swap(rig.next(2));
    await rig.pass(2999);
    expect([drained, rig.stops]).toEqual([[100], []]);
    endDrain();
    await rig.pass(150);
    await swapped;
    expect(rig.stops).toHaveLength(1);
    rig.started[1]!.readiness$.next({ kind: 'ready', opensPort: true });
    expect(rig.events.at(-1)).toMatchObject({ durations: { stop: 2999 + 7 } });
  });

  it('is stopped after killTimeout all the same, and at once when the run ends', async () => {
    const rig = makeRig(makeTestPlan(), makeProgramProxy(false).programProxy);
    await startFirst(rig);
    const swapped = rig.program.swap(rig.next(2));
    await rig.pass(2999);
    expect(rig.stops).toHaveLength(0);
    await rig.pass(1);
    expect(rig.stops).toHaveLength(1);
    await rig.pass(150);
    await swapped;
    void rig.program.swap(rig.next(3));
    await rig.pass();
    await rig.program.stop(false);
    expect(rig.stops).toHaveLength(2);
    expect(rig.started).toHaveLength(2);
  });

  it('is told what it has to do where it failed before it was ready', async () => {
    const rig = makeRig(makeTestPlan(), makeProgramProxy().programProxy);
    const first = await startFirst(rig);
    first.end({ kind: 'code', code: 1 });
    await rig.pass(250);
    expect(rig.events.at(-1)).toMatchObject({ type: 'exited', hint: expect.stringContaining('PORT') });
    await rig.program.swap(rig.next(2));
    rig.started[1]!.readiness$.next({ kind: 'ready', opensPort: true });
    rig.started[1]!.end({ kind: 'code', code: 1 });
    await rig.pass(250);
    expect(rig.events.at(-1)).not.toHaveProperty('hint');
  });

  it('is asked for at its private port, and told what to do where it is late', async () => {
    const rig = makeRig(makeTestPlan({ ready: { port: 8080 } }), makeProgramProxy().programProxy);
    const first = await startFirst(rig);
    expect(first.readinessPort).toBe(20_001);
    first.readiness$.next({ kind: 'not-ready', problem: { message: 'late' } });
    expect(rig.events.at(-1)).toMatchObject({
      problem: { message: 'late', hint: expect.stringMatching(/^With "proxy"/) },
    });
    first.readiness$.next({ kind: 'not-ready', problem: { message: 'late', hint: 'Why.' } });
    expect(rig.events.at(-1)).toMatchObject({
      problem: { hint: expect.stringMatching(/^Why\. With "proxy"/) },
    });
    const bare = makeRig(makeTestPlan({ ready: { port: 8080 } }));
    expect((await startFirst(bare)).readinessPort).toBe(8080);
  });

  it.each([
    ['http://localhost:20001', 'http://localhost:8080', 'http://localhost:20001'],
    ['https://localhost:20001', 'https://localhost:8080', 'https://localhost:20001'],
    // Readiness has asked elsewhere.
    ['https://localhost:443/', 'http://localhost:8080', 'http://localhost:20001'],
    [undefined, 'http://localhost:8080', 'http://localhost:20001'],
  ])('that is ready at %s is reached at %s, which passes on to %s', async (found, baseUrl, privateUrl) => {
    const rig = makeRig(makeTestPlan(), makeProgramProxy().programProxy);
    const { readiness$ } = await startFirst(rig);
    readiness$.next({ kind: 'ready', opensPort: true, ...(found !== undefined && { baseUrl: found }) });
    expect(rig.events.at(-1)).toMatchObject({ type: 'ready', baseUrl, privateUrl });
  });

  it('tells with its end what it has printed last', async () => {
    const rig = makeRig(makeTestPlan(), makeProgramProxy().programProxy);
    const { command, end } = await startFirst(rig);
    expect(command.output).toBe('tee');
    command.listener?.onLine('no database');
    end({ kind: 'code', code: 1 });
    await rig.pass(250);
    expect(rig.events.at(-1)).toMatchObject({ type: 'exited', output: ['no database'] });
  });

  it('can be halted, and started again', async () => {
    const rig = makeRig(makeTestPlan(), makeProgramProxy().programProxy);
    await startFirst(rig);
    await rig.program.halt();
    expect([rig.program.isAlive(), rig.stops.length]).toEqual([false, 1]);
    await rig.program.swap(rig.next(2));
    expect(rig.program.isAlive()).toBe(true);
  });
});

describe('a program under a debugger', () => {
  /** A debugger that holds what it is given until the test lets it. */
  function makeDebugger() {
    const calls: string[] = [];
    const commands: Command[] = [];
    const ends: ((exit: Exit) => void)[] = [];
    let give: (() => void)[] = [];
    const debug = {
      wants: true,
      can: true,
      calls,
      commands,
      ends,
      /** Lets what was asked for be there. */
      ready: () => {
        for (const one of give) one();
        give = [];
      },
      wantsProgram: () => debug.wants,
      hold(command: Command) {
        const at = commands.push(command);
        calls.push(`hold ${at}`);
        const ended = Promise.withResolvers<Ended>();
        ends.push((exit) => ended.resolve({ exit, stdout: '', stderr: '' }));
        const held: HeldProgram = {
          child: { pid: 500 + at, ended: ended.promise, kill: () => undefined },
          isStopped$: of(false),
          release: () => void calls.push(`release ${at}`),
          discard: () => void calls.push(`discard ${at}`),
          leaveAlone: () => void calls.push(`leave ${at}`),
        };
        return new Promise<HeldProgram | null>((resolve) =>
          give.push(() => resolve(debug.can ? held : null)),
        );
      },
    };
    return debug;
  }
  const open = (plan = makeTestPlan()) => {
    const debug = makeDebugger();
    const rig = makeRig(plan, null, debug);
    const swap = async (cycle: number) => {
      const swapped = rig.program.swap(rig.next(cycle));
      await rig.pass();
      debug.ready();
      await rig.pass();
      await swapped;
    };
    return { debug, rig, swap };
  };

  it('is held before the old one is asked to end, which does its work first', async () => {
    const { debug, rig, swap } = open();
    await swap(1);
    const swapped = rig.program.swap(rig.next(2));
    await rig.pass();
    expect(debug.calls).toEqual(['hold 1', 'release 1', 'hold 2']);
    expect(rig.stops).toEqual([]);
    debug.ready();
    await swapped;
    expect(debug.calls.slice(3)).toEqual(['leave 1', 'release 2']);
    expect(rig.stops.map(({ pid }) => pid)).toEqual([501]);
    expect(rig.started).toEqual([]);
    expect(rig.events.at(-1)).toMatchObject({ type: 'started', pid: 502 });
  });

  it('bears another mark than the one that it replaces, by which that is ended', async () => {
    const { debug, rig, swap } = open();
    for (const cycle of [1, 2, 3]) await swap(cycle);
    const marks = debug.commands.map(({ env }) => env['NX_GO_RUN_COOKIE']);
    expect(marks).toEqual(['cookie', 'spare', 'cookie']);
    expect(rig.stops.map(({ cookie }) => cookie)).toEqual(['cookie', 'spare']);
  });

  it('is installed once, and where that fails nothing is started', async () => {
    const { debug, rig } = open();
    let installs = 0;
    const problem = { message: 'full' };
    const install = async () => {
      installs++;
      return { ok: false as const, problem };
    };
    await rig.program.swap({ ...rig.next(1), install });
    expect(installs).toBe(1);
    expect(debug.calls).toEqual([]);
    expect(rig.events).toEqual([{ type: 'start-failed', problem }]);
  });

  it('is started without one that can’t hold it', async () => {
    const { debug, rig, swap } = open();
    debug.can = false;
    await swap(1);
    expect(rig.started).toHaveLength(1);
  });

  it('is thrown away where the run is ended meanwhile', async () => {
    const { debug, rig } = open();
    const swapped = rig.program.swap(rig.next(1));
    await rig.pass();
    await rig.program.stop(false);
    debug.ready();
    await swapped;
    expect(debug.calls).toEqual(['hold 1', 'discard 1']);
  });

  it('is thrown away where the run is ended while its port is held', async () => {
    const { debug, rig, swap } = open(makeTestPlan({ ready: { port: 8080 } }));
    rig.holder = 'somebody';
    await swap(1);
    expect(rig.events.at(-1)).toMatchObject({ type: 'waiting' });
    await rig.program.stop(false);
    expect(debug.calls).toEqual(['hold 1', 'discard 1']);
  });

  it('is signalled itself at Ctrl-C, which does not reach it', async () => {
    const { rig, swap } = open();
    await swap(1);
    await rig.program.stop(true);
    expect(rig.stops).toMatchObject([{ pid: 501, alreadySignalled: false }]);
  });

  it('can’t have sent its signals to the executor, whose process group is another one', async () => {
    const { debug, rig, swap } = open();
    await swap(1);
    rig.stopsAtOnce = false;
    const swapped = rig.program.swap(rig.next(2));
    await rig.pass();
    debug.ready();
    await rig.pass();
    expect(rig.stops).toHaveLength(1);
    expect(rig.program.mayHaveSignalled()).toBeUndefined();
    rig.finishStop();
    await swapped;
  });

  it('is held again where it is started again after a crash', async () => {
    const { debug, rig, swap } = open(makeTestPlan({ program: { restart: 'on-failure' } }));
    await swap(1);
    debug.ends[0]?.({ kind: 'code', code: 1 });
    await rig.pass(NEWS_OF_END);
    await rig.pass(500);
    debug.ready();
    await rig.pass();
    expect(debug.calls.slice(1)).toEqual(['release 1', 'hold 2', 'release 2']);
  });
});
