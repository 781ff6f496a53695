import { openRig, type Rig } from './rig/rig.ts';

describe('the program', () => {
  let rig: Rig;
  afterEach(() => rig.end());

  it('is built and run where every path has blanks, quotes and other letters', async () => {
    rig = await openRig({
      folder: `it's "ä b" 日本 $HOME`,
      options: { envFile: 'my env', outputPath: `dist/ö 'x'` },
    });
    rig.workspace.write('apps/app/my env', 'WORD="two words"\n');
    const nx = rig.nx(['serve', 'app']);
    const run = await rig.nextRun();
    expect(run.hello.cwd).toBe(rig.workspace.path('apps/app'));
    expect(await run.env('WORD')).toBe('two words');
    rig.workspace.edit('apps/app/version.go', '"1"', 'wrong');
    await rig.events.next('build-failed');
    await nx.printed('apps/app/version.go:4:17  undefined: wrong');
    rig.workspace.setVersion('2');
    expect((await rig.nextRun()).hello.version).toBe('2');
  });

  it("has the executor's own streams, its environment and its working directory", async () => {
    rig = await openRig({ options: { cwd: 'libs', env: { NUMBER: 8, WORD: "it's" } } });
    const nx = rig.nx(['serve', 'app']);
    const run = await rig.nextRun();
    await run.print('printed by the program');
    await run.complain('complained by the program');
    await nx.printed('printed by the program');
    await nx.printed('complained by the program');
    nx.type('typed for the program\n');
    expect(await run.readLine()).toBe('typed for the program');
    expect(await run.env('NUMBER')).toBe('8');
    expect(await run.env('WORD')).toBe("it's");
    expect(run.hello.cwd).toBe(rig.workspace.path('libs'));
    expect(await run.env('PWD')).toBe(rig.workspace.path('libs'));
    expect(nx.output).not.toContain('\x1b');
  });
});
