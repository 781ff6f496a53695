import { symlink } from 'node:fs/promises';
import { isSearched, searchFiles, type SearchScope } from './search-files.ts';
import { createWorkspace, type TestWorkspace } from './testing/workspace.ts';

describe('the search for annotations', () => {
  let workspace: TestWorkspace;
  const scopeOf = (excluded: string[] = []): SearchScope => ({
    roots: [workspace.plan.projectRoot],
    excluded: new Set(excluded.map(workspace.path)),
    output: workspace.path('swagger'),
    packFile: workspace.path('packed/data-swagger.go'),
  });
  afterEach(() => workspace.remove());

  it('finds what swag parses, and the plugin and the walk agree on it', async () => {
    const parsed = ['main.go', '_linux.go', 'a/b/c.go', 'packed/more.go', 'sub/go.mod.go'];
    const left = ['a_test.go', 'A_Test.go', 'README.md', 'vendor/x/x.go', 'docs/docs.go', '.git/x.go'];
    const foreign = ['node_modules/x/x.go', 'a/testdata/x.go', '_old/x.go', 'out/x.go'];
    const own = ['packed/data-swagger.go', 'swagger/docs.go', 'swagger/swagger.json'];
    const all = [...parsed, ...left, ...foreign, ...own];
    workspace = await createWorkspace(Object.fromEntries(all.map((path) => [path, 'package a\n'])));
    await symlink(workspace.path('a'), workspace.path('linked'));

    const found = await searchFiles(scopeOf(['out']));

    expect(found.files).toEqual(parsed.map(workspace.path).sort());
    expect(found.directories).toEqual(
      ['', 'a/b', 'packed', 'sub']
        .map(workspace.path)
        .map((path) => path.replace(/\/$/, ''))
        .sort(),
    );
    expect(found.skipped).toEqual(
      ['_old', 'a/testdata', 'node_modules', 'swagger'].map(workspace.path).sort(),
    );
    const agreed = all.filter((path) => isSearched(scopeOf(['out']), workspace.path(path)));
    expect(agreed).toEqual(parsed);
  });

  it('searches a root whatever its name is, and survives one that is gone', async () => {
    workspace = await createWorkspace({ 'docs/a.go': 'package a\n' });
    const scope = { ...scopeOf(), roots: [workspace.path('docs'), workspace.path('gone')] };
    expect((await searchFiles(scope)).files).toEqual([workspace.path('docs/a.go')]);
    expect(isSearched(scope, workspace.path('docs/a.go'))).toBe(true);
  });
});
