import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan } from '../../plan/plan.ts';
import { gently, type RunDeps } from '../../process/run-command.ts';
import type { System } from '../../process/system.ts';
import { prepareLink } from '../hot/commands.ts';
import type { SourceFiles } from '../hot/contents.ts';
import type { Baseline } from '../hot/judge-edit.ts';
import type { Objects } from '../hot/objects.ts';
import { isSameProgram } from '../hot/same-program.ts';
import { type Base, isWhole, makeSpare, moveSpare, removeBase, type Spare } from './base.ts';
import { type Machine, stateOf } from './machine.ts';
import { runLinker } from './run-linker.ts';
import { provideTool } from './tool.ts';

/*
 *              tool built             base linked
 *   untooled ─────────────► baseless ◄────────────► based ◄─┐ delta linked, verified,
 *      │                       │    damaged, recipe │   └───┘ spare copied
 *      └───────► off ◄─────────┴────────────────────┘
 */
type State =
  | { readonly kind: 'untooled' }
  | { readonly kind: 'baseless'; readonly tool: string }
  | { readonly kind: 'based'; readonly tool: string; readonly base: Base }
  | { readonly kind: 'off'; readonly because: string };

/** How an attempt at a delta link ended. `linked`: the program lies at the path that was asked for. */
export type DeltaLink =
  | { readonly kind: 'linked' }
  /** The program has to be linked in full; `isOff` where that goes for the rest of the run. */
  | { readonly kind: 'full'; readonly because: string; readonly isOff?: boolean }
  | { readonly kind: 'aborted' };

/** What came of work in a quiet moment. */
export type DeltaWork =
  | { readonly kind: 'done' }
  /** From here on edits are linked against the new base. */
  | { readonly kind: 'based' }
  | { readonly kind: 'off'; readonly because: string };

/** What came of the comparison of a delta with the program that go has built. */
export type Verdict =
  | { readonly kind: 'same' }
  /** A full link of the same objects is another program than that of go. */
  | { readonly kind: 'other'; readonly because: string }
  /** The delta is another program than that full link, or could not be shown to be the same. */
  | { readonly kind: 'delta'; readonly because: string }
  | { readonly kind: 'undecided' };

/** Links against a base (linker/README.md). One for a run; once it is off it stays off. */
export interface Delta {
  /** Links these objects to `output`, in `folder`. Never throws. */
  link(baseline: Baseline, objects: Objects, folder: string, signal: AbortSignal): Promise<DeltaLink>;
  /** What there is to do in a quiet moment, where `byGo` is a program that go has linked of the baseline's objects. */
  nextWork(
    baseline: Baseline,
    byGo: string | null,
  ): ((signal: AbortSignal) => Promise<DeltaWork>) | undefined;
  /** Compares the delta `program` with `byGo`; where they are the same, the full link is the next base. */
  verify(baseline: Baseline, program: string, byGo: string, signal: AbortSignal): Promise<Verdict>;
  /** Whether quiet work may be done now. */
  mayWork(): boolean;
  /** Objects that have to stay, since the base was linked of them. */
  objects(): Objects;
  isOff(): boolean;
  /** Until the end of the run. */
  turnOff(because: string): DeltaWork;
}

export interface DeltaDeps extends RunDeps {
  readonly files: Pick<SourceFiles, 'stamp'>;
  readonly machine: Machine;
  readonly system: Pick<System, 'nice'>;
}

const NONE: Objects = new Map();

export function createDelta(plan: Plan, tools: string, deps: DeltaDeps): Delta {
  const { output, go } = plan;
  let state: State = { kind: 'untooled' };
  let bases = 0;
  let spares = 0;

  const stampOf = (path: string) => deps.files.stamp(path)?.text;
  const off = (because: string): { readonly kind: 'off'; readonly because: string } => {
    state = { kind: 'off', because };
    return state;
  };
  const copySpare = ({ program }: Base): Promise<Spare> => makeSpare(program, ++spares, stampOf);
  const dropBase = async (tool: string, base: Base) => {
    state = { kind: 'baseless', tool };
    await removeBase(base);
  };

  /** Links in full, with a table, and compares with what go has linked; with `delta`, the linker compares that as well. */
  const linkBase = async (
    tool: string,
    { recipe, objects }: Baseline,
    byGo: string,
    signal: AbortSignal,
    delta?: string,
  ): Promise<Verdict> => {
    const folder = join(output.hot, `base-${++bases}`);
    const [program, table] = [join(folder, 'program'), join(folder, 'table')];
    const before = state;
    try {
      await mkdir(folder, { recursive: true });
      const flags = ['-deltawrite', table, ...(delta === undefined ? [] : ['-deltaverify', delta])];
      const full = await prepareLink(recipe, folder, objects, program, go.cwd, { tool, flags });
      if (!full) return { kind: 'undecided' };
      const gentle = { ...deps, startChild: gently(deps.startChild, deps.system) };
      const ended = await runLinker(full, gentle, signal);
      if (ended === null) return { kind: 'undecided' };
      if (ended.kind !== 'silent') return { kind: 'delta', because: ended.because };
      if (!(await isSameProgram(program, byGo)))
        return { kind: 'other', because: 'go links another program of the same objects' };
      const stamps = new Map([program, table].map((path) => [path, stampOf(path)]));
      const base: Base = { recipe, objects, program, table, stamps, spare: undefined };
      const spare = await copySpare(base);
      if (before.kind === 'based') await dropBase(tool, before.base);
      state = { kind: 'based', tool, base: { ...base, spare } };
      return { kind: 'same' };
    } catch (error) {
      return { kind: 'other', because: (error as Error).message };
    } finally {
      if (state === before) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }
  };

  const buildTool = async ({ recipe }: Baseline, signal: AbortSignal): Promise<DeltaWork> => {
    const found = await provideTool(plan, recipe.link.tool, tools, deps, signal);
    if (found.kind === 'aborted') return { kind: 'done' };
    if (found.kind === 'unfit') return off(found.because);
    state = { kind: 'baseless', tool: found.path };
    return { kind: 'done' };
  };
  const makeBase = async (
    tool: string,
    baseline: Baseline,
    byGo: string,
    signal: AbortSignal,
  ): Promise<DeltaWork> => {
    const verdict = await linkBase(tool, baseline, byGo, signal);
    if (verdict.kind === 'undecided')
      return signal.aborted ? { kind: 'done' } : off('an object is not known');
    return verdict.kind === 'same' ? { kind: 'based' } : off(verdict.because);
  };
  const renewSpare = async (tool: string, base: Base): Promise<DeltaWork> => {
    try {
      state = { kind: 'based', tool, base: { ...base, spare: await copySpare(base) } };
      return { kind: 'done' };
    } catch (error) {
      return off((error as Error).message);
    }
  };

  return {
    async link({ recipe }, objects, folder, signal) {
      const full = (because: string): DeltaLink => ({ kind: 'full', because });
      if (state.kind === 'off') return full(state.because);
      const machine = stateOf(deps.machine);
      if (machine === 'on battery') return full('the machine is on battery');
      if (state.kind !== 'based' || state.base.recipe !== recipe)
        return full(`there is no base yet${machine === 'busy' ? ', as the machine is busy' : ''}`);
      const { tool, base } = state;
      try {
        if (!isWhole(base, stampOf)) {
          await dropBase(tool, base);
          return full('the base, or its copy, is not as it was made');
        }
        const { path } = base.spare ?? (await copySpare(base));
        state = { kind: 'based', tool, base: { ...base, spare: undefined } };
        try {
          const flags = ['-deltabase', base.table, '-deltaexe', path];
          const command = await prepareLink(recipe, folder, objects, `${path}.part`, go.cwd, { tool, flags });
          if (!command) return full('an object is not known');
          // It takes 20 to 45 MB without a collection.
          const ended = await runLinker({ ...command, env: { ...command.env, GOGC: 'off' } }, deps, signal);
          if (ended === null) return { kind: 'aborted' };
          if (ended.kind === 'full-link') return full(ended.because);
          if (ended.kind === 'failed') return { ...off(ended.because), kind: 'full', isOff: true };
          await moveSpare(path, output.next);
          return { kind: 'linked' };
        } finally {
          for (const left of [path, `${path}.part`]) await rm(left, { force: true });
        }
      } catch (error) {
        return full((error as Error).message);
      }
    },
    nextWork(baseline, byGo) {
      switch (state.kind) {
        case 'off':
          return undefined;
        case 'untooled':
          return (signal) => buildTool(baseline, signal);
        case 'baseless': {
          const { tool } = state;
          return byGo === null ? undefined : (signal) => makeBase(tool, baseline, byGo, signal);
        }
        case 'based': {
          const { tool, base } = state;
          const isOld = base.recipe !== baseline.recipe || base.objects !== baseline.objects;
          if (isOld && byGo !== null) return (signal) => makeBase(tool, baseline, byGo, signal);
          return base.spare === undefined ? () => renewSpare(tool, base) : undefined;
        }
      }
    },
    async verify(baseline, program, byGo, signal) {
      // Without a tool there has been no delta.
      if (state.kind === 'untooled' || state.kind === 'off') return { kind: 'undecided' };
      const verdict = await linkBase(state.tool, baseline, byGo, signal, program);
      if (verdict.kind !== 'delta') return verdict;
      off(verdict.because);
      return { kind: 'delta', because: `the delta link has made another program: ${verdict.because}` };
    },
    mayWork: () => stateOf(deps.machine) === 'quiet',
    objects: () => (state.kind === 'based' ? state.base.objects : NONE),
    isOff: () => state.kind === 'off',
    turnOff: off,
  };
}
