import { chmodSync } from 'node:fs';
import { openRig, type Rig } from './rig/rig.ts';
import type { Run } from './rig/run.ts';

/** The go command, which builds another program where it is told so. */
const GO = `#!/bin/sh
"$RIG_GO" "$@"
code=$?
case "$*" in build\\ -o*) [ -e "$(dirname "$0")/wrong" ] && printf wrong >> "$3" ;; esac
exit $code
`;

const describeHot = process.platform === 'linux' ? describe : () => undefined;

describeHot('the hot path', () => {
  let rig: Rig;
  let run: Run;

  /** Edits, and gives who has built it. */
  const built = async (act: () => void) => {
    rig.events.skipAhead();
    act();
    const { via } = await rig.events.next('built');
    run = await rig.nextRun();
    return via;
  };
  beforeAll(async () => {
    rig = await openRig();
    rig.workspace.write('tools/go', GO);
    chmodSync(rig.workspace.path('tools/go'), 0o755);
    rig.execute({ goBinary: 'tools/go' });
    run = await rig.nextRun();
    await rig.events.next('hot-path');
  });
  afterAll(() => rig.end());

  it('builds an edit, which go checks when it is quiet', async () => {
    expect(await built(() => rig.workspace.setVersion('2'))).toEqual({
      kind: 'hot',
      compiled: [expect.stringContaining('app')],
    });
    expect(run.hello.version).toBe('2');
    await rig.events.next('checked');
    expect(run.isClosed).toBe(false);
  });

  it('builds an edit of another module with what imports it', async () => {
    const via = await built(() => rig.workspace.edit('libs/words/words.go', 'hello', 'good day'));
    expect(via).toMatchObject({ kind: 'hot', compiled: ['example.test/words', expect.any(String)] });
    expect(run.hello.parts['words']).toBe('good day');
  });

  it('leaves the errors to go, and builds what was mended', async () => {
    rig.workspace.edit('apps/app/version.go', '"2"', 'broken');
    await rig.events.next('build-failed');
    expect(await built(() => rig.workspace.setVersion('3'))).toMatchObject({ kind: 'hot' });
    expect(run.hello.version).toBe('3');
  });

  it('leaves a new import to go', async () => {
    const via = await built(() =>
      rig.workspace.write(
        'apps/app/version.go',
        'package main\n\nimport "strings"\n\nvar version = strings.ToUpper("v4")\n',
      ),
    );
    expect(via).toMatchObject({ kind: 'go', because: expect.stringContaining('version.go changed') });
    expect(run.hello.version).toBe('V4');
  });

  it('gives way to go for the rest of the run where go builds another program, which takes the place', async () => {
    await rig.events.next('hot-path');
    rig.workspace.write('tools/wrong', '');
    expect(await built(() => rig.workspace.edit('apps/app/version.go', 'v4', 'v5'))).toMatchObject({
      kind: 'hot',
    });
    const hot = run;
    const defect = await rig.events.next('defect');
    expect(defect.problem.message).toBe('go builds another program');
    run = await rig.nextRun();
    expect(hot.isClosed).toBe(true);
    expect(run.hello.version).toMatch(/V5$/);
    rig.workspace.remove('tools/wrong');
    expect(await built(() => rig.workspace.edit('apps/app/version.go', 'v5', 'v6'))).toEqual({
      kind: 'go',
      because: 'go builds another program',
    });
    expect(run.hello.version).toMatch(/V6$/);
  });
});
