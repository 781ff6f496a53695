import { DebugClient } from '@vscode/debugadapter-testsupport';
import { FILE, HANDLER, makeDebugWorkspace } from '../rig/debug-workspace.ts';
import { findFreePort } from '../rig/ports.ts';
import { provideDlv } from '../rig/provide-dlv.ts';
import { openRig, type Rig } from '../rig/rig.ts';

/** What Microsoft tests debug adapters with: it checks the protocol where the rig's own editor trusts it. */
describe('the debug adapter test support of VS Code', () => {
  let rig: Rig;
  const client = new DebugClient('', '', 'go');
  beforeAll(async () => {
    rig = await openRig({ make: makeDebugWorkspace });
  });
  afterAll(async () => {
    await client.stop();
    await rig.end();
  });

  it('hits a breakpoint, steps, reads variables, and hits it again in the new program', async () => {
    const [port, own] = [await findFreePort(), await findFreePort()];
    rig.execute({ debug: { port, dlv: provideDlv() }, port: own, env: { PORT: String(own) } });
    await rig.events.next('ready');
    const ask = async () => (await fetch(`http://127.0.0.1:${own}/`)).text();
    const path = rig.workspace.path(FILE);

    await client.start(port);
    // It has both answers to `configurationDone` and events in whatever order they come.
    const location = { path, line: HANDLER, verified: false };
    const hit = client.hitBreakpoint({ mode: 'remote' }, location, { path, line: HANDLER });
    await rig.events.next('started');
    await rig.events.next('ready');
    const event = client.waitForEvent('stopped');
    const first = ask();
    await hit;
    const { threadId } = (await event).body as { threadId: number };
    const { body } = await client.threadsRequest();
    expect(body.threads.map(({ id }) => id)).toContain(threadId);
    const stack = await client.stackTraceRequest({ threadId, levels: 1 });
    const scopes = await client.scopesRequest({ frameId: stack.body.stackFrames[0]?.id ?? 0 });
    const [locals] = scopes.body.scopes;
    const variables = await client.variablesRequest({ variablesReference: locals?.variablesReference ?? 0 });
    expect(variables.body.variables.map(({ name }) => name).sort()).toEqual(['r', 'w']);
    await Promise.all([
      client.nextRequest({ threadId }),
      client.assertStoppedLocation('step', { path, line: HANDLER + 1 }),
    ]);
    await client.continueRequest({ threadId });
    expect(await first).toBe('one');

    rig.events.skipAhead();
    rig.workspace.edit(FILE, 'func handle', '// moved\nfunc handle');
    await rig.events.next('ready');
    const stopped = client.assertStoppedLocation('breakpoint', { path, line: HANDLER + 1 });
    const second = ask();
    expect((await stopped).success).toBe(true);
    await client.continueRequest({ threadId: 1 });
    expect(await second).toBe('one');
  });
});
