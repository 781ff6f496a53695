import { openRig, type Rig } from './rig/rig.ts';

describe('the option file', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig();
  });
  afterAll(() => rig.end());

  it.each([
    ['is the project by default', undefined],
    ['takes a package directory', 'cmd/api'],
    ['takes a file for its whole package', 'cmd/api/main.go'],
    ['is looked up from the workspace after the project', 'apps/app/cmd/api'],
    ['takes a folder above the only main package', 'cmd'],
  ])('%s', async (_, file) => {
    if (file !== undefined && !rig.workspace.has('apps/app/cmd')) {
      rig.workspace.write('apps/keep', '');
      rig.workspace.rename('apps/app', 'apps/api');
      rig.workspace.write('apps/app/cmd/keep', '');
      rig.workspace.rename('apps/api/go.mod', 'apps/app/go.mod');
      rig.workspace.rename('apps/api', 'apps/app/cmd/api');
    }
    const task = rig.execute({ watch: false, ...(file === undefined ? {} : { file }) });
    const run = await rig.nextRun();
    expect(run.hello.cwd).toBe(rig.workspace.path('apps/app'));
    await run.exit(0);
    expect(await task.ended()).toMatchObject({ code: 0 });
  });

  it('takes a file that is excluded from its package alone', async () => {
    const tool = '//go:build ignore\n\npackage main\n\nfunc main() { println("one") }\n';
    rig.workspace.write('apps/app/tool.go', tool);
    rig.workspace.write('apps/app/other.go', tool);
    const task = rig.execute({ file: 'tool.go' });
    await task.printed('one');
    await rig.events.next('exited');
    rig.events.skipAhead();
    rig.workspace.edit('apps/app/other.go', 'one', 'other');
    rig.workspace.edit('apps/app/tool.go', 'one', 'two');
    await task.printed('two');
    expect((await rig.events.next('change')).changes).toHaveLength(1);
  });
});
