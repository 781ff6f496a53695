import { queueBuilds } from './build-lock.ts';
import type { Builder } from './builder.ts';
import type { BuildOutcome } from './go-build.ts';
import { here } from '../files/testing/linux-paths.ts';

const never = new AbortController().signal;
const failed: BuildOutcome = {
  kind: 'failed',
  command: [],
  durationMs: 1,
  diagnostics: [],
  output: '',
  final: false,
};

function makeRig() {
  const calls: string[] = [];
  const rig = { outcome: failed, builderFails: false };
  const builder = {
    note: (path: string) => void calls.push(`note ${path}`),
    build: () => {
      calls.push('build');
      return rig.builderFails ? Promise.reject(new Error('boom')) : Promise.resolve(rig.outcome);
    },
  } as unknown as Builder;
  const queued = queueBuilds(
    builder,
    {
      enter(urgency, _signal, onWait) {
        calls.push(urgency);
        onWait('other');
        return Promise.resolve(() => Promise.resolve(void calls.push('leave')));
      },
    },
    here('/w/app'),
  );
  return Object.assign(rig, { calls, queued });
}

describe(queueBuilds.name, () => {
  it('builds between entering and leaving, and says whom it waits for', async () => {
    const { calls, queued } = makeRig();
    const told: unknown[] = [];
    expect(await queued.build(never, (event) => told.push(event))).toBe(failed);
    expect(calls).toEqual(['shared', 'build', 'leave']);
    expect(told).toEqual([{ type: 'waiting', what: 'the build of other' }]);
  });

  it('is more urgent for an edit of its own project, until that is built', async () => {
    const rig = makeRig();
    rig.queued.note(here('/w/app2/x.go'));
    await rig.queued.build(never, () => undefined);
    rig.queued.note(here('/w/app/x.go'));
    rig.outcome = { kind: 'aborted' };
    await rig.queued.build(never, () => undefined);
    rig.outcome = failed;
    await rig.queued.build(never, () => undefined);
    await rig.queued.build(never, () => undefined);
    expect(rig.calls.filter((call) => ['own', 'shared'].includes(call))).toEqual([
      'shared',
      'own',
      'own',
      'shared',
    ]);
    expect(rig.calls).toContain(`note ${here('/w/app/x.go')}`);
  });

  it('leaves after a build that throws', async () => {
    const rig = makeRig();
    rig.builderFails = true;
    await expect(rig.queued.build(never, () => undefined)).rejects.toThrow('boom');
    expect(rig.calls.at(-1)).toBe('leave');
  });
});
