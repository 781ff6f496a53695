import { readFileSync } from 'node:fs';
import type { RunEvent } from '../../events/run-event.ts';
import { stampFile } from '../../files/disk.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Command, Ended, StartChild } from '../../process/child.ts';
import { describeSystem } from '../../process/system.ts';
import { createBuilder } from '../builder.ts';
import { createFakeTools } from './fake-tools.ts';
import { createProgram, unfollowed } from './tiny-program.ts';

const never = new AbortController().signal;

/**
 * A program of the packages m/leaf and m/cmd, whose objects and binary hold what their sources do, blanks at the
 * end aside. go and its tools are in memory; a source that says `broken` compiles nowhere.
 */
export function makeBuilderRig({
  hot = true,
  flags = [],
  delta = false,
  platform = 'linux',
  usesC = false,
}: {
  hot?: boolean;
  flags?: readonly string[];
  delta?: boolean;
  platform?: NodeJS.Platform;
  usesC?: boolean;
} = {}) {
  const made = createProgram();
  const plan: Plan = {
    ...made.plan,
    go: { ...made.plan.go, listFlags: flags },
    hot: hot ? { checkAfter: 2000 } : null,
    delta: delta ? { kind: 'on', tools: made.path('cache/tools') } : null,
  };
  const { output } = plan;
  const rig = {
    epoch: 1e6,
    /** By how much the clock of the files is behind, in ms. */
    behind: 0,
    /** What the clock shows that never steps back; `epoch` is set back alone. */
    steady: 0,
    calls: [] as string[],
    goBuilds: 'right',
    during: undefined as (() => void) | undefined,
    /** What the linker for delta links ends with instead of doing its work, or go instead of building it. */
    tool: undefined as Partial<Ended> | undefined,
    /** What that linker puts behind the code of a delta. */
    spoils: '',
    usesC,
    load: 0,
    supply: { type: 'Mains', scope: '', status: '' },
    reported: [] as RunEvent[],
  };
  const sources = new Map([
    ['/w/m/leaf/x.go', { text: 'package leaf\n// 1', at: 0 }],
    ['/w/m/cmd/x.go', { text: 'package cmd\n// 1', at: 0 }],
  ]);
  const answer = createFakeTools(rig, sources, made.path);
  const startChild: StartChild = ({ file, args }: Command) => {
    const bare = file === 'nice' ? args.slice(2) : [file, ...args];
    const ended = answer(bare[0] as string, bare.slice(1));
    const act = rig.during;
    rig.during = undefined;
    act?.();
    return { pid: 1, ended: Promise.resolve(ended), kill: () => undefined };
  };
  const builder = createBuilder(plan, {
    startChild,
    killTree: async () => undefined,
    readText: () => undefined,
    ...unfollowed,
    now: () => 0,
    clocks: {
      now: () => (rig.epoch += 100),
      fileTime: () => rig.epoch - rig.behind,
      steady: () => (rig.steady += 100),
    },
    files: {
      readText: (path) => sources.get(path)?.text,
      stamp(path) {
        const source = sources.get(path);
        return source ? { text: source.text, ctimeMs: source.at } : stampFile(path);
      },
    },
    machine: { processors: 2, load: () => rig.load, supplies: () => [rig.supply] },
    system: describeSystem(platform),
  });
  return Object.assign(rig, {
    builder,
    sources,
    output,
    edit(name: string, text: string) {
      sources.set(`/w/m/${name}/x.go`, { text: `package ${name}\n${text}`, at: rig.epoch - rig.behind });
      builder.note(`/w/m/${name}/x.go`);
    },
    /** Builds, installs, and gives by whom and with which calls. */
    async build(signal: AbortSignal = never) {
      rig.calls.length = 0;
      rig.reported.length = 0;
      const outcome = await builder.build(signal, (event) => rig.reported.push(event));
      if (outcome.kind === 'built') await builder.install();
      const { calls } = rig;
      return outcome.kind === 'built'
        ? { via: outcome.via, sameAsLast: outcome.sameAsLast, calls: [...calls] }
        : { kind: outcome.kind, calls: [...calls] };
    },
    rest: async (signal: AbortSignal = never) => builder.idleWork()?.run(signal),
    running: () => readFileSync(output.binary, 'latin1').split('package ').slice(1).join(' '),
    [Symbol.dispose]: () => made[Symbol.dispose](),
  });
}

/** One that go has built, with its recipe. */
export async function makeWarmRig({ delta = false } = {}) {
  const rig = makeBuilderRig({ delta });
  await rig.build();
  await rig.rest();
  return rig;
}

/** One with a linker for delta links, and a base. */
export async function makeBasedRig() {
  const rig = await makeWarmRig({ delta: true });
  await rig.rest();
  await rig.rest();
  return rig;
}
