import { Subject } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { IdleWork, IdleOutcome } from '../../build/idle-work.ts';
import type { BuildOutcome } from '../../build/go-build.ts';
import type { Action, Change, RunEvent } from '../../events/run-event.ts';
import type { Generation } from '../../generate/generate.ts';
import type { ShutdownRequest } from '../../nx/shutdown.ts';
import type { Plan } from '../../plan/plan.ts';
import { failure, type Result, success } from '../../problem.ts';
import type { NextProgram } from '../../program/program-deps.ts';
import { makeTestPlan } from '../../testing/plan.ts';
import { goRun } from './pipeline.ts';

const built = {
  kind: 'built',
  command: ['go', 'build'],
  durationMs: 5,
  sameAsLast: false,
  via: { kind: 'go' },
  parts: {},
} as const satisfies BuildOutcome;
const failed: BuildOutcome = {
  kind: 'failed',
  command: ['go', 'build'],
  durationMs: 5,
  diagnostics: [],
  output: 'boom',
  final: false,
};
const edit = (path: string, action: Change['action'] = 'rebuild'): Change => ({
  path,
  kind: 'written',
  action,
  importedBy: [],
});

/** The pipeline with a build, a generator and a program whose ends are the test's. */
function makeRig(plan: Plan = makeTestPlan(), generates = false) {
  const scheduler = new TestScheduler(() => undefined);
  const changes$ = new Subject<Change>();
  const programEvents$ = new Subject<RunEvent>();
  const shutdown$ = new Subject<ShutdownRequest>();
  const sourceEvents$ = new Subject<RunEvent>();
  const asked$ = new Subject<Action>();
  const calls: string[] = [];
  const events: RunEvent[] = [];
  const rig = {
    alive: false,
    completed: false,
    idleWork: undefined as IdleWork | undefined,
    install: success(undefined) as Result<void>,
    error: undefined as unknown,
    /** What throws instead of doing its work. */
    breaks: '',
    doubt: undefined as Promise<void> | undefined,
  };
  const workOf = (name: string) => {
    calls.push(name);
    if (rig.breaks === name) throw new Error(`${name} is broken`);
  };
  const debugAsked$ = new Subject<readonly Action[]>();
  let endBuild: (outcome: BuildOutcome) => void = () => undefined;
  let endGenerate: (generation: Generation) => void = () => undefined;
  let endSwap: () => void = () => undefined;
  goRun(
    plan,
    {
      notices: [],
      sources: {
        changes$,
        events$: sourceEvents$,
        countPackages: () => undefined,
        buildStarts: () => void calls.push('build starts'),
        buildEnded: (how) => void calls.push(`build ended ${how}`),
        close: () => Promise.resolve(workOf('close')).then(() => sourceEvents$.complete()),
      },
      generate: generates
        ? (signal) =>
            new Promise((resolve) => {
              calls.push('generate');
              endGenerate = resolve;
              signal.addEventListener('abort', () =>
                resolve({ kind: 'aborted', written: ['/w/app/half.go'] }),
              );
            })
        : null,
      builder: {
        note: (path) => void calls.push(`note ${path}`),
        build: (signal) =>
          new Promise((resolve) => {
            workOf('build');
            endBuild = resolve;
            signal.addEventListener('abort', () => resolve({ kind: 'aborted' }));
          }),
        async install() {
          calls.push('install');
          return rig.install;
        },
        idleWork() {
          if (rig.breaks === 'idleWork') workOf('idleWork');
          return rig.idleWork;
        },
      },
      program: {
        events$: programEvents$,
        isAlive: () => rig.alive,
        isCurrent: () => rig.alive,
        hasRun: () => rig.alive,
        mayHaveSignalled: () => rig.doubt,
        swap: ({ cycle }: NextProgram) =>
          new Promise((resolve) => {
            calls.push(`swap ${cycle}`);
            endSwap = () => {
              rig.alive = true;
              resolve();
            };
          }),
        stop(alreadySignalled) {
          workOf(alreadySignalled ? 'stop, signalled' : 'stop');
          programEvents$.complete();
          return Promise.resolve();
        },
      },
      scheduler,
      debugAsked$,
      cleanUp: () => Promise.resolve(void calls.push('clean up')),
    },
    shutdown$,
    asked$,
  ).subscribe({
    next: (event) => events.push(event),
    error: (error: Error) => {
      rig.error = error.message;
      calls.push('error');
    },
    complete: () => (rig.completed = true),
  });

  const settle = async (ms = 0) => {
    for (let at = 0; at < 20; at++) await Promise.resolve();
    const end = scheduler.frame + ms;
    scheduler.maxFrames = end;
    scheduler.flush();
    scheduler.frame = end;
    for (let at = 0; at < 20; at++) await Promise.resolve();
  };
  return Object.assign(rig, {
    changes$,
    asked$,
    programEvents$,
    shutdown$,
    calls,
    events,
    settle,
    save: async (...paths: string[]) => {
      for (const path of paths) changes$.next(edit(path));
      await settle(20);
    },
    endBuild: async (outcome: BuildOutcome = built) => {
      await settle();
      endBuild(outcome);
      await settle();
    },
    endGenerate: async (generation: Generation) => {
      await settle();
      endGenerate(generation);
      await settle();
    },
    endSwap: async () => {
      await settle();
      endSwap();
      await settle();
    },
    types: () => events.map(({ type }) => type),
    count: (call: string) => calls.filter((one) => one.startsWith(call)).length,
  });
}
async function running(plan?: Plan, generates = false) {
  const rig = makeRig(plan, generates);
  if (generates) await rig.endGenerate({ kind: 'current' });
  await rig.endBuild();
  await rig.endSwap();
  rig.calls.length = 0;
  rig.events.length = 0;
  return rig;
}

describe(goRun.name, () => {
  it('builds and starts at once, without waiting for a change', async () => {
    const rig = makeRig();
    await rig.endBuild();
    expect(rig.calls).toEqual(['build starts', 'build', 'build ended good', 'swap 1']);
    expect(rig.types()).toEqual(['building', 'built']);
  });

  it('builds and swaps for an edit, and says why', async () => {
    const rig = await running();
    await rig.save('/w/app/a.go');
    await rig.endBuild();
    expect(rig.events[0]).toMatchObject({ type: 'change', cycle: 2, changes: [{ path: '/w/app/a.go' }] });
    expect(rig.calls.at(-1)).toBe('swap 2');
  });

  it('loses no edit that is saved during the first build', async () => {
    const rig = makeRig();
    await rig.save('/w/app/a.go');
    await rig.endBuild();
    expect(rig.types()).toEqual(['building', 'aborted', 'change', 'building', 'built']);
  });

  it('loses no edit that is saved during a swap, and does not interrupt it', async () => {
    const rig = await running();
    await rig.save('/w/app/a.go');
    await rig.endBuild();
    await rig.save('/w/app/b.go');
    expect(rig.count('build starts')).toBe(1);
    await rig.endSwap();
    expect(rig.count('build starts')).toBe(2);
    expect(rig.events.at(-2)).toMatchObject({ type: 'change', changes: [{ path: '/w/app/b.go' }] });
  });

  it('does not touch the running program when a build fails', async () => {
    const rig = await running();
    await rig.save('/w/app/a.go');
    await rig.endBuild(failed);
    expect(rig.count('swap')).toBe(0);
    expect(rig.events.at(-1)).toMatchObject({ type: 'build-failed', stillRunning: true, output: 'boom' });
    await rig.save('/w/app/a.go');
    await rig.endBuild();
    expect(rig.count('swap')).toBe(1);
  });

  it('neither builds nor swaps when the generator fails', async () => {
    const rig = await running(makeTestPlan(), true);
    await rig.save('/w/app/a.go');
    const run = { name: 'sqlc', command: ['sqlc'], written: ['/w/app/db.go'], durationMs: 1 };
    await rig.endGenerate({
      kind: 'failed',
      steps: [run],
      problem: { message: 'bad' },
      diagnostics: [],
      written: ['/w/app/db.go', '/w/app/half.go'],
      durationMs: 2,
    });
    expect(rig.count('build ')).toBe(2);
    expect(rig.calls).not.toContain('build');
    expect(rig.count('swap')).toBe(0);
    expect(rig.events.slice(-2)).toMatchObject([
      { type: 'generated', name: 'sqlc', written: ['/w/app/db.go'] },
      { type: 'generate-failed', stillRunning: true },
    ]);
    // The next build has to know of them.
    expect(rig.calls).toEqual(expect.arrayContaining(['note /w/app/db.go', 'note /w/app/half.go']));
  });

  it('aborts the generator for a newer batch', async () => {
    const rig = await running(makeTestPlan(), true);
    await rig.save('/w/app/a.go');
    await rig.save('/w/app/b.go');
    expect(rig.types()).toEqual(['change', 'aborted', 'change']);
    expect(rig.events.at(-1)).toMatchObject({ changes: [{ path: '/w/app/a.go' }, { path: '/w/app/b.go' }] });
    expect(rig.calls).toContain('note /w/app/half.go');
  });

  it('restarts without a build where only a restart is asked for', async () => {
    const rig = await running();
    rig.changes$.next(edit('/w/app/.env', 'restart'));
    await rig.settle(20);
    expect(rig.calls).toEqual(['swap 2']);
  });

  it('does not restart for a build that is the same as the running one', async () => {
    const rig = await running();
    await rig.save('/w/app/a.go');
    await rig.endBuild({ ...built, sameAsLast: true });
    expect(rig.count('swap')).toBe(0);
    expect(rig.types().at(-1)).toBe('unchanged');
    // Its build ID may be another one, by which go would know it as the last.
    expect(rig.calls.at(-1)).toBe('install');
  });

  it('says where such a build can’t be put in its place', async () => {
    const rig = await running();
    rig.install = failure('no space left');
    await rig.save('/w/app/a.go');
    await rig.endBuild({ ...built, sameAsLast: true });
    expect(rig.events.slice(-2)).toMatchObject([
      { type: 'warning', problem: { message: 'no space left' } },
      { type: 'unchanged' },
    ]);
  });

  it('restarts for an env file also where the sources that changed with it build the same', async () => {
    const rig = await running();
    rig.changes$.next(edit('/w/app/.env', 'restart'));
    await rig.save('/w/app/a.go');
    await rig.endBuild({ ...built, sameAsLast: true });
    expect(rig.count('swap')).toBe(1);
    expect(rig.types()).not.toContain('unchanged');
  });

  it('starts the same build again where the program has died', async () => {
    const rig = await running();
    rig.alive = false;
    await rig.save('/w/app/a.go');
    await rig.endBuild({ ...built, sameAsLast: true });
    expect(rig.count('swap')).toBe(1);
  });

  it('stops and starts the same build where a restart is asked for', async () => {
    const rig = await running();
    rig.asked$.next('restart');
    await rig.settle();
    expect(rig.calls).toEqual(['swap 2']);
    expect(rig.events).toEqual([{ type: 'asked', cycle: 2, actions: ['restart'] }]);
  });

  it('builds where that is asked for, although nothing has changed', async () => {
    const rig = await running();
    rig.asked$.next('rebuild');
    await rig.endBuild({ ...built, sameAsLast: true });
    expect(rig.types()).toEqual(['asked', 'building', 'unchanged']);
  });

  it('builds the edit that a wish for a restart has interrupted, and restarts even for the same program', async () => {
    const rig = await running();
    await rig.save('/w/app/a.go');
    rig.asked$.next('restart');
    await rig.settle();
    await rig.endBuild({ ...built, sameAsLast: true });
    expect(rig.types()).toEqual(['change', 'building', 'aborted', 'change', 'asked', 'building', 'built']);
    expect(rig.count('swap')).toBe(1);
  });

  it('builds where a restart is asked for before anything has been built', async () => {
    const rig = makeRig();
    await rig.settle();
    rig.asked$.next('restart');
    await rig.endBuild();
    expect(rig.calls.slice(-3)).toEqual(['build', 'build ended good', 'swap 2']);
  });

  it('aborts the build, stops the program and cleans up at a shutdown, and is complete only then', async () => {
    const rig = await running();
    await rig.save('/w/app/a.go');
    rig.shutdown$.next({ reason: 'SIGINT', alreadySignalled: true });
    expect(rig.completed).toBe(false);
    await rig.settle();
    expect(rig.calls.slice(-4)).toEqual(['stop, signalled', 'close', 'build ended aborted', 'clean up']);
    expect(rig.types()).toEqual(['change', 'building', 'stopping', 'aborted', 'ended']);
    expect(rig.events.at(-1)).toEqual({ type: 'ended', success: true });
    expect(rig.completed).toBe(true);
  });

  it('waits for a swap to end at a shutdown', async () => {
    const rig = await running();
    await rig.save('/w/app/a.go');
    await rig.endBuild();
    rig.shutdown$.next({ reason: 'SIGTERM', alreadySignalled: false });
    rig.shutdown$.next({ reason: 'SIGTERM', alreadySignalled: false });
    await rig.settle();
    expect(rig.completed).toBe(false);
    await rig.endSwap();
    expect(rig.completed).toBe(true);
    expect(rig.count('stop')).toBe(1);
  });

  it('passes over a signal that the program may have sent itself, and heeds the next one', async () => {
    const rig = await running();
    const doubt = Promise.withResolvers<void>();
    rig.doubt = doubt.promise;
    const sigterm = { reason: 'SIGTERM', alreadySignalled: false };
    rig.shutdown$.next(sigterm);
    await rig.settle();
    expect(rig.events).toMatchObject([
      { type: 'warning', problem: { message: expect.stringContaining('got SIGTERM while the program') } },
    ]);
    expect(rig.count('stop')).toBe(0);
    rig.shutdown$.next(sigterm);
    await rig.settle();
    expect(rig.types()).toEqual(['warning', 'stopping', 'ended']);
    expect(rig.completed).toBe(true);
  });

  it.each(['SIGINT', 'Nx has ended'])(
    'heeds %s at once, whatever the program may have done',
    async (reason) => {
      const rig = await running();
      rig.doubt = Promise.resolve();
      rig.shutdown$.next({ reason, alreadySignalled: false });
      await rig.settle();
      expect(rig.types()).toEqual(['stopping', 'ended']);
    },
  );

  it('ends in failure where no edit can mend what is wrong', async () => {
    const rig = makeRig();
    await rig.endBuild({ ...failed, final: true });
    await rig.settle();
    expect(rig.types()).toEqual(['building', 'failed', 'ended']);
    expect(rig.events.at(-1)).toEqual({ type: 'ended', success: false });
  });

  describe('with a defect', () => {
    it.each(['build', 'idleWork'])('in the %s stops everything before it is told', async (breaks) => {
      const rig = makeRig();
      rig.breaks = breaks;
      await rig.settle();
      if (breaks === 'idleWork') {
        await rig.endBuild();
        await rig.endSwap();
      }
      expect(rig.calls.slice(-4)).toEqual(['stop', 'close', 'clean up', 'error']);
      expect(rig.error).toBe(`${breaks} is broken`);
      expect(rig.types()).not.toContain('ended');
    });

    it('of the program waits for the build that goes on, too', async () => {
      const rig = await running();
      await rig.save('/w/app/a.go');
      rig.programEvents$.error(new Error('running can’t become running'));
      await rig.settle();
      expect(rig.calls.slice(-5)).toEqual(['stop', 'close', 'build ended aborted', 'clean up', 'error']);
      expect(rig.error).toBe('running can’t become running');
    });

    it('in the watch stops everything as well', async () => {
      const rig = await running();
      rig.changes$.error(new Error('no inode'));
      await rig.settle();
      expect(rig.calls).toEqual(['stop', 'close', 'clean up', 'error']);
    });

    it.each(['stop', 'close'])('in the %s does not keep the rest from being stopped', async (breaks) => {
      const rig = await running();
      rig.breaks = breaks;
      rig.shutdown$.next({ reason: 'SIGTERM', alreadySignalled: false });
      await rig.settle();
      expect(rig.calls).toEqual(['stop', 'close', 'clean up', 'error']);
      expect(rig.error).toBe(`${breaks} is broken`);
    });
  });

  describe('without watching', () => {
    const once = makeTestPlan({ watch: { enabled: false } });

    it.each([
      [0, true],
      [3, false],
    ])('ends with the program; with code %i its success is %s', async (code, success) => {
      const rig = makeRig(once);
      await rig.endBuild();
      await rig.endSwap();
      rig.programEvents$.next({ type: 'finished', exit: { kind: 'code', code } });
      await rig.settle();
      expect(rig.events.at(-1)).toEqual({ type: 'ended', success });
    });

    it('ends in failure when the build fails', async () => {
      const rig = makeRig(once);
      await rig.endBuild(failed);
      await rig.settle();
      expect(rig.events.at(-1)).toEqual({ type: 'ended', success: false });
    });
  });

  describe('in a quiet moment', () => {
    /** A running program whose builder has something to do after 2 s, which ends as the test says. */
    async function resting() {
      const rig = makeRig();
      let end: (outcome: IdleOutcome) => void = () => undefined;
      let signal: AbortSignal | undefined;
      rig.idleWork = {
        afterMs: 2000,
        run(aborts) {
          rig.calls.push('idleWork');
          signal = aborts;
          rig.idleWork = undefined;
          return new Promise((resolve) => (end = resolve));
        },
      };
      await rig.endBuild();
      await rig.endSwap();
      rig.calls.length = 0;
      rig.events.length = 0;
      return Object.assign(rig, {
        isAborted: () => signal?.aborted,
        endIdleWork: async (outcome: IdleOutcome) => {
          end(outcome);
          await rig.settle();
        },
      });
    }

    it('lets the builder check, and says that all is well', async () => {
      const rig = await resting();
      await rig.settle(1999);
      expect(rig.calls).toEqual([]);
      await rig.settle(1);
      expect(rig.calls).toEqual(['idleWork']);
      await rig.endIdleWork({ kind: 'checked', durationMs: 700 });
      expect(rig.events).toEqual([{ type: 'checked', cycle: 1, durations: { build: 700 } }]);
      await rig.save('/w/app/a.go');
      expect(rig.events[1]).toMatchObject({ type: 'change', cycle: 2 });
    });

    it.each(['done', 'undecided'] as const)('says nothing where it is %s', async (kind) => {
      const rig = await resting();
      await rig.settle(2000);
      await rig.endIdleWork({ kind });
      expect(rig.events).toEqual([]);
      expect(rig.count('swap')).toBe(0);
    });

    it('reports a defect, and puts the program of go in the place', async () => {
      const rig = await resting();
      await rig.settle(2000);
      await rig.endIdleWork({
        kind: 'defect',
        of: 'hot',
        because: 'go builds another program',
        outcome: built,
      });
      expect(rig.events).toMatchObject([
        { type: 'defect', cycle: 1, problem: { message: 'go builds another program' } },
      ]);
      expect(rig.calls).toEqual(['idleWork', 'swap 1']);
    });

    it('leaves the program alone where go does not build it', async () => {
      const rig = await resting();
      await rig.settle(2000);
      await rig.endIdleWork({ kind: 'defect', of: 'hot', because: 'go does not build it', outcome: failed });
      expect(rig.types()).toEqual(['defect']);
      expect(rig.count('swap')).toBe(0);
    });

    it('gives way to an edit at once', async () => {
      const rig = await resting();
      await rig.settle(2000);
      await rig.save('/w/app/a.go');
      expect(rig.isAborted()).toBe(true);
      await rig.endIdleWork({ kind: 'done' });
      expect(rig.calls.slice(-2)).toEqual(['build starts', 'build']);
    });

    it('tells the builder which files to read anew, and not those that it does not build of', async () => {
      const rig = await running();
      rig.changes$.next(edit('/w/app/.env', 'restart'));
      rig.changes$.next(edit('/w/app/page.templ', 'generate'));
      await rig.save('/w/app/a.go');
      expect(rig.calls.filter((call) => call.startsWith('note'))).toEqual(['note /w/app/a.go']);
    });
  });
});
