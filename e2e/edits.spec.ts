import { openRig, type Rig } from './rig/rig.ts';
import type { Run } from './rig/run.ts';
import type { Task } from './rig/task.ts';
import { goPart } from './rig/workspace.ts';

describe('nx serve', () => {
  let rig: Rig;
  let nx: Task;
  let run: Run;

  /** Does what makes a new program start, and gives that program once the old one is gone. */
  const restartedBy = async (act: () => void): Promise<Run> => {
    const old = run;
    rig.events.skipAhead();
    act();
    run = await rig.nextRun();
    expect(old.isClosed).toBe(true);
    return run;
  };
  const changedPaths = async () =>
    (await rig.events.next('change')).changes.map(({ path }) => path.slice(rig.workspace.root.length + 1));
  const ask = async (port: number) => (await fetch(`http://127.0.0.1:${port}/`)).text();

  beforeAll(async () => {
    rig = await openRig({
      options: {
        include: ['schema/*.sql', { glob: 'config/**/*.yaml', action: 'restart' }],
        ignore: ['**/*_mock.go'],
        envFile: '.env',
      },
    });
    rig.workspace.write('apps/app/.env', 'WORD=first\n');
    rig.workspace.write('apps/app/page.html', 'old page');
    rig.workspace.write(
      'apps/app/page.go',
      goPart('page', 'page', 'import _ "embed"\n\n//go:embed page.html\nvar page string'),
    );
    nx = rig.nx(['serve', 'app']);
    run = await rig.nextRun();
    await rig.events.next('watching');
  });
  afterAll(() => rig.end());

  it('answers with the new code after an edit', async () => {
    const port = await run.listen();
    expect(await ask(port)).toBe('1');
    await restartedBy(() => rig.workspace.setVersion('2'));
    await run.listen(port);
    expect(await ask(port)).toBe('2');
  });

  it('goes on serving the last good build while the code is broken', async () => {
    const port = await run.listen();
    rig.workspace.edit('apps/app/version.go', '"2"', 'broken("ö")');
    const failed = await rig.events.next('build-failed');
    expect(failed).toMatchObject({ stillRunning: true, diagnostics: [{ line: 3, column: 17 }] });
    await nx.printed('still running the last good build');
    expect(await ask(port)).toBe('2');
    expect(run.isClosed).toBe(false);
    await restartedBy(() => rig.workspace.setVersion('3'));
    expect(run.hello.version).toBe('3');
  });

  it('shows a compile error once, with the line of source and a caret', () => {
    const shown = [
      'go-run  error    apps/app/version.go:3:17  undefined: broken',
      '                 3 │ const version = broken("ö")',
      '                   │                 ^',
      '                 still running the last good build',
    ].join('\n');
    expect(nx.output).toContain(shown);
    expect(nx.output.split('undefined: broken')).toHaveLength(2);
  });

  it('follows an edit in another module of go.work', async () => {
    await restartedBy(() => rig.workspace.edit('libs/words/words.go', 'hello', 'good day'));
    expect(run.hello.parts['words']).toBe('good day');
    await nx.printed(/change +libs\/words\/words\.go {2}← /);
  });

  it('does nothing for a touch, an identical save, a test, an ignored file and a file outside the program', async () => {
    const { workspace, events } = rig;
    events.skipAhead();
    workspace.touch('apps/app/version.go');
    workspace.write('apps/app/main.go', workspace.read('apps/app/main.go'));
    workspace.write('apps/app/version_test.go', 'package main\n');
    workspace.write('apps/app/words_mock.go', 'package main\n');
    workspace.write('apps/app/notes.txt', 'notes');
    workspace.write('apps/app/unused/unused.go', 'package unused\n');
    workspace.write('libs/words/words.go', `${workspace.read('libs/words/words.go')}// the same program\n`);
    expect(await changedPaths()).toEqual(['libs/words/words.go']);
    await events.next('unchanged');
    expect(run.isClosed).toBe(false);
    workspace.remove('apps/app/words_mock.go');
  });

  it('takes an atomic save for one change', async () => {
    await restartedBy(() =>
      rig.workspace.saveAtomically('apps/app/version.go', 'package main\n\nconst version = "atomic"\n'),
    );
    expect(run.hello.version).toBe('atomic');
    expect(await changedPaths()).toEqual(['apps/app/version.go']);
    rig.workspace.setVersion('4');
    run = await rig.nextRun();
    expect(run.hello.version).toBe('4');
    // Only the second edit's: the save was one cycle.
    expect(rig.events.pending().filter((type) => type === 'change')).toHaveLength(1);
  });

  it('rebuilds for an embedded file', async () => {
    await restartedBy(() => rig.workspace.write('apps/app/page.html', 'new page'));
    expect(run.hello.parts['page']).toBe('new page');
  });

  it('restarts for an env file, without a build and with the new values', async () => {
    expect(await run.env('WORD')).toBe('first');
    await restartedBy(() => rig.workspace.write('apps/app/.env', 'WORD=second\n'));
    expect(await run.env('WORD')).toBe('second');
    expect(await changedPaths()).toEqual(['apps/app/.env']);
    await rig.events.next('started');
    expect(rig.events.all.slice(-3).map(({ type }) => type)).not.toContain('building');
  });

  it('restarts for an included file without a build, or rebuilds where no more is said', async () => {
    await restartedBy(() => rig.workspace.write('apps/app/config/deep/app.yaml', 'a: 1\n'));
    expect(rig.events.pending()).not.toContain('building');
    rig.events.skipAhead();
    rig.workspace.write('apps/app/schema/one.sql', 'select 1;\n');
    await rig.events.next('building');
    await rig.events.next('unchanged');
  });
});
