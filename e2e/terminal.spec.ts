import { findFreePort, isFree } from './rig/ports.ts';
import { openRig, type Rig } from './rig/rig.ts';
import { linesWith, whyWithoutTerminal } from './rig/terminal.ts';
import { makeWorkspace, type Workspace } from './rig/workspace.ts';

const missing = whyWithoutTerminal();
if (missing !== undefined) process.stderr.write(`skipped: ${missing}\n`);
const test = missing === undefined ? it : it.skip;
const note = missing === undefined ? '' : ` (skipped: ${missing})`;

/** By itself Nx shows its terminal UI only where it sees no CI. */
const TUI = { NX_TUI: 'true' };

/** What is printed for a task that ended by itself. */
const CRASH = /exit {4}|exited with code|Failed tasks/;

/** An escape sequence that colours. */
const COLOUR = /\x1b\[[0-9;]*m/;
/** Any escape sequence, and what moves the cursor. */
const ESCAPE = /[\x1b\b]/;

/** The rig's program on a port, and a frontend that waits for it; `nxJson` is added to the workspace's. */
function makeTwo(port: number, nxJson: object) {
  return (name: string): Workspace => {
    const workspace = makeWorkspace(name);
    const targetDefaults = { 'nx-go-run:go-run': { readyWhen: { signal: true, timeout: 2147483647 } } };
    workspace.write(
      'nx.json',
      JSON.stringify({ analytics: false, neverConnectToCloud: true, targetDefaults, ...nxJson }),
    );
    workspace.configure({ port });
    const serve = {
      executor: 'nx:run-commands',
      continuous: true,
      dependsOn: [{ projects: ['app'], target: 'serve', waitFor: 'ready' }],
      options: { command: `node -e "console.log('web is up'); setInterval(() => {}, 1000)"` },
    };
    workspace.write('apps/web/project.json', JSON.stringify({ name: 'web', targets: { serve } }));
    return workspace;
  };
}

describe('on a real terminal', () => {
  let rig: Rig;
  let port: number;
  const open = async (nxJson: object = {}) => {
    port = await findFreePort();
    rig = await openRig({ make: makeTwo(port, nxJson) });
  };
  const nothingIsLeft = async () => {
    await rig.allGone();
    expect(await isFree(port)).toBe(true);
  };
  afterEach(() => rig.end());

  test(`shows a single task in colour, gives it what is typed, and Ctrl-C is no crash${note}`, async () => {
    await open();
    const terminal = rig.terminal(['serve', 'app']);
    const run = await rig.nextRun();
    await run.listen(port);
    await terminal.shows(`go-run  ready    http://localhost:${port}`);
    expect(linesWith(terminal.coloured, 'go-run  ready').join('')).toMatch(COLOUR);
    terminal.type('two words\n');
    expect(await run.readLine()).toBe('two words');
    terminal.press('C-c');
    expect(await terminal.ended()).toBe(130);
    await nothingIsLeft();
    expect(terminal.coloured).not.toMatch(CRASH);
    expect(terminal.isRestored()).toBe(true);
  });

  test(`shows each task in its pane, in colour, gives it what is typed, and Ctrl-C ends all${note}`, async () => {
    await open();
    const terminal = rig.terminal(['serve', 'web'], TUI);
    const run = await rig.nextRun();
    await run.listen(port);
    await terminal.shows('web is up');
    await terminal.shows('app:serve');
    await terminal.shows(`go-run  ready    http://localhost:${port}`);
    expect(linesWith(terminal.coloured, 'go-run  ready').join('')).toMatch(COLOUR);
    // Past the pane of web; that which has the keys is drawn with thick lines.
    terminal.press('Tab', 'Tab');
    await terminal.shows(/┏.*app:serve/);
    terminal.press('i');
    await terminal.shows('<ctrl>+z to toggle');
    terminal.type('three small words\n');
    expect(await run.readLine()).toBe('three small words');
    terminal.press('C-z');
    await terminal.shows('full screen:');
    terminal.press('C-c');
    expect(await terminal.ended()).toBe(130);
    await nothingIsLeft();
    expect(terminal.coloured).not.toMatch(CRASH);
    expect(terminal.isRestored()).toBe(true);
  });

  test(`ends all by q, after Nx's countdown${note}`, async () => {
    await open();
    const terminal = rig.terminal(['serve', 'web'], TUI);
    await (await rig.nextRun()).listen(port);
    await terminal.shows('web is up');
    terminal.press('q');
    expect(await terminal.ended()).toBe(130);
    await nothingIsLeft();
    expect(terminal.coloured).not.toMatch(CRASH);
    expect(terminal.isRestored()).toBe(true);
  });
});

describe('where nobody reads colours', () => {
  let rig: Rig;
  afterEach(() => rig.end());

  it('prints plain lines under --output-style=stream, and in CI', async () => {
    const port = await findFreePort();
    rig = await openRig({ make: makeTwo(port, {}) });
    // In CI Nx colours its own lines, unless it is told not to.
    for (const env of [{}, { CI: 'true' }, { CI: 'true', NO_COLOR: '1' }]) {
      const nx = rig.nx(['run-many', '-t', 'serve', '--output-style=stream'], env);
      const run = await rig.nextRun();
      await run.listen(port);
      await nx.printed('web is up');
      rig.workspace.write('apps/app/version.go', 'package main\n\nbroken\n');
      await nx.printed('still running the last good build');
      nx.interrupt();
      await nx.ended();
      await rig.allGone();
      const own = [...nx.raw.matchAll(/go-run {2}.*|web is up.*/g)].map(([text]) => text);
      expect(own.length).toBeGreaterThan(5);
      expect('NO_COLOR' in env || !('CI' in env) ? nx.raw : own.join('\n')).not.toMatch(ESCAPE);
      rig.workspace.setVersion('1');
    }
  });
});
