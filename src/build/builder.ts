import type { Link, RunEvent } from '../events/run-event.ts';
import { remove } from '../files/folders.ts';
import { type Clocks, type Moment, takeMoment } from '../files/moment.ts';
import { asidesOf } from '../plan/output.ts';
import type { Plan } from '../plan/plan.ts';
import { type Result, success } from '../problem.ts';
import type { System } from '../process/system.ts';
import type { BuilderState, Check } from './builder-state.ts';
import { createDelta } from './delta/delta.ts';
import type { Machine } from './delta/machine.ts';
import { followCommand } from './follow-command.ts';
import { type BuildDeps, type BuildOutcome, goBuild } from './go-build.ts';
import { askRecipe } from './hot/ask-recipe.ts';
import { checkBuild } from './hot/check-build.ts';
import type { SourceFiles } from './hot/contents.ts';
import { hotBuild } from './hot/hot-build.ts';
import type { Baseline } from './hot/judge-edit.ts';
import { type Objects, removeUnused } from './hot/objects.ts';
import { isSameProgram } from './hot/same-program.ts';
import { type IdleOutcome, type IdleWork, tellDeltaOff, toOutcome } from './idle-work.ts';
import { install, type Linker } from './install.ts';

/** Builds the program: hot where that is known to give what go would, else by the go command. */
export interface Builder {
  /** Takes note of a file that the next build has to read anew. */
  note(path: string): void;
  /** Builds next to the binary that runs. Aborting ends everything that was started. */
  build(signal: AbortSignal, report: (event: RunEvent) => void): Promise<BuildOutcome>;
  /** Puts the new binary in the last one's place. */
  install(): Promise<Result<void>>;
  /** What there is to do in a quiet moment. */
  idleWork(): IdleWork | undefined;
}

export interface BuilderDeps extends BuildDeps {
  readonly files: SourceFiles;
  readonly machine: Machine;
  readonly clocks: Clocks;
  readonly system: System;
}

type Report = (event: RunEvent) => void;

/** ms; the program that has just been started comes first. */
const RECIPE_AFTER = 150;
/** ms after which a machine that is busy, or on battery, is looked at again. */
const LOOK_AGAIN = 10_000;

export function createBuilder(plan: Plan, deps: BuilderDeps): Builder {
  const { output } = plan;
  let state: BuilderState = plan.hot ? { kind: 'unbuilt' } : { kind: 'off' };
  /** Files that the objects of `state` don't know of. */
  let changed = new Set<string>();
  let linker: Linker = 'go';
  const delta = plan.hot && plan.delta?.kind === 'on' ? createDelta(plan, plan.delta.tools, deps) : undefined;
  let builds = 0;
  let installNext = (): Promise<Result<void>> => leaveInPlace();

  /** A binary, linked by go, with the code that runs. */
  const lastByGo = () => {
    if (linker === 'go') return output.binary;
    return state.kind === 'warm' && state.check.kind === 'passed' ? output.reference : null;
  };
  const leaveInPlace = () => Promise.resolve(success(undefined));
  const dropNext = () => remove(output.next, output.cache).then(success);
  const installAs = (by: Linker) => async () => {
    const installed = await install(output, linker, by);
    if (installed.ok) linker = by;
    // What runs is not what the objects say.
    else if (state.kind !== 'off') state = { kind: 'unbuilt' };
    return installed;
  };

  const buildHot = async (baseline: Baseline, signal: AbortSignal, report: Report) => {
    const began = deps.now();
    const taken = changed;
    changed = new Set();
    const linkDelta =
      delta &&
      (async (objects: Objects, folder: string) => {
        const linked = await delta.link(baseline, objects, folder, signal);
        if (linked.kind === 'full' && linked.isOff === true) report(tellDeltaOff(linked.because));
        return linked;
      });
    const followed = followCommand({ during: 'build', what: 'compile and link' }, deps, report, deps);
    const outcome = await hotBuild(plan, baseline, taken, String(++builds), deps, signal, linkDelta);
    followed.end();
    if (outcome.kind !== 'built') {
      changed = new Set([...taken, ...changed]);
      return outcome;
    }
    const { sameAsLast, compiled, compileMs, linkMs, link } = outcome;
    installNext = sameAsLast ? leaveInPlace : installAs('hot');
    const due: Check = { kind: 'due', link: link?.kind ?? 'full' };
    const check = sameAsLast && state.kind === 'warm' ? state.check : due;
    state = { kind: 'warm', baseline: outcome.baseline, check };
    await removeUnused(baseline.objects, outcome.baseline.objects, delta?.objects() ?? new Map());
    const built: BuildOutcome = {
      kind: 'built',
      command: ['go', 'tool', 'compile', ...compiled],
      durationMs: deps.now() - began,
      sameAsLast,
      via: { kind: 'hot', compiled, ...(link === undefined ? {} : { link }) },
      parts: { compile: compileMs, link: linkMs },
    };
    return built;
  };

  const buildByGo = async (
    because: string | undefined,
    signal: AbortSignal,
    report: Report,
  ): Promise<BuildOutcome> => {
    const since = takeMoment(deps.clocks);
    const taken = changed;
    changed = new Set();
    const last = lastByGo();
    const outcome = await goBuild(plan, deps, signal, last, report);
    if (outcome.kind !== 'built') {
      changed = new Set([...taken, ...changed]);
      return outcome;
    }
    if (state.kind !== 'off') state = { kind: 'built', since, isAsked: false };
    const { binary, next } = output;
    // By build IDs go's own are compared; what is hot and not checked yet has none.
    const sameAsLast =
      last === null ? await isSameProgram(binary, next).catch(() => false) : outcome.sameAsLast;
    // Else it would run from where it was put aside, which could not be done again.
    installNext = sameAsLast && !deps.system.replacesRunning ? dropNext : installAs('go');
    return { ...outcome, sameAsLast, ...(because === undefined ? {} : { via: { kind: 'go', because } }) };
  };

  const makeRecipe = async (since: Moment, signal: AbortSignal): Promise<IdleOutcome> => {
    const asked = await askRecipe(plan, since, deps, signal);
    if (signal.aborted) return { kind: 'done' };
    switch (asked.kind) {
      case 'failed':
        state = { kind: 'built', since, isAsked: true };
        return { kind: 'done' };
      case 'unfit':
        state = { kind: 'off', because: asked.because };
        return { kind: 'prepared', because: asked.because };
      case 'made': {
        const { recipe, stamps, contents, isOfLastBuild: isLinked } = asked;
        const baseline = { recipe, stamps, contents, objects: new Map(), isLinked };
        state = { kind: 'warm', baseline, check: { kind: 'passed' } };
        return { kind: 'prepared' };
      }
    }
  };

  const check = async (baseline: Baseline, link: Link['kind'], signal: AbortSignal): Promise<IdleOutcome> => {
    const since = takeMoment(deps.clocks);
    const compare =
      delta && link === 'delta'
        ? () => delta.verify(baseline, output.binary, output.next, signal)
        : undefined;
    const outcome = await keepUsed(baseline, checkBuild(plan, baseline.stamps, deps, signal, compare));
    if (signal.aborted || changed.size > 0) return { kind: 'done' };
    switch (outcome.kind) {
      case 'checked':
        state = { kind: 'warm', baseline, check: { kind: 'passed' } };
        break;
      case 'undecided':
        state = { kind: 'warm', baseline, check: { kind: 'undecided' } };
        break;
      case 'defect':
        state =
          outcome.of === 'hot'
            ? { kind: 'off', because: outcome.because }
            : { kind: 'built', since, isAsked: false };
        installNext = installAs('go');
    }
    return outcome;
  };

  /** Removes the objects of a base that is gone after this. */
  const keepUsed = async <T>(baseline: Baseline, done: Promise<T>): Promise<T> => {
    const before = delta?.objects() ?? new Map();
    const outcome = await done;
    await removeUnused(before, baseline.objects, delta?.objects() ?? new Map());
    return outcome;
  };

  /** What there is to do for delta links. */
  const deltaWork = (): IdleWork | undefined => {
    if (!delta || delta.isOff()) return undefined;
    if (state.kind === 'off') {
      // Without the hot path there are none.
      const because = state.because ?? 'the hot path is off';
      return { afterMs: 0, run: () => Promise.resolve(toOutcome(delta.turnOff(because))) };
    }
    if (state.kind !== 'warm' || state.check.kind !== 'passed') return undefined;
    const { baseline } = state;
    const work = delta.nextWork(baseline, baseline.isLinked ? lastByGo() : null);
    return work && inQuiet(async (signal) => toOutcome(await keepUsed(baseline, work(signal))));
  };
  /** Work that a machine which is busy, or on battery, puts off. */
  const inQuiet = (run: IdleWork['run']): IdleWork => ({
    afterMs: delta?.mayWork() ? (plan.hot?.checkAfter ?? 0) : LOOK_AGAIN,
    run: async (signal) => (delta?.mayWork() ? run(signal) : { kind: 'done' }),
  });

  const build = async (signal: AbortSignal, report: Report): Promise<BuildOutcome> => {
    if (state.kind !== 'warm')
      return buildByGo(state.kind === 'off' ? state.because : undefined, signal, report);
    const outcome = await buildHot(state.baseline, signal, report);
    return outcome.kind === 'leave' ? buildByGo(outcome.because, signal, report) : outcome;
  };

  return {
    note: (path) => void changed.add(path),
    async build(signal, report) {
      // At the swap its removal would hold up the program that ends.
      const removed = Promise.all(asidesOf(output).map((path) => remove(path, output.cache)));
      const outcome = await build(signal, report);
      await removed;
      return outcome;
    },
    install: () => installNext(),
    idleWork() {
      const now = state;
      // What has not been built yet is built first: it may not even compile.
      if (changed.size > 0) return undefined;
      if (now.kind === 'built' && !now.isAsked)
        return { afterMs: RECIPE_AFTER, run: (signal) => makeRecipe(now.since, signal) };
      if (now.kind !== 'warm' || now.check.kind !== 'due') return deltaWork();
      const { link } = now.check;
      const run = (signal: AbortSignal) => check(now.baseline, link, signal);
      return link === 'delta' ? inQuiet(run) : { afterMs: plan.hot?.checkAfter ?? 0, run };
    },
  };
}
