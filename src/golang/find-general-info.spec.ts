import { findGeneralInfo, hasTitle } from './find-general-info.ts';
import { createWorkspace, type TestWorkspace } from '../generate/testing/workspace.ts';

describe('findGeneralInfo', () => {
  let workspace: TestWorkspace;
  afterEach(() => workspace.remove());

  it('finds the file that has @title', async () => {
    workspace = await createWorkspace({
      'main.go': 'package main\n',
      'doc.go': '// @title A\npackage main\n',
    });
    expect(await findGeneralInfo(workspace.plan.projectRoot)).toBe(workspace.path('doc.go'));
  });

  it('prefers main.go, and leaves tests out', async () => {
    const titled = '// @title A\npackage main\n';
    workspace = await createWorkspace({ 'a.go': titled, 'a_test.go': titled, 'main.go': titled });
    expect(await findGeneralInfo(workspace.plan.projectRoot)).toBe(workspace.path('main.go'));
  });

  it('finds nothing where nothing is', async () => {
    workspace = await createWorkspace({ 'main.go': 'package main\n', 'main_test.go': '// @title A\n' });
    expect(await findGeneralInfo(workspace.plan.projectRoot)).toBeUndefined();
    expect(await findGeneralInfo(workspace.path('gone'))).toBeUndefined();
  });
});

describe('hasTitle', () => {
  it.each([
    ['// @title A', true],
    ['//\t@Title A', true],
    ['/*\n * @title A\n */', true],
    ['// see @title', false],
    ['// @titles A', false],
  ])('of %j is %s', (source, expected) => {
    expect(hasTitle(source)).toBe(expected);
  });
});
