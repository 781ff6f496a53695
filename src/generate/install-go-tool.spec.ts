import { readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RenamingDisk } from '../files/patiently.ts';
import { refuseRenames } from '../files/testing/refusing-disk.ts';
import { thisSystem } from '../process/system.ts';
import { findGoTool, SWAG, type ToolSource } from './find-go-tool.ts';
import { installGoTool } from './install-go-tool.ts';
import { createFakeProcesses, type Behaviour } from './testing/fake-processes.ts';
import { createWorkspace, type TestWorkspace } from './testing/workspace.ts';

const never = new AbortController().signal;

describe('the plugin’s own swag', () => {
  let workspace: TestWorkspace;
  const tools = () => join(workspace.root, 'node_modules/.cache/nx-go-run/tools');
  const start = async (behave: Behaviour, signal = never, disk: RenamingDisk = { rename }) => {
    const processes = createFakeProcesses((command) =>
      command.args[0] === 'env' ? { stdout: '\n\n' } : behave(command),
    );
    const go = { ...workspace.plan.go, env: { PATH: '', GOFLAGS: '-mod=vendor', GOARCH: 'wasm' } };
    const plan = { ...workspace.plan, go };
    const deps = { ...processes, now: Date.now, disk };
    const find = (goMod = '') => findGoTool(SWAG, plan, goMod, deps, never);
    const source = await find();
    const install = () =>
      installGoTool(
        SWAG,
        (source as ToolSource & { path: string }).path,
        plan,
        deps,
        signal,
        () => undefined,
      );
    return { ...processes, find, source, install };
  };
  const goInstall: Behaviour = async (command) => {
    await writeFile(join(command.env['GOBIN'] ?? '', `swag${thisSystem.programEnding}`), 'swag', {
      mode: 0o755,
    });
    return {};
  };
  beforeEach(async () => {
    workspace = await createWorkspace();
  });
  afterEach(() => workspace.remove());

  it('is what is left where no other is found', async () => {
    const { source, find } = await start(goInstall);
    expect(source).toMatchObject({ kind: 'pinned', folder: join(tools(), 'swag-v1.16.6'), installed: false });
    expect(await find('tool github.com/swaggo/swag/cmd/swag')).toEqual({
      kind: 'tool',
      path: 'github.com/swaggo/swag/cmd/swag',
    });
    // Also its second version, and not a mere requirement.
    expect(await find('tool (\n\tgithub.com/swaggo/swag/v2/cmd/swag\n)')).toMatchObject({
      path: expect.stringContaining('/v2/'),
    });
    expect(await find('require github.com/swaggo/swag v1.16.6')).toMatchObject({ kind: 'pinned' });
  });

  it('is installed once, whole, with a clean environment', async () => {
    const { install, find, commands } = await start(goInstall);
    const both = await Promise.all([install(), install()]);
    expect(both.map((result) => result?.ok)).toEqual([true, true]);
    expect(await readdir(tools())).toEqual(['swag-v1.16.6']);
    expect(await find()).toMatchObject({ kind: 'pinned', installed: true });
    const command = commands.find(({ args }) => args[0] === 'install');
    expect(command?.args).toEqual(['install', 'github.com/swaggo/swag/cmd/swag@v1.16.6']);
    expect(command?.env).not.toHaveProperty('GOARCH');
    expect(command?.env['GOFLAGS']).not.toContain('vendor');
    expect(dirname(dirname(command?.env['GOTMPDIR'] ?? ''))).toBe(tools());
  });

  it('is put in its place as soon as a scanner lets go of it', async () => {
    const disk = refuseRenames(3);
    const { install, find } = await start(goInstall, never, disk);
    expect(await install()).toMatchObject({ ok: true });
    expect(disk.refusals).toBe(0);
    expect(await find()).toMatchObject({ installed: true });
  });

  it('says what was tried when there is no network', async () => {
    const stderr = 'go: downloading x\ngo: x: dial tcp: lookup example.org: no such host\n';
    const { install } = await start(() => ({ exit: { kind: 'code', code: 1 }, stderr }));
    expect(await install()).toMatchObject({
      ok: false,
      problem: {
        message: expect.stringContaining('no such host'),
        hint: expect.stringMatching(/PATH.*go get -tool/),
      },
    });
    expect(await readdir(tools())).toEqual([]);
  });

  it('leaves nothing half done when it is aborted', async () => {
    const abort = new AbortController();
    const { install, killed } = await start(() => {
      queueMicrotask(() => abort.abort());
      return 'hangs';
    }, abort.signal);
    expect(await install()).toBeUndefined();
    expect(killed).toHaveLength(1);
    expect(await readdir(tools())).toEqual([]);
  });
});
