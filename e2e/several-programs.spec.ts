import { chmodSync, cpSync } from 'node:fs';
import { openRig, type Rig } from './rig/rig.ts';
import { makeWorkspace, type Workspace } from './rig/workspace.ts';

const OTHERS = ['second', 'third', 'fourth'];

/** The go command, which notes it where another one builds at the same time, and builds on once tools/hold is gone. */
const GO = `#!/bin/sh
case "$*" in build\\ -o*) ;; *) exec "$RIG_GO" "$@" ;; esac
here=$(dirname "$0")
mkdir "$here/building" 2>/dev/null || touch "$here/two-at-once"
while [ -e "$here/hold" ]; do sleep 0.02; done
"$RIG_GO" "$@"
code=$?
rmdir "$here/building"
exit $code
`;

/** Four programs that import one library. */
function makeFour(name: string): Workspace {
  const workspace = makeWorkspace(name);
  const { path, edit, write } = workspace;
  const options = { goBinary: path('tools/go'), hotBuild: false };
  write('tools/go', GO);
  chmodSync(path('tools/go'), 0o755);
  workspace.configure(options);
  for (const other of OTHERS) {
    cpSync(path('apps/app'), path(`apps/${other}`), { recursive: true });
    edit(`apps/${other}/go.mod`, 'example.test/app', `example.test/${other}`);
    edit(`apps/${other}/project.json`, '"app"', `"${other}"`);
    edit(`apps/${other}/version.go`, '"1"', `"${other}"`);
    edit('go.work', '\t./apps/app\n', `\t./apps/app\n\t./apps/${other}\n`);
  }
  return workspace;
}

describe('four programs that import one library, served together', () => {
  let rig: Rig;
  /** The versions of the programs that run with this greeting. */
  const greeted = (greeting: string) =>
    rig.programs
      .filter(({ hello, isClosed }) => !isClosed && hello.parts['words'] === greeting)
      .map(({ hello }) => hello.version)
      .sort();
  const everybody = ['1', ...OTHERS].sort();
  const all = (greeting: string) =>
    rig.until(`four programs with ${greeting}`, () => (greeted(greeting).length === 4 ? true : undefined));

  beforeAll(async () => {
    rig = await openRig({ make: makeFour });
    rig.nx(['run-many', '-t', 'serve', '--parallel=4']);
    await all('hello');
  });
  afterAll(() => rig.end());

  it('are all right after an edit of the library, and were built one after another', async () => {
    rig.events.skipAhead();
    // Four quick builds are over before anyone has waited long enough to be told.
    rig.workspace.write('tools/hold', '');
    rig.workspace.edit('libs/words/words.go', 'hello', 'good day');
    const waiting = new Set<string>();
    while (waiting.size < OTHERS.length) {
      const { project } = await rig.events.next('waiting', ({ what }) => what.startsWith('the build of '));
      waiting.add(project);
    }
    rig.workspace.remove('tools/hold');
    await all('good day');
    expect(greeted('good day')).toEqual(everybody);
    expect(rig.workspace.has('tools/two-at-once')).toBe(false);
  });

  it('are built again alone where only one has changed', async () => {
    const before = rig.programs.length;
    rig.workspace.edit('apps/second/version.go', 'second', 'another');
    await rig.until('the edited program', () =>
      rig.programs.find(({ hello }) => hello.version === 'another'),
    );
    expect(rig.programs).toHaveLength(before + 1);
  });
});
