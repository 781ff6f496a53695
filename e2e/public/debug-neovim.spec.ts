import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { FILE, HANDLER, makeDebugWorkspace } from '../rig/debug-workspace.ts';
import { findFreePort } from '../rig/ports.ts';
import { provideDlv } from '../rig/provide-dlv.ts';
import { openRig, type Rig } from '../rig/rig.ts';

/** Attaches, sets one breakpoint, and goes on at each stop, which it prints. */
const configure = (plugin: string, port: number, path: string) => `
vim.opt.rtp:append('${plugin}')
local dap = require('dap')
dap.adapters.go_run = { type = 'server', host = '127.0.0.1', port = ${port} }
vim.opt.autoread = true
vim.cmd('edit ${path}')
vim.api.nvim_win_set_cursor(0, {${HANDLER}, 0})
dap.set_breakpoint()
dap.listeners.after.event_stopped.test = function(session, body)
  session:request('stackTrace', { threadId = body.threadId, startFrame = 0, levels = 1 }, function(_, answer)
    io.stdout:write('stopped at line ' .. answer.stackFrames[1].line .. '\\n')
    vim.defer_fn(dap.continue, 50)
  end)
end
dap.run({ type = 'go_run', name = 'app', request = 'attach', mode = 'remote' })
`;

// Debian has Neovim, but not its plugin: NVIM_DAP names a folder with nvim-dap (0.6.0 for Neovim 0.7).
const plugin = process.env['NVIM_DAP'];
const canRun = plugin !== undefined && spawnSync('nvim', ['--version']).status === 0;

(canRun ? describe : describe.skip)('Neovim', () => {
  let rig: Rig;
  let neovim: ChildProcess | undefined;
  beforeAll(async () => {
    rig = await openRig({ make: makeDebugWorkspace });
  });
  afterAll(async () => {
    neovim?.kill();
    await rig.end();
  });

  it('is stopped in the new program after each of ten edits, without being touched', async () => {
    const [port, own] = [await findFreePort(), await findFreePort()];
    rig.execute({ debug: { port, dlv: provideDlv() }, port: own, env: { PORT: String(own) } });
    await rig.events.next('ready');
    rig.workspace.write('init.lua', configure(plugin ?? '', port, rig.workspace.path(FILE)));
    neovim = spawn('nvim', ['--headless', '-u', rig.workspace.path('init.lua')], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let printed = '';
    neovim.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    await rig.events.next('debugger', ({ state }) => state === 'attached');
    await rig.events.next('ready');
    const ask = async () => (await fetch(`http://127.0.0.1:${own}/`)).text();
    expect(await ask()).toBe('one');
    let before = 'one';
    for (let edit = 1; edit <= 10; edit++) {
      rig.events.skipAhead();
      const text = rig.workspace.read(FILE).replace(`"${before}"`, `"v${edit}"`);
      rig.workspace.write(FILE, text.replace('package main\n', `package main\n\n// edit ${edit}\n`));
      await rig.events.next('ready');
      before = `v${edit}`;
      expect(await ask()).toBe(before);
    }
    const lines = Array.from({ length: 11 }, (_, edit) => `stopped at line ${HANDLER + 2 * edit}`);
    await rig.untilSeen('the last stop', () => printed.includes(lines.at(-1) ?? '') || undefined);
    expect(printed.match(/stopped at line \d+/g)).toEqual(lines);
  });
});
