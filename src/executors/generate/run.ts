import type { ExecutorContext } from '@nx/devkit';
import { take } from 'rxjs';
import { formatDuration } from '../../events/phrases.ts';
import type { RunEvent } from '../../events/run-event.ts';
import { checkOutputs, type StaleOutput } from '../../generate/check-outputs.ts';
import { createGenerator, type Generation } from '../../generate/generate.ts';
import { listenForShutdown } from '../../nx/shutdown.ts';
import { restoreWords } from '../../plan/arguments.ts';
import { makePlan } from '../../plan/make-plan.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Problem } from '../../problem.ts';
import { startChild } from '../../process/child.ts';
import { killTree } from '../../process/processes.ts';
import { createLines } from '../../terminal/lines.ts';
import { createReporter } from '../../terminal/reporter.ts';
import { createProvideGo } from '../go-run/provide-go.ts';
import { readSurroundings } from '../surroundings.ts';
import { completeFromServe, type GivenGenerateOptions } from './serve-options.ts';

/** The executor: runs the steps once, or checks what they have written, and tells what came of it. */
export async function run(
  given: GivenGenerateOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const surroundings = readSurroundings(context);
  const { colour, task } = surroundings;
  const shutdown = listenForShutdown({ process, outputs: [process.stdout, process.stderr] });
  const stop = new AbortController();
  const print = (lines: readonly string[]) =>
    void process.stdout.write(lines.map((one) => `${one}\n`).join(''));
  const report = createReporter({
    colour,
    workspaceRoot: context.root,
    project: task.project,
    buildWords: [],
    once: true,
  });
  const tell = (event: RunEvent) => print(report(event));
  shutdown.requests$.pipe(take(1)).subscribe(({ reason }) => {
    tell({ type: 'stopping', reason });
    stop.abort();
  });
  try {
    const completed = completeFromServe(given, context);
    if (!completed.ok) return fail(completed.problem);
    const { options, target, strange } = completed.value;
    for (const problem of strange) tell({ type: 'warning', problem });
    const provideGo = createProvideGo(startChild, shutdown.requests$, tell, () => performance.now());
    // With what go-run remembers of the steps: what has been made here need not be made again there.
    const asServe = { ...surroundings, task: { ...task, target } };
    const planned = await makePlan(restoreWords(options), asServe, startChild, provideGo);
    if (stop.signal.aborted) return { success: false };
    if (!planned.ok) return fail(planned.problem);
    const plan = planned.value;
    if (plan.generate.length === 0) return fail(noSteps(target));
    return { success: given.check === true ? await check(plan) : await runOnce(plan) };
  } finally {
    shutdown.dispose();
  }

  function fail(problem: Problem) {
    tell({ type: 'failed', problem });
    return { success: false };
  }

  async function runOnce(plan: Plan): Promise<boolean> {
    const started = performance.now();
    const generator = createGenerator(plan, { startChild, killTree, now: Date.now });
    const generation = await generator.generate(stop.signal, tell);
    tellGeneration(generation);
    if (generation.kind === 'current') print([sayCurrent(plan, started)]);
    return generation.kind === 'current' || generation.kind === 'generated';
  }

  async function check(plan: Plan): Promise<boolean> {
    const started = performance.now();
    const checked = await checkOutputs(plan, { startChild, killTree, now: Date.now }, stop.signal, tell);
    switch (checked.kind) {
      case 'current':
        print([sayCurrent(plan, started)]);
        return true;
      case 'stale':
        tell({ type: 'failed', problem: describeStale(checked.outputs, plan) });
        return false;
      case 'failed':
        tellGeneration(checked);
        return false;
      case 'aborted':
        return false;
    }
  }

  function tellGeneration(generation: Generation) {
    if (generation.kind === 'current' || generation.kind === 'aborted') return;
    for (const { name, command, written, durationMs } of generation.steps) {
      tell({ type: 'generated', cycle: 1, name, command, written, durations: { generate: durationMs } });
    }
    if (generation.kind !== 'failed') return;
    const { problem, diagnostics, durationMs } = generation;
    const durations = { generate: durationMs };
    tell({ type: 'generate-failed', cycle: 1, problem, diagnostics, stillRunning: false, durations });
  }

  function sayCurrent(plan: Plan, started: number): string {
    const names = plan.generate.map((step) => (step.kind === 'swagger' ? step.kind : step.name)).join(', ');
    const { line } = createLines(colour, plan.workspaceRoot);
    return line('current', 'green', names, formatDuration(performance.now() - started));
  }

  function describeStale(outputs: readonly StaleOutput[], plan: Plan): Problem {
    const { show } = createLines(colour, plan.workspaceRoot);
    const files = outputs.map(({ path, kind }) => `${show(path)} is ${kind}`);
    const count = outputs.length === 1 ? '1 output is' : `${outputs.length} outputs are`;
    const hint = `npx nx run ${task.project}:${task.target} writes what the steps make of their inputs`;
    return { message: [`${count} not current`, ...files].join('\n'), hint };
  }
}

function noSteps(target: string): Problem {
  return {
    message: 'generate: there are no steps to run',
    hint: `Set generate or swagger in the options of ${target}, or of this target.`,
  };
}
