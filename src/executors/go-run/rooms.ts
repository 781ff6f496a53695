import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { EMPTY, tap } from 'rxjs';
import { openBuildLock, queueBuilds } from '../../build/build-lock.ts';
import { type Builder, createBuilder } from '../../build/builder.ts';
import { tellDeltaOff } from '../../build/idle-work.ts';
import { openMachine } from '../../build/delta/machine.ts';
import { followDeps } from '../../build/follow-command.ts';
import { claimTask } from '../../claim/claim-task.ts';
import type { Debugger } from '../../debug/open-debugger.ts';
import type { RunEvent } from '../../events/run-event.ts';
import { contentFiles, directories, readFileTime, stampFile } from '../../files/disk.ts';
import { findEventless } from '../../files/mounts.ts';
import { createGenerator } from '../../generate/generate.ts';
import { suggestSteps } from '../../generate/suggest-steps.ts';
import { readTextIfThere } from '../../plan/make-plan.ts';
import { binariesOfRun } from '../../plan/output.ts';
import type { Plan } from '../../plan/plan.ts';
import { readOutput, sendSignal, startChild } from '../../process/child.ts';
import { clock } from '../../process/clock.ts';
import { COOKIE_VARIABLE } from '../../process/process-table.ts';
import { killTree, processTable, stopTree } from '../../process/processes.ts';
import { thisSystem } from '../../process/system.ts';
import { timers } from '../../process/wait-until-gone.ts';
import { adoptProcess, findDaemons, findHeir } from '../../program/daemons.ts';
import { overlapPrograms } from '../../program/overlap.ts';
import type { Program, ProgramDeps, ProgramProxy } from '../../program/program-deps.ts';
import { superviseProgram } from '../../program/program.ts';
import { startAfterNews } from '../../program/start-after-news.ts';
import { openReadiness } from '../../readiness/open-readiness.ts';
import type { withAffectedTests as WithTests } from '../../targets/affected-tests.ts';
import { createContentMemory } from '../../watch/content.ts';
import { createFileEvents } from '../../watch/file-events.ts';
import { watchSources } from '../../watch/source-watch.ts';
import type { Rooms } from './pipeline.ts';

/** Who is told of the program besides the events' readers. */
export interface Listeners {
  /** Who stands before it, if anybody does. */
  readonly programProxy: ProgramProxy | null;
  /** Gets each line that it prints, where that is read. */
  readonly onLine: (line: string) => void;
  /** Null where none is asked for. */
  readonly debugger: Debugger | null;
}

/**
 * Opens the rooms of the pipeline on this machine: real processes, files and clock. First ends what an earlier
 * run has left, and leaves word of this one.
 */
export async function openRooms(
  planned: Plan,
  hasten: AbortSignal,
  { programProxy, onLine, debugger: debug }: Listeners,
): Promise<Rooms> {
  const readText = readTextIfThere;
  const now = () => clock.now();
  const cookies = { tools: randomUUID(), program: randomUUID(), second: randomUUID() };
  // Under a debugger the next one is started while the last one serves.
  const spare = debug ? { program: randomUUID(), second: randomUUID() } : { program: '', second: '' };
  const env = { ...planned.go.env, [COOKIE_VARIABLE]: cookies.tools };
  const executor = { pid: process.pid, startTime: processTable.find(process.pid)?.startTime ?? '' };
  const claimDeps = { table: processTable, kill: sendSignal, timers, findDaemons };
  const claim = await claimTask(
    planned.output,
    executor,
    [cookies, spare].flatMap((one) => Object.values(one)).filter(Boolean),
    claimDeps,
  );
  const { output } = claim;
  const plan: Plan = { ...planned, output, go: { ...planned.go, env } };
  const eventless = findEventless(plan.projectRoot, thisSystem, {
    readText,
    readOutput: (file, args) => readOutput(file, args, env),
  });
  const notices = [
    ...claim.notices,
    ...tellOfPolling(plan, eventless),
    ...(plan.delta?.kind === 'off' ? [tellDeltaOff(plan.delta.because)] : []),
    ...(await suggestSteps(plan)),
  ];

  const generator =
    plan.generate.length > 0 ? createGenerator(plan, { startChild, killTree, now: Date.now }) : null;
  const clocks = { now: Date.now, fileTime: () => readFileTime(output.cache), steady: now };
  const sources = watchSources(plan, generator, {
    startChild,
    fileEvents: createFileEvents({ polling: polls(plan, eventless), root: plan.workspaceRoot }),
    content: createContentMemory(contentFiles),
    directories,
    readText,
    ...clocks,
  });
  const programDeps: Omit<ProgramDeps, 'cookie' | 'spareCookie' | 'findDaemons' | 'findHeir'> = {
    startChild,
    stopTree,
    readText,
    onLine,
    scheduler: clock,
    system: thisSystem,
    hasten,
    programProxy,
    debugger: debug,
    ...(await openReadiness(plan)),
  };
  const traces = {
    binaries: binariesOfRun(output, process.pid),
    startTime: executor.startTime,
    group: processTable.find(process.pid)?.group,
  };
  // Of two programs that overlap, nothing tells whose a daemon is.
  const listDaemons = () => (plan.proxy?.overlap ? [] : findDaemons(traces));
  const supervise = (cookie: string, spareCookie: string) =>
    superviseProgram(plan, {
      ...programDeps,
      cookie,
      spareCookie,
      findDaemons: listDaemons,
      findHeir() {
        const heir = findHeir(cookie, traces, listDaemons());
        return heir && adoptProcess(heir);
      },
    });
  const first = supervise(cookies.program, spare.program);
  const supervised = plan.proxy?.overlap
    ? overlapPrograms(first, supervise(cookies.second, spare.second))
    : first;
  // Only Nx forks its executors with a channel, and only Nx ends them last.
  const following = process.connected ? startAfterNews(supervised, clock) : supervised;
  const program: Program = {
    ...following,
    events$: following.events$.pipe(tap((event) => void (event.type === 'started' && claim.note(event.pid)))),
  };
  const files = { readText, stamp: stampFile };
  const tools = {
    ...followDeps,
    startChild,
    killTree,
    readText,
    now,
    clocks,
    system: thisSystem,
    files,
    machine: openMachine(),
    countPackages: () => sources.countPackages(),
  };
  const open = (of: Plan) => createBuilder(of, tools);
  const builder = debug ? debug.build(plan, open, readText) : open(plan);
  const lock = openBuildLock(
    join(dirname(dirname(output.cache)), '.build-lock'),
    { ...executor, name: plan.project },
    {
      isAlive: (pid, startTime) =>
        startTime === '' ? sendSignal(pid, 0) : processTable.lives({ pid, startTime }),
      timers,
      epoch: Date.now,
    },
  );
  const queued = queueBuilds(
    plan.test
      ? await addTests(builder, plan, { startChild, killTree, readText, system: thisSystem, now })
      : builder,
    lock,
    plan.projectRoot,
  );
  return {
    notices,
    sources,
    generate: generator && ((signal, report) => generator.generate(signal, report)),
    builder: {
      ...queued,
      async build(signal, report) {
        await claim.renew();
        return queued.build(signal, report);
      },
    },
    program,
    scheduler: clock,
    debugAsked$: debug?.asked$ ?? EMPTY,
    cleanUp: () => claim.release(),
  };
}

/** Most runs need none of it. */
async function addTests(...[builder, plan, deps]: Parameters<typeof WithTests>): Promise<Builder> {
  const { withAffectedTests } = await import('../../targets/affected-tests.ts');
  return withAffectedTests(builder, plan, deps);
}

function polls({ watch }: Plan, eventless: string | undefined): boolean {
  return watch.poll === 'always' || (watch.poll === 'auto' && eventless !== undefined);
}

function tellOfPolling(plan: Plan, eventless: string | undefined): readonly RunEvent[] {
  if (plan.watch.poll !== 'auto' || eventless === undefined) return [];
  const message = `this folder lies on ${eventless}, which sends no events for changes made elsewhere`;
  const hint = 'Files are looked at every 200 ms; "poll": false waits for events all the same.';
  return [{ type: 'warning', problem: { message, hint } }];
}
