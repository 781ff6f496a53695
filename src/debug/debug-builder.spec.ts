import type { Builder } from '../build/builder.ts';
import type { Plan } from '../plan/plan.ts';
import type { Problem } from '../problem.ts';
import { makeTestPlan } from '../testing/plan.ts';
import { buildForDebugger } from './debug-builder.ts';
import { spellAsLinux } from '../files/testing/linux-paths.ts';

const DEBUG = { port: 2345, isFixed: false, dependencies: false };

/** A builder whose builds are the plans that they were made of. */
function makeRig(parts: Parameters<typeof makeTestPlan>[0] = {}) {
  const opened: Plan[] = [];
  const noted: [number, string][] = [];
  const warnings: Problem[] = [];
  const rig = { isAttached: false };
  const open = (plan: Plan): Builder => {
    const at = opened.push(plan) - 1;
    return {
      note: (path) => void noted.push([at, path]),
      build: () => Promise.resolve({ kind: 'aborted' }),
      install: async () => ({ ok: true, value: undefined }),
      idleWork: () => ({ afterMs: at, run: () => Promise.resolve({ kind: 'done' }) }),
    };
  };
  const files: Record<string, string> = {
    '/w/go.work': 'go 1.22\n\nuse (\n\t./app\n\t./libs/words\n)\n',
    '/w/app/go.mod': 'module example.test/app\n',
    '/w/libs/words/go.mod': 'module example.test/words\n',
  };
  const plan = makeTestPlan({ debug: DEBUG, ...parts, go: { workFile: '/w/go.work', ...parts.go } });
  const builder = buildForDebugger(
    plan,
    open,
    () => rig.isAttached,
    (path) => files[spellAsLinux(path)],
    (one) => warnings.push(one),
  );
  const build = () => builder.build(new AbortController().signal, () => undefined);
  return Object.assign(rig, {
    builder,
    build,
    opened,
    noted,
    warnings,
    flags: () => opened.at(-1)?.go.buildFlags,
  });
}

describe('buildForDebugger', () => {
  it('builds fast until an editor is attached, and again when it has gone', async () => {
    const rig = makeRig();
    await rig.build();
    expect(rig.flags()).toContain('-ldflags=-s -w');
    rig.isAttached = true;
    await rig.build();
    await rig.build();
    expect(rig.flags()).toEqual([
      '-buildvcs=false',
      '-gcflags=-N -l',
      '-gcflags=example.test/app/...=-N -l',
      '-gcflags=example.test/words/...=-N -l',
    ]);
    rig.isAttached = false;
    await rig.build();
    expect(rig.flags()).toContain('-ldflags=-s -w');
    // No objects of the one kind are taken for those of the other.
    expect(new Set(rig.opened.map(({ output }) => output.hot)).size).toBe(3);
  });

  it('builds dependencies as well, where that is asked for', async () => {
    const rig = makeRig({ debug: { ...DEBUG, dependencies: true } });
    rig.isAttached = true;
    await rig.build();
    expect(rig.flags()).toContain('-gcflags=all=-N -l');
  });

  it('tells which of the user’s flags it leaves out', async () => {
    const rig = makeRig({ go: { listFlags: ['-ldflags=-s', '-trimpath'] } });
    rig.isAttached = true;
    await rig.build();
    await rig.build();
    expect(rig.warnings.map(({ message }) => message)).toEqual([
      'buildFlags: -s and -w of -ldflags, and -trimpath would hide the sources from the debugger',
    ]);
  });

  it('has edits noted by the builder that builds, and nothing prepared by one that will not build again', async () => {
    const rig = makeRig();
    await rig.build();
    rig.isAttached = true;
    expect(rig.builder.idleWork()).toBeUndefined();
    await rig.build();
    rig.builder.note('/w/app/a.go');
    expect(rig.noted).toEqual([[1, '/w/app/a.go']]);
    expect(rig.builder.idleWork()?.afterMs).toBe(1);
  });
});
