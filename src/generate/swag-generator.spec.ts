import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan, SwaggerPlan } from '../plan/plan.ts';
import type { RunEvent } from '../events/run-event.ts';
import { createSwagGenerator } from './swag-generator.ts';
import { createFakeProcesses, type Behaviour } from './testing/fake-processes.ts';
import { runFakeSwag, valueOf } from './testing/fake-swag.ts';
import { annotatedApi, createWorkspace, type TestWorkspace } from './testing/workspace.ts';

const never = new AbortController().signal;

describe('the generator that runs swag', () => {
  let workspace: TestWorkspace;
  let plan: Plan;
  let events: RunEvent[];
  const report = (event: RunEvent) => void events.push(event);

  /** A generator of the workspace, with a swag on PATH that does as the test says. */
  async function start(behave: Behaviour = runFakeSwag, options: Partial<SwaggerPlan> = {}) {
    const bin = join(workspace.root, 'bin');
    await mkdir(bin, { recursive: true });
    // Written once: another time stamp is another swag.
    if (!existsSync(join(bin, 'swag'))) await writeFile(join(bin, 'swag'), '', { mode: 0o755 });
    plan = {
      ...workspace.plan,
      go: { ...workspace.plan.go, env: { PATH: bin, GOOS: 'plan9', GOFLAGS: '-mod=vendor' } },
    };
    const processes = createFakeProcesses(behave);
    const generator = createSwagGenerator(
      plan,
      { ...workspace.swagger, ...options },
      { ...processes, now: Date.now },
    );
    return { ...processes, ...generator, run: () => generator.generate(never, report) };
  }

  beforeEach(async () => {
    workspace = await createWorkspace();
    events = [];
  });
  afterEach(() => workspace.remove());

  it('writes the specification and packs it', async () => {
    const { run, commands } = await start();
    const outputs = ['swagger/swagger.json', 'packed/data-swagger.go'].map(workspace.path);
    expect(await run()).toMatchObject({ kind: 'generated', written: outputs });
    expect(await readFile(workspace.path('swagger/swagger.json'), 'utf8')).toContain('@Router');
    expect(await readFile(workspace.path('packed/data-swagger.go'), 'utf8')).toContain('@Router');
    expect(valueOf(commands[0]!, '--generalInfo')).toBe('main.go');
    expect(events).toEqual([]);
  });

  it('keeps what is meant for the program away from swag', async () => {
    const { run, commands } = await start();
    await run();
    expect(commands[0]?.env).not.toHaveProperty('GOOS');
    expect(commands[0]?.env['GOFLAGS']).not.toContain('vendor');
    expect(commands[0]?.cwd).toBe(plan.projectRoot);
  });

  it('does not run swag for an edit inside a function', async () => {
    const { run, commands } = await start();
    await run();
    await workspace.write(
      'users/users.go',
      annotatedApi['users/users.go']!.replace('count := 1', 'count := 2 + 2'),
    );
    expect(await run()).toEqual({ kind: 'current' });
    expect(commands).toHaveLength(1);
  });

  it.each([
    [
      'an annotation',
      () => workspace.write('users/users.go', annotatedApi['users/users.go']!.replace('a user', 'one')),
    ],
    [
      'a new file',
      () => workspace.write('users/new.go', 'package users\n\n// @Summary New\nfunc New() {}\n'),
    ],
    ['a file less', () => rm(workspace.path('users/users.go'))],
    ['go.mod', () => workspace.write('go.mod', 'module example.com/other\n')],
    ['a type override', () => workspace.write('.swaggo', 'skip a.B\n')],
    ['a specification edited by hand', () => workspace.write('swagger/swagger.json', '{}')],
    ['a pack file that is gone', () => rm(workspace.path('packed/data-swagger.go'))],
  ])('runs swag again for %s', async (_, edit) => {
    const { run, commands } = await start();
    await run();
    await edit();
    expect(await run()).toMatchObject({ kind: 'generated' });
    expect(commands).toHaveLength(2);
    expect(await run()).toEqual({ kind: 'current' });
  });

  it('writes nothing where the bytes are the same', async () => {
    const { run } = await start();
    await run();
    await workspace.write('users/more.go', 'package users\n\nvar more = 1\n');
    expect(await run()).toMatchObject({ kind: 'generated', written: [] });
  });

  it('remembers the last success from run to run', async () => {
    await (await start()).run();
    const { run, commands, isOwnOutput } = await start();
    expect(await isOwnOutput(workspace.path('packed/data-swagger.go'))).toBe(true);
    expect(await run()).toEqual({ kind: 'current' });
    expect(commands).toEqual([]);
    expect(await isOwnOutput(workspace.path('packed/data-swagger.go'))).toBe(true);
  });

  it('runs swag for other flags, and always where it reads dependencies', async () => {
    await (await start()).run();
    const { run, commands } = await start(runFakeSwag, { flags: ['--parseDependency'] });
    await run();
    await run();
    expect(commands).toHaveLength(2);
  });

  it('does not take for seen what was written while swag ran', async () => {
    let edit: (() => Promise<void>) | undefined = async () => {
      // There and back again: only the time stamps tell.
      await workspace.write('users/users.go', 'package users\n');
      await utimes(workspace.path('users/users.go'), 1, 1);
    };
    const { run, commands } = await start(async (command) => {
      const before = edit;
      edit = undefined;
      await before?.();
      const ended = await runFakeSwag(command);
      if (before) await workspace.write('users/users.go', annotatedApi['users/users.go']!);
      return ended;
    });
    await run();
    expect(await readFile(workspace.path('swagger/swagger.json'), 'utf8')).not.toContain('@Router');
    await run();
    expect(commands).toHaveLength(2);
    expect(await readFile(workspace.path('swagger/swagger.json'), 'utf8')).toContain('@Router');
  });

  it('tells its own output from an edit', async () => {
    const { run, isOwnOutput } = await start();
    const spec = workspace.path('swagger/swagger.json');
    expect(await isOwnOutput(spec)).toBe(false);
    await run();
    expect(await isOwnOutput(spec)).toBe(true);
    expect(await isOwnOutput(workspace.path('main.go'))).toBe(false);
    await writeFile(spec, '{}');
    expect(await isOwnOutput(spec)).toBe(false);
    await rm(spec);
    expect(await isOwnOutput(spec)).toBe(false);
  });

  it('touches no output when swag fails, and tries again', async () => {
    let broken = false;
    const { run, commands } = await start((command) =>
      broken
        ? { exit: { kind: 'code', code: 1 }, stderr: '2026/01/02 03:04:05 no luck\n' }
        : runFakeSwag(command),
    );
    await run();
    const before = await readFile(workspace.path('swagger/swagger.json'), 'utf8');
    broken = true;
    await workspace.write('users/new.go', 'package users\n\n// @Summary New\nfunc New() {}\n');
    expect(await run()).toMatchObject({ kind: 'failed', problem: { message: 'swag: no luck' } });
    expect(await run()).toMatchObject({ kind: 'failed' });
    expect(commands).toHaveLength(3);
    expect(await readFile(workspace.path('swagger/swagger.json'), 'utf8')).toBe(before);
  });

  it('kills swag and leaves no folder behind when it is aborted', async () => {
    const abort = new AbortController();
    const { generate, killed, commands, run } = await start((command) => {
      if (commands.length > 1) return runFakeSwag(command);
      queueMicrotask(() => abort.abort());
      return 'hangs';
    });
    expect(await generate(abort.signal, report)).toEqual({ kind: 'aborted' });
    expect(killed).toEqual([1]);
    await expect(readFile(workspace.path('swagger/swagger.json'))).rejects.toThrow();
    expect(await run()).toMatchObject({ kind: 'generated' });
  });

  it('says what is missing before swag does', async () => {
    const { run, commands } = await start(runFakeSwag, { generalInfo: workspace.path('gone.go') });
    const generation = await run();
    expect(generation).toMatchObject({
      kind: 'failed',
      problem: { message: expect.stringContaining(workspace.path('gone.go')) },
    });
    expect(generation).toMatchObject({ problem: { hint: expect.stringContaining('@title') } });
    expect(commands).toEqual([]);
  });

  it('warns of a specification without title, and of routes that are declared twice', async () => {
    await workspace.write('main.go', 'package main\n');
    const stdout =
      '2026/01/02 03:04:05 warning: route GET /a is declared multiple times\n'.repeat(2) +
      'Generating users.User\n';
    const { run } = await start(async (command) => ({ ...(await runFakeSwag(command)), stdout }));
    await run();
    expect(events).toEqual([
      { type: 'warning', problem: expect.objectContaining({ message: expect.stringContaining('no title') }) },
      { type: 'warning', problem: expect.objectContaining({ message: expect.stringContaining('GET /a') }) },
    ]);
  });

  it('reports a folder that cannot be written instead of throwing', async () => {
    await workspace.write('swagger', 'a file where a folder belongs');
    const { run } = await start();
    expect(await run()).toMatchObject({
      kind: 'failed',
      problem: { message: expect.stringContaining('swagger') },
    });
  });

  it('knows which files concern it', async () => {
    const { concerns } = await start(runFakeSwag, { flags: ['--md', 'texts'] });
    const yes = [
      'main.go',
      'users/users.go',
      'users/new.go',
      'go.mod',
      '../../go.work',
      '.swaggo',
      'texts/a.md',
    ];
    const no = [
      'users/users_test.go',
      'packed/data-swagger.go',
      'swagger/swagger.json',
      'README.md',
      'vendor/a/a.go',
      'users/go.mod',
    ];
    expect([...yes, ...no].filter((path) => concerns(workspace.path(path)))).toEqual(yes);
    expect(concerns(join(workspace.root, 'libs/a.go'))).toBe(false);
  });

  it('knows which directories must be watched', async () => {
    await workspace.write('texts/a.md', '');
    const { run, directories } = await start(runFakeSwag, { flags: ['--md=texts'] });
    await run();
    expect(await directories()).toEqual([plan.projectRoot, workspace.path('texts'), workspace.path('users')]);
  });
});
