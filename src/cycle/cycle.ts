import { Observable } from 'rxjs';
import type { Builder } from '../build/builder.ts';
import { type IdleWork, tellDeltaOff } from '../build/idle-work.ts';
import type { Generation } from '../generate/generate.ts';
import { success } from '../problem.ts';
import type { Durations, RunEvent } from '../events/run-event.ts';
import type { Program } from '../program/program-deps.ts';
import type { Batch } from '../watch/batches.ts';

/** The steps of a cycle, handed in. Times in ms. */
export interface CycleSteps {
  readonly generate: ((signal: AbortSignal, report: (event: RunEvent) => void) => Promise<Generation>) | null;
  readonly builder: Builder;
  readonly program: Pick<Program, 'isAlive' | 'isCurrent' | 'hasRun' | 'swap'>;
  readonly sources: { buildStarts(): void; buildEnded(how: 'good' | 'failed' | 'aborted'): void };
  readonly now: () => number;
}

type Report = (event: RunEvent) => void;

/** One pass generate → build → swap for one batch. Aborting ends generate and build, never the swap. */
export function runCycle(
  steps: CycleSteps,
  batch: Batch,
  cycle: number,
  signal: AbortSignal,
): Observable<RunEvent> {
  return new Observable((observer) => {
    const report: Report = (event) => observer.next(event);
    pass(steps, batch, cycle, signal, report).then(
      () => observer.complete(),
      (error: unknown) => observer.error(error),
    );
  });
}

async function pass(steps: CycleSteps, batch: Batch, cycle: number, signal: AbortSignal, report: Report) {
  if (batch.idleWork) return idleStep(steps, batch.idleWork, cycle, signal, report);
  const { program, sources, builder } = steps;
  const since = batch.since;
  if (batch.changes.length > 0) report({ type: 'change', cycle, changes: batch.changes });
  if (batch.asked) report({ type: 'asked', cycle, actions: batch.asked });
  const actions = [...batch.changes.map(({ action }) => action), ...(batch.asked ?? [])];
  const restartsOnly = actions.length > 0 && actions.every((action) => action === 'restart');
  if (restartsOnly && program.hasRun()) {
    await program.swap({ cycle, since, durations: {}, install: () => Promise.resolve(success(undefined)) });
    return;
  }
  sources.buildStarts();
  const generated = await generateStep(steps, cycle, signal, report);
  if (generated === null) return sources.buildEnded(signal.aborted ? 'aborted' : 'failed');

  report({ type: 'building', cycle });
  const outcome = await builder.build(signal, report);
  const stillRunning = program.isAlive();
  switch (outcome.kind) {
    case 'aborted':
      report({ type: 'aborted', cycle });
      return sources.buildEnded('aborted');
    case 'failed': {
      const { command, diagnostics, output, hint, durationMs } = outcome;
      const hinted = hint === undefined ? {} : { hint };
      if (outcome.final) {
        report({
          type: 'failed',
          problem: { message: output || 'go does not accept its command line', ...hinted },
        });
        return sources.buildEnded('failed');
      }
      const durations: Durations = { ...generated, build: durationMs };
      report({
        type: 'build-failed',
        cycle,
        command,
        diagnostics,
        output,
        ...hinted,
        stillRunning,
        durations,
      });
      return sources.buildEnded('failed');
    }
    case 'built': {
      const durations: Durations = { ...generated, build: outcome.durationMs, ...outcome.parts };
      sources.buildEnded('good');
      // An env file among the changes is only read at a start.
      const isAskedToRestart = actions.includes('restart');
      if (outcome.sameAsLast && program.isCurrent() && !isAskedToRestart) {
        const installed = await builder.install();
        // What runs is up to date; only a program that reads its own file, or a restart, would find another one.
        if (!installed.ok) report({ type: 'warning', problem: installed.problem });
        return report({ type: 'unchanged', cycle, durations: { ...durations, total: steps.now() - since } });
      }
      const { command, via, output } = outcome;
      const printed = output === undefined ? {} : { output };
      report({ type: 'built', cycle, command, via, ...printed, durations });
      return program.swap({ cycle, since, durations, install: () => builder.install() });
    }
  }
}

/** Lets the builder do what it does in a quiet moment; a program that turns out to be wrong is replaced. */
async function idleStep(
  { builder, program, now }: CycleSteps,
  idleWork: IdleWork,
  cycle: number,
  signal: AbortSignal,
  report: Report,
): Promise<void> {
  const since = now();
  const done = await idleWork.run(signal);
  switch (done.kind) {
    case 'done':
    case 'undecided':
      return;
    case 'prepared':
      return report({
        type: 'hot-path',
        cycle,
        ...(done.because === undefined ? {} : { because: done.because }),
      });
    case 'delta':
      return report(
        done.because === undefined ? { type: 'hot-path', cycle, link: 'delta' } : tellDeltaOff(done.because),
      );
    case 'tested':
      return report({ type: 'tested', cycle, ...done.result });
    case 'checked':
      return report({ type: 'checked', cycle, durations: { build: done.durationMs } });
    case 'defect':
      report({ type: 'defect', cycle, problem: { message: done.because, hint: DEFECT_HINTS[done.of] } });
      if (done.outcome.kind !== 'built') return;
      return program.swap({
        cycle,
        since,
        durations: { build: done.outcome.durationMs },
        install: () => builder.install(),
      });
  }
}

const DEFECT_HINTS = {
  hot: 'This is a defect of nx-go-run, please report it. Until the end of this run the go command builds alone.',
  delta:
    'This is a defect of nx-go-run, please report it. Until the end of this run edits are linked in full.',
};

/** The duration of a generate that went well, or null where the cycle ends with it. */
async function generateStep(
  steps: CycleSteps,
  cycle: number,
  signal: AbortSignal,
  report: Report,
): Promise<Durations | null> {
  if (!steps.generate) return {};
  const generation = await steps.generate(signal, report);
  if (generation.kind === 'current') return {};
  for (const path of generation.written) steps.builder.note(path);
  if (generation.kind === 'aborted') {
    report({ type: 'aborted', cycle });
    return null;
  }
  for (const { name, command, written, durationMs } of generation.steps) {
    report({ type: 'generated', cycle, name, command, written, durations: { generate: durationMs } });
  }
  const durations = { generate: generation.durationMs };
  if (generation.kind === 'generated') return durations;
  const { problem, diagnostics } = generation;
  const stillRunning = steps.program.isAlive();
  report({ type: 'generate-failed', cycle, problem, diagnostics, stillRunning, durations });
  return null;
}
