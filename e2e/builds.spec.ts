import { buildGatedGo } from './rig/gated-go.ts';
import { openRig, type Rig } from './rig/rig.ts';

describe('edits while a build goes on', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig();
    // Asking for the recipe is a `go build` too, which would stand at the gate beside those that are waited for.
    rig.execute({ goBinary: buildGatedGo(rig.workspace), killTimeout: 500, hotBuild: false });
  });
  afterAll(() => rig.end());

  it('are not lost during the first build', async () => {
    const first = await rig.nextBuild();
    await rig.events.next('watching');
    rig.workspace.setVersion('2');
    await rig.events.next('aborted');
    expect(first.isClosed).toBe(true);
    await (await rig.nextBuild()).pass();
    expect((await rig.nextRun()).hello.version).toBe('2');
  });

  it('abort it, and one build has them all', async () => {
    rig.workspace.setVersion('3');
    const build = await rig.nextBuild();
    rig.workspace.setVersion('4');
    await build.closed;
    const next = await rig.nextBuild();
    rig.events.skipAhead();
    await next.pass();
    expect((await rig.nextRun()).hello.version).toBe('4');
    expect(rig.programs.filter(({ isClosed }) => !isClosed)).toHaveLength(1);
  });

  it('abort no more than three builds in a row', async () => {
    rig.workspace.setVersion('5');
    for (const version of ['6', '7', '8']) {
      const build = await rig.nextBuild();
      rig.workspace.setVersion(version);
      await build.closed;
    }
    const fourth = await rig.nextBuild();
    rig.workspace.write('libs/words/words.go', 'package words\n\nconst Greeting = "bye"\n');
    await fourth.pass();
    expect((await rig.nextRun()).hello).toMatchObject({ version: '8', parts: { words: 'bye' } });
    await (await rig.nextBuild()).pass();
    await rig.events.next('unchanged');
  });

  it('are not lost while a program is being stopped', async () => {
    const old = rig.programs.at(-1);
    await old?.ignoreSignals();
    rig.workspace.setVersion('9');
    await (await rig.nextBuild()).pass();
    expect(await old?.nextSignal()).toBe('SIGTERM');
    rig.workspace.setVersion('10');
    expect((await rig.nextRun()).hello.version).toBe('9');
    await (await rig.nextBuild()).pass();
    expect((await rig.nextRun()).hello.version).toBe('10');
  });

  it('leave no build behind when the run is ended in one', async () => {
    rig.workspace.setVersion('11');
    const build = await rig.nextBuild();
    await rig.end();
    expect(build.isClosed).toBe(true);
  });
});
