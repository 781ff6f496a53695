import { explainSwagFailure } from './swag-failure.ts';
import { annotatedApi, createWorkspace, type TestWorkspace } from './testing/workspace.ts';

describe('explainSwagFailure', () => {
  let workspace: TestWorkspace;
  const explain = (stderr: string) =>
    explainSwagFailure(
      `2026/01/02 03:04:05 ${stderr}\n`,
      workspace.plan.projectRoot,
      workspace.swagger.generalInfo,
    );
  beforeEach(async () => {
    workspace = await createWorkspace({
      ...annotatedApi,
      'users/more.go':
        "package users\n\n// @Success 200 {object} Nope\n//\t@Failure 400 'a': {b\nfunc More() {}\n",
    });
  });
  afterEach(() => workspace.remove());

  it('looks up the line of a comment that swag names without one', async () => {
    const file = workspace.path('users/more.go');
    const { problem, diagnostics } = await explain(
      `ParseComment error in file ${file} for comment: '// @Success 200 {object} Nope': cannot find type definition: Nope`,
    );
    expect(diagnostics).toEqual([
      {
        file,
        line: 3,
        column: 26,
        message: 'cannot find type definition: Nope',
        source: '// @Success 200 {object} Nope',
      },
    ]);
    expect(problem.hint).toContain('--parseDependencyLevel=1');
  });

  it('is not misled by quotes in the comment', async () => {
    const file = workspace.path('users/more.go');
    const { diagnostics } = await explain(
      `ParseComment error in file ${file} for comment: '//\t@Failure 400 'a': {b': bad 'x': y`,
    );
    expect(diagnostics[0]).toMatchObject({ line: 4, column: 4, message: "bad 'x': y" });
  });

  it('still names the file where the comment is not in it any more', async () => {
    const file = workspace.path('users/more.go');
    const { diagnostics } = await explain(`ParseComment error in file ${file} for comment: '// @Gone': bad`);
    expect(diagnostics).toEqual([{ file, line: 1, column: 0, message: 'bad' }]);
  });

  it.each([
    'failed to parse file users/users.go, error:users/users.go',
    'cannot parse source files users/users.go: users/users.go',
  ])('takes the place of a syntax error as swag tells it: %s', async (start) => {
    const { diagnostics } = await explain(`${start}:14:2: expected operand, found ':=' (and 1 more errors)`);
    expect(diagnostics).toEqual([
      {
        file: workspace.path('users/users.go'),
        line: 14,
        column: 2,
        message: "expected operand, found ':=' (and 1 more errors)",
        source: '\tcount := 1',
      },
    ]);
  });

  it('finds a general annotation in the general-info file', async () => {
    const { diagnostics } = await explain('@basepath needs 3 arguments');
    expect(diagnostics[0]).toMatchObject({ file: workspace.path('main.go'), line: 7, column: 4 });
  });

  it('tells of a flag that swag does not know', async () => {
    const { problem } = await explain('flag provided but not defined: -nope');
    expect(problem.message).toBe('swag does not know the flag -nope.');
  });

  it('gives the last lines of what it does not understand, and the first of a panic', async () => {
    expect((await explain('something new')).problem.message).toBe('swag: something new');
    expect((await explain('panic: nil\n\ngoroutine 1 [running]:\nmain.main()\n')).problem.message).toBe(
      'swag: panic: nil',
    );
    expect((await explain('')).problem.message).toMatch(/without saying why/);
  });
});
