import { fromProject, lookUp } from './look-up.ts';
import { createFiles } from './testing/temporary-files.ts';

describe('paths of options', () => {
  const contents = { 'apps/api/.env': '', 'apps/api/schema/a.sql': '', '.env.shared': '', 'db/a.sql': '' };
  const resolved = (look: typeof lookUp, path: string, projectRoot = 'apps/api') => {
    using files = createFiles(contents);
    const roots = { workspaceRoot: files.root, projectRoot: files.path(projectRoot) };
    return look(path.replace('{root}', files.root), roots).replace(`${files.root}/`, '');
  };

  it.each([
    ['.env', 'apps/api/.env'],
    ['new/file', 'apps/api/new/file'],
    ['../web/.env', 'apps/web/.env'],
    ['{root}/x/y', 'x/y'],
    ['*.sql', 'apps/api/*.sql'],
    ['**/*.sql', 'apps/api/**/*.sql'],
    ['schema/{a,b}/*.sql', 'apps/api/schema/{a,b}/*.sql'],
  ])('%s counts from the project’s root', (path, expected) => {
    expect(resolved(fromProject, path)).toBe(expected);
    expect(resolved(lookUp, path)).toBe(expected);
  });

  it.each(['apps/api/.env', 'apps/api/new/file', 'apps/api/schema/*.sql', 'apps/api'])(
    '%s, which Nx makes of {projectRoot}, counts from the workspace’s root',
    (path) => {
      expect(resolved(fromProject, path)).toBe(path);
      expect(resolved(lookUp, path)).toBe(path);
    },
  );

  it.each(['.env.shared', 'db/*.sql', 'db/**/*.sql'])(
    '%s, which is in the workspace only, is read there and never written there',
    (path) => {
      expect(resolved(lookUp, path)).toBe(path);
      expect(resolved(fromProject, path)).toBe(`apps/api/${path}`);
    },
  );

  it('count from the workspace’s root where that is the project', () => {
    expect(resolved(lookUp, 'db/*.sql', '.')).toBe('db/*.sql');
    expect(resolved(fromProject, 'new/file', '.')).toBe('new/file');
  });
});
