import { openRig, type Rig } from './rig/rig.ts';

describe('a task that waits for the program to be ready', () => {
  let rig: Rig;
  afterEach(() => rig.end());

  it('starts then, is told its address, and outlives a broken first build', async () => {
    rig = await openRig();
    const { workspace } = rig;
    const signal = { readyWhen: { signal: true, timeout: 2147483647 } };
    const nxJson = JSON.parse(workspace.read('nx.json')) as object;
    workspace.write('nx.json', JSON.stringify({ ...nxJson, targetDefaults: { 'nx-go-run:go-run': signal } }));
    const serve = {
      executor: 'nx:run-commands',
      continuous: true,
      dependsOn: [{ projects: ['app'], target: 'serve', waitFor: 'ready' }],
      options: {
        command: `node -e "console.log('address: ' + process.env.NX_READY_URL); setInterval(() => {}, 1000)"`,
      },
    };
    workspace.write('apps/web/project.json', JSON.stringify({ name: 'web', targets: { serve } }));
    workspace.edit('apps/app/version.go', '"1"', 'broken');
    const nx = rig.nx(['serve', 'web']);
    await rig.events.next('build-failed');
    expect(nx.output).not.toContain('address: ');
    workspace.setVersion('2');
    const run = await rig.nextRun();
    const port = await run.listen();
    await nx.printed(`address: http://localhost:${port}`);
    workspace.setVersion('3');
    expect((await rig.nextRun()).hello.version).toBe('3');
    nx.interrupt();
    await nx.ended();
    await rig.allGone();
  });
});
