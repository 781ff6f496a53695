import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SwaggerPlan } from '../plan/plan.ts';
import { createCommandGenerator } from './command-generator.ts';
import { createFakeProcesses, type Behaviour } from './testing/fake-processes.ts';
import { createWorkspace, type TestWorkspace } from './testing/workspace.ts';

const never = new AbortController().signal;

describe('the generator that runs the user’s command', () => {
  let workspace: TestWorkspace;
  const output = async (relative: string, text: string) => {
    const path = workspace.path(relative);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  };
  const start = (behave: Behaviour, options: Partial<SwaggerPlan> = {}) => {
    const processes = createFakeProcesses(behave);
    const swagger = { ...workspace.swagger, command: ['ogen', '--target', 'a b'], ...options };
    const generator = createCommandGenerator(workspace.plan, swagger, { ...processes, now: Date.now });
    return { ...processes, ...generator, run: () => generator.generate(never, () => undefined) };
  };
  const writeSpec = async () => {
    await output('swagger/swagger.json', '{}');
    await output('swagger/client/client.go', 'package client\n');
    return {};
  };
  beforeEach(async () => {
    workspace = await createWorkspace();
  });
  afterEach(() => workspace.remove());

  it('runs it in the project’s root before every build, and packs what it wrote', async () => {
    const { run, commands } = start(writeSpec);
    const written = ['packed/data-swagger.go', 'swagger/client/client.go', 'swagger/swagger.json'].map(
      workspace.path,
    );
    expect(await run()).toMatchObject({ kind: 'generated', command: ['ogen', '--target', 'a b'], written });
    expect(await run()).toMatchObject({ kind: 'generated', written: [] });
    expect(commands).toHaveLength(2);
    expect(commands[0]).toMatchObject({
      file: 'ogen',
      args: ['--target', 'a b'],
      cwd: workspace.plan.projectRoot,
    });
  });

  it('owns all that it wrote, also with the same bytes, but no edit', async () => {
    await writeSpec();
    await workspace.write('swagger/by-hand.go', 'package swagger\n');
    const { run, isOwnOutput } = start(writeSpec);
    await run();
    for (const path of ['packed/data-swagger.go', 'swagger/client/client.go', 'swagger/swagger.json'])
      expect(await isOwnOutput(workspace.path(path))).toBe(true);
    expect(await isOwnOutput(workspace.path('swagger/by-hand.go'))).toBe(false);
    await output('swagger/client/client.go', 'package client // edited\n');
    expect(await isOwnOutput(workspace.path('swagger/client/client.go'))).toBe(false);
  });

  it('answers for its own files only once it has ended', async () => {
    const wrote = Promise.withResolvers<void>();
    const end = Promise.withResolvers<void>();
    const { run, isOwnOutput } = start(async () => {
      await writeSpec();
      wrote.resolve();
      await end.promise;
      return {};
    });
    const running = run();
    await wrote.promise;
    const asked = isOwnOutput(workspace.path('swagger/swagger.json'));
    expect(await Promise.race([asked, isOwnOutput(workspace.path('main.go')).then(() => 'waits')])).toBe(
      'waits',
    );
    end.resolve();
    expect(await asked).toBe(true);
    await running;
  });

  it('needs a specification only if it is to be packed', async () => {
    expect(await start(() => ({})).run()).toMatchObject({
      kind: 'failed',
      problem: { message: expect.stringContaining(workspace.path('swagger/swagger.json')) },
    });
    expect(await start(() => ({}), { packFormat: 'none' }).run()).toMatchObject({
      kind: 'generated',
      written: [],
    });
  });

  it('shows the places that a failing command names', async () => {
    const { run } = start(() => ({ exit: { kind: 'code', code: 3 }, stderr: 'main.go:5:4: bad title\n' }));
    expect(await run()).toMatchObject({
      kind: 'failed',
      problem: { message: 'ogen --target a b ended with code 3: main.go:5:4: bad title' },
      diagnostics: [
        {
          file: workspace.path('main.go'),
          line: 5,
          column: 4,
          message: 'bad title',
          source: '// @title    Users',
        },
      ],
    });
  });

  it('says that the command was not found', async () => {
    const { run } = start(() => ({ exit: { kind: 'not-started', reason: 'spawn ogen ENOENT' } }));
    expect(await run()).toMatchObject({ kind: 'failed', problem: { hint: expect.stringContaining('PATH') } });
  });

  it('is killed on abort', async () => {
    const abort = new AbortController();
    const { generate, killed } = start(() => {
      queueMicrotask(() => abort.abort());
      return 'hangs';
    });
    expect(await generate(abort.signal, () => undefined)).toEqual({ kind: 'aborted' });
    expect(killed).toEqual([1]);
  });
});
