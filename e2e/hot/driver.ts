import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { followDeps } from '../../src/build/follow-command.ts';
import { createBuilder, type Builder } from '../../src/build/builder.ts';
import type { IdleOutcome } from '../../src/build/idle-work.ts';
import { openMachine } from '../../src/build/delta/machine.ts';
import type { BuildOutcome } from '../../src/build/go-build.ts';
import { CLOCK_TICK } from '../../src/build/hot/contents.ts';
import { isSameProgram } from '../../src/build/hot/same-program.ts';
import type { Platform } from '../../src/plan/host.ts';
import { readTextIfThere } from '../../src/plan/make-plan.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { startChild } from '../../src/process/child.ts';
import { killTree } from '../../src/process/processes.ts';
import { thisSystem } from '../../src/process/system.ts';
import { makeTestPlan } from '../../src/testing/plan.ts';
import { stampFile } from '../../src/files/disk.ts';
import { changedPaths } from './edits.ts';
import type { Sources } from './fixture.ts';

export interface Place {
  /** Absolute. The sources are written below it. */
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  /** All of `go build`, but for `-o`. */
  readonly flags: readonly string[];
  /** The package, from `cwd`. Default: ./cmd/api. */
  readonly target?: string;
  /** From the root. Default: app. */
  readonly cwd?: string;
  /** The system that the program is built for. Default: linux/amd64. */
  readonly host?: Platform;
  /** Where the linkers for delta links are; absent: edits are linked in full. */
  readonly tools?: string;
}

/** Drives a builder with the real go by hand, as the pipeline would: edit, build, install, idle work. */
export interface Driver {
  readonly plan: Plan;
  readonly builder: Builder;
  readonly sources: Sources;
  /** Writes what was changed in `sources`, and builds. With `only`, nothing but these files is told of. */
  build(only?: readonly string[]): Promise<BuildOutcome>;
  /** What is due in a quiet moment: the recipe, or the check of a hot build. */
  rest(): Promise<IdleOutcome | undefined>;
  /** Whether go alone builds the same program as the one installed: undefined where go refuses the sources. */
  isWhatGoBuilds(): Promise<boolean | undefined>;
}

/** From a save to its build, in ms. The pipeline takes as long, and files that are not as old may not be in the build. */
const DEBOUNCE = 2 * CLOCK_TICK;

const never = new AbortController().signal;

export function createDriver(
  { root, env, flags, target = './cmd/api', cwd = 'app', host, tools }: Place,
  sources: Sources,
): Driver {
  const folder = join(root, cwd);
  const path = (name: string) => join(root, 'cache', name);
  const plan = makeTestPlan({
    workspaceRoot: root,
    projectRoot: folder,
    target: { kind: 'package', directory: folder },
    go: {
      cwd: folder,
      package: target,
      buildFlags: flags,
      listFlags: flags.filter((flag) => !/^-(?:ldflags|buildvcs)=/.test(flag)),
      env: { ...env, PWD: folder },
      ...(host === undefined ? {} : { host }),
    },
    output: {
      binary: path('bin/app'),
      next: path('bin/.app.next'),
      replaced: path('bin/.app.replaced'),
      reference: path('bin/.app.go'),
      cache: path(''),
      temporary: path('tmp'),
      hot: path('hot'),
    },
    hot: { checkAfter: 0 },
    ...(tools === undefined ? {} : { delta: { kind: 'on' as const, tools } }),
  });
  const builder = createBuilder(plan, {
    ...followDeps,
    startChild,
    killTree,
    readText: readTextIfThere,
    clocks: { now: Date.now, fileTime: Date.now, steady: () => performance.now() },
    files: { readText: readTextIfThere, stamp: stampFile },
    // An edit is tried at once, however much else is going on.
    machine: { ...openMachine(), load: () => 0, supplies: () => [] },
    system: thisSystem,
  });
  let written: Sources = new Map();

  return {
    plan,
    builder,
    sources,
    async build(only) {
      const changed = changedPaths(written, sources);
      for (const name of changed) writeSource(join(root, name), sources.get(name) ?? null);
      written = new Map(sources);
      await setTimeout(DEBOUNCE);
      for (const name of only ?? changed) builder.note(join(root, name));
      const outcome = await builder.build(never, () => undefined);
      if (outcome.kind === 'built') {
        const installed = await builder.install();
        if (!installed.ok) throw new Error(installed.problem.message);
      }
      return outcome;
    },
    async rest() {
      return builder.idleWork()?.run(never);
    },
    async isWhatGoBuilds() {
      const other = path('by-go');
      const { go } = plan;
      try {
        const args = ['build', '-o', other, ...go.buildFlags, go.package];
        execFileSync(go.binary, args, { cwd: go.cwd, env: go.env, stdio: 'pipe' });
      } catch {
        return undefined;
      }
      return isSameProgram(plan.output.binary, other);
    },
  };
}

function writeSource(path: string, text: string | null): void {
  // A mirror may lack its largest files.
  if (text === null) return rmSync(path, { force: true });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
