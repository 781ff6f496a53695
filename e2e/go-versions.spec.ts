import { tryEdits } from './hot/try-edits.ts';
import { flagSets } from './hot/flag-sets.ts';
import { editKinds } from './hot/edits.ts';
import { GO_VERSIONS } from './hot/go-versions.ts';
import { openRig, type Rig } from './rig/rig.ts';

describe.each(GO_VERSIONS)('with %s', (version) => {
  let rig: Rig;
  beforeAll(async () => void (rig = await openRig()));
  afterAll(() => rig.end());

  it('the executor serves, builds an edit hot, has it checked, and keeps the last good build', async () => {
    const task = rig.execute({}, { GOTOOLCHAIN: version });
    await rig.nextRun();
    await rig.events.next('hot-path');
    rig.workspace.setVersion('two');
    expect((await rig.events.next('built')).via.kind).toBe('hot');
    expect((await rig.nextRun()).hello.version).toBe('two');
    await rig.events.next('checked');
    rig.workspace.write('apps/app/version.go', 'package main\n\nconst version = two\n');
    const { diagnostics, stillRunning } = await rig.events.next('build-failed');
    expect({ diagnostics, stillRunning }).toMatchObject({
      diagnostics: [{ line: 3, message: 'undefined: two' }],
      stillRunning: true,
    });
    rig.workspace.setVersion('three');
    expect((await rig.nextRun()).hello.version).toBe('three');
    task.signal('SIGTERM');
    expect((await task.ended()).code).toBe(0);
  });

  it('a hot build is what that version builds', async () => {
    const [fast] = flagSets;
    if (!fast) throw new Error('there are no flags to try');
    const literal = editKinds.filter(({ name }) => name === 'literal');
    for await (const tried of tryEdits(fast, 1, literal, { GOTOOLCHAIN: version }))
      expect(tried).toMatchObject({ via: 'hot' });
  });
});
