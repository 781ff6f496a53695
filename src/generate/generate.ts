import type { Plan, StepPlan } from '../plan/plan.ts';
import type { Result } from '../problem.ts';
import type { RunEvent } from '../events/run-event.ts';
import { createCommandGenerator } from './command-generator.ts';
import { createCommandStep, type StepSurroundings } from './command-step.ts';
import { createFileTexts } from './file-text.ts';
import type { Generation, Generator, GeneratorDeps, NamedRun, Step, StepEnd } from './generation.ts';
import { orderSteps, type Order } from '../plan/order.ts';
import { createOwnOutputs } from './own-outputs.ts';
import { createFailedStep } from './presets/failed-step.ts';
import { createPresets } from './presets/presets.ts';
import { createListings } from './step-files.ts';
import { readMemory, storeMemory, type StepMemory } from './step-memory.ts';
import { createSwagGenerator } from './swag-generator.ts';

export type { Generation, Generator, GeneratorDeps } from './generation.ts';

/**
 * Makes the generator of the plan, which runs its steps: each after those whose outputs it reads, and beside all
 * others. Keeps what it remembers from run to run in `plan.output.cache`. Starts nothing yet.
 */
export function createGenerator(plan: Plan, deps: GeneratorDeps): Generator {
  const listings = createListings();
  let memory: Promise<StepMemory> | undefined;
  const surroundings: StepSurroundings = {
    plan,
    deps,
    own: createOwnOutputs(),
    listings,
    readFileText: listings.remember(createFileTexts(deps.now, (_, bytes) => bytes)),
    readDeclarations: listings.remember(createFileTexts(deps.now)),
    memory: () => (memory ??= readMemory(plan.output.cache)),
  };
  const make = createSteps(plan, deps, surroundings);
  let made: readonly Step[] | undefined;
  let ordered: Result<Order> | undefined;
  const current = () => (made ??= make());

  return {
    async generate(signal, report) {
      const started = deps.now();
      const steps = make();
      if (ordered === undefined || !isSame(steps, made ?? [])) ordered = orderSteps(steps);
      made = steps;
      if (!ordered.ok) {
        const { problem } = ordered;
        return { kind: 'failed', steps: [], problem, diagnostics: [], written: [], durationMs: 0 };
      }
      listings.forget();
      const ends = await runInOrder(steps, ordered.value, signal, report);
      if (ends.some((end) => end !== undefined && end.kind !== 'current')) {
        await storeMemory(plan.output.cache, await surroundings.memory());
      }
      return summarize(steps, ends, signal, deps.now() - started);
    },
    outputs: () => current().map(({ outputs }) => outputs),
    async isOwnOutput(path) {
      const answers = await Promise.all(current().map((step) => step.isOwnOutput(path)));
      return answers.includes(true);
    },
    concerns: (path) => current().some((step) => step.concerns(path)),
    directories: async () => (await Promise.all(current().map((step) => step.directories()))).flat(),
    patterns: () => current().flatMap((step) => step.patterns()),
  };
}

function isSame(some: readonly Step[], others: readonly Step[]): boolean {
  return some.length === others.length && some.every((one, at) => one === others[at]);
}

/** Gives the steps as the tools' own files say now; one that they say the same of stays the same step. */
function createSteps(plan: Plan, deps: GeneratorDeps, surroundings: StepSurroundings): () => readonly Step[] {
  const presets = createPresets(plan);
  const fixed = new Map(plan.generate.map((step) => [step, createFixedStep(step, plan, deps, surroundings)]));
  const made = new Map<string, { readonly text: string; readonly step: Step }>();
  const keep = (name: string, described: unknown, create: () => Step): Step => {
    const text = JSON.stringify(described);
    const before = made.get(name);
    if (before?.text === text) return before.step;
    const step = create();
    made.set(name, { text, step });
    return step;
  };
  return () => {
    const look = presets();
    return plan.generate.flatMap((step) => {
      const one = fixed.get(step);
      if (one) return [one];
      if (step.kind !== 'preset') return [];
      const preset = look(step.name);
      if (preset.kind === 'failed') {
        return [keep(step.name, preset, () => createFailedStep(step.name, preset))];
      }
      return preset.steps.map((command) =>
        keep(command.name, command, () => createCommandStep(command, surroundings)),
      );
    });
  };
}

/** A step that does not depend on other files than those that it reads; undefined for a preset. */
function createFixedStep(
  step: StepPlan,
  plan: Plan,
  deps: GeneratorDeps,
  surroundings: StepSurroundings,
): Step | undefined {
  switch (step.kind) {
    case 'command':
      return createCommandStep(step, surroundings);
    case 'preset':
      return undefined;
    case 'swagger': {
      const { swagger } = plan;
      if (swagger === null) return undefined;
      const { command } = swagger;
      return command === undefined
        ? createSwagGenerator(plan, swagger, deps)
        : createCommandGenerator(plan, { ...swagger, command }, deps);
    }
  }
}

/** How each step ended, by its place; undefined for one that was not begun since another had failed. */
async function runInOrder(
  steps: readonly Step[],
  { places, after, passedOver }: Order,
  signal: AbortSignal,
  report: (event: RunEvent) => void,
): Promise<readonly (StepEnd | undefined)[]> {
  const none = Promise.resolve(undefined);
  const ends = new Map<number, Promise<StepEnd | undefined>>();
  let isOver = false;
  const run = async (at: number): Promise<StepEnd | undefined> => {
    await Promise.all([...(after[at] ?? [])].map((before) => ends.get(before) ?? none));
    const step = steps[at];
    if (isOver || signal.aborted || !step) return undefined;
    const others = [...(passedOver[at] ?? [])].flatMap((other) => steps[other]?.outputs ?? []);
    const end = await step.generate(signal, report, others);
    isOver ||= end.kind === 'failed';
    return end;
  };
  for (const at of places) ends.set(at, run(at));
  return Promise.all(steps.map((_, at) => ends.get(at) ?? none));
}

function summarize(
  steps: readonly Step[],
  ends: readonly (StepEnd | undefined)[],
  signal: AbortSignal,
  durationMs: number,
): Generation {
  const written = ends.flatMap((end) =>
    end === undefined || end.kind === 'current' ? [] : (end.written ?? []),
  );
  if (signal.aborted || ends.some((end) => end?.kind === 'aborted')) return { kind: 'aborted', written };
  const runs = ends.flatMap((end, at): NamedRun[] =>
    end?.kind === 'generated' ? [{ ...end, name: steps[at]?.name ?? '' }] : [],
  );
  const [failed, ...others] = ends.filter((end) => end?.kind === 'failed');
  if (failed) {
    const diagnostics = [failed, ...others].flatMap((end) => end.diagnostics);
    return { kind: 'failed', steps: runs, problem: failed.problem, diagnostics, written, durationMs };
  }
  return runs.length > 0 ? { kind: 'generated', steps: runs, written, durationMs } : { kind: 'current' };
}
