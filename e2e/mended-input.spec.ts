import { openRig, type Rig } from './rig/rig.ts';

describe('wrong input that an edit mends', () => {
  let rig: Rig;
  afterEach(() => rig.end());

  it('a go that is too old for go.mod is told, and a lower go line heals it', async () => {
    rig = await openRig();
    const { workspace } = rig;
    workspace.edit('go.work', 'go 1.22.0', 'go 1.999.0');
    workspace.edit('apps/app/go.mod', 'go 1.22.0', 'go 1.999.0');
    const task = rig.execute({}, { GOTOOLCHAIN: 'local' });
    await rig.events.next('build-failed');
    expect(task.output).toContain('requires go >= 1.999.0');
    expect(task.output).toContain('Install Go 1.999.0 or newer');
    expect(task.output).toContain('nothing is running; waiting for a change');
    workspace.edit('go.work', 'go 1.999.0', 'go 1.22.0');
    workspace.edit('apps/app/go.mod', 'go 1.999.0', 'go 1.22.0');
    await rig.nextRun();
  });

  it('a second main and a missing one are told, with what to do', async () => {
    rig = await openRig();
    const { workspace } = rig;
    const task = rig.execute({});
    await rig.nextRun();
    workspace.write('apps/app/other.go', 'package main\n\nfunc main() {}\n');
    await task.printed('Several files of this package have a main');
    workspace.remove('apps/app/other.go');
    workspace.edit('apps/app/main.go', 'func main()', 'func notMain()');
    await task.printed('The package main needs a func main()');
    workspace.edit('apps/app/main.go', 'func notMain()', 'func main()');
    workspace.setVersion('2');
    expect((await rig.nextRun()).hello.version).toBe('2');
  });

  it('a package that stops to be main is told, and heals', async () => {
    rig = await openRig();
    const { workspace } = rig;
    workspace.write('apps/app/cmd/tool/main.go', 'package main\n\nfunc main() {}\n');
    const task = rig.execute({ file: 'cmd/tool' });
    await rig.events.next('exited');
    workspace.write('apps/app/cmd/tool/main.go', 'package tool\n');
    await task.printed('apps/app/cmd/tool is not package main');
    workspace.write('apps/app/cmd/tool/main.go', 'package main\n\nfunc main() { println("healed") }\n');
    await task.printed('healed');
  });

  it("the program's folder, deleted under the watcher, is told, and heals once it is there again", async () => {
    rig = await openRig();
    const { workspace } = rig;
    const task = rig.execute({});
    const run = await rig.nextRun();
    await rig.events.next('watching');
    workspace.rename('apps/app', 'apps/away');
    await rig.events.next('build-failed');
    await task.printed(/error +the folder .*apps\/app is gone/);
    expect(run.isClosed).toBe(false);
    workspace.rename('apps/away', 'apps/app');
    workspace.setVersion('2');
    expect((await rig.nextRun()).hello.version).toBe('2');
  });

  it('a missing env file is told, and read once it is there', async () => {
    rig = await openRig();
    const task = rig.execute({ envFile: ['.env', 'later.env'] });
    rig.workspace.write('apps/app/.env', 'WORD=one\n');
    await rig.nextRun();
    await task.printed(/warning +envFile: there is no .*later\.env\n +It is read once it is there/);
    rig.workspace.write('apps/app/later.env', 'WORD=two\n');
    expect(await (await rig.nextRun()).env('WORD')).toBe('two');
  });

  it('a broken go.mod is told, the program goes on, and the edit that mends it is seen', async () => {
    rig = await openRig();
    const task = rig.execute({});
    const run = await rig.nextRun();
    await rig.events.next('watching');
    rig.workspace.write('apps/app/go.mod', 'module example.test/app\n\ngo 1.22.0\n\nnonsense here\n');
    await task.printed(/error +apps\/app\/go\.mod:5.*unknown directive: nonsense/);
    expect(run.isClosed).toBe(false);
    rig.workspace.setVersion('2');
    rig.workspace.write('apps/app/go.mod', 'module example.test/app\n\ngo 1.22.0\n');
    expect((await rig.nextRun()).hello.version).toBe('2');
  });
});
