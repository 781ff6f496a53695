import { fromProject, lookUp, lookUpGlob } from './look-up.ts';
import { createFiles } from '../files/testing/temporary-files.ts';

describe('paths of options', () => {
  const contents = { 'apps/api/.env': '', 'apps/api/schema/a.sql': '', '.env.shared': '', 'db/a.sql': '' };
  const resolved = (look: typeof lookUp, path: string, projectRoot = 'apps/api') => {
    using files = createFiles(contents);
    const roots = { workspaceRoot: files.root, projectRoot: files.path(projectRoot) };
    return look(path.replace('{root}', files.root), roots).replace(files.path('/'), '').replaceAll('\\', '/');
  };

  it.each([
    ['.env', 'apps/api/.env'],
    ['new/file', 'apps/api/new/file'],
    ['../web/.env', 'apps/web/.env'],
    ['{root}/x/y', 'x/y'],
  ])('%s counts from the project’s root', (path, expected) => {
    expect(resolved(fromProject, path)).toBe(expected);
    expect(resolved(lookUp, path)).toBe(expected);
  });

  it.each(['apps/api/.env', 'apps/api/new/file', 'apps/api'])(
    '%s, which Nx makes of {projectRoot}, counts from the workspace’s root',
    (path) => {
      expect(resolved(fromProject, path)).toBe(path);
      expect(resolved(lookUp, path)).toBe(path);
    },
  );

  it('.env.shared, which is in the workspace only, is read there and never written there', () => {
    expect(resolved(lookUp, '.env.shared')).toBe('.env.shared');
    expect(resolved(fromProject, '.env.shared')).toBe('apps/api/.env.shared');
  });

  it('count from the workspace’s root where that is the project', () => {
    expect(resolved(fromProject, 'new/file', '.')).toBe('new/file');
  });
});

describe('globs of options', () => {
  const contents = {
    'apps/[shop]/schema/a.sql': '',
    'apps/[shop]/[id]/a.sql': '',
    'apps/par (copy)/a.sql': '',
    '[top]/a.sql': '',
    'db/a.sql': '',
    '[docs]/a.md': '',
  };
  const resolved = (text: string, projectRoot: string) => {
    using files = createFiles(contents);
    const roots = { workspaceRoot: files.root, projectRoot: files.path(projectRoot) };
    const { base, pattern } = lookUpGlob(text.replace('{root}', files.root), roots);
    return [base.replace(files.root, '').slice(1), pattern];
  };

  it.each([
    ['apps/[shop]', '*.sql', 'apps/[shop]', '*.sql'],
    ['apps/[shop]', '**/*.sql', 'apps/[shop]', '**/*.sql'],
    ['apps/[shop]', 'schema/{a,b}/*.sql', 'apps/[shop]/schema', '{a,b}/*.sql'],
    ['apps/[shop]', '[id]/*.sql', 'apps/[shop]/[id]', '*.sql'],
    ['apps/[shop]', '[new]/*.sql', 'apps/[shop]', '[new]/*.sql'],
    ['apps/[shop]', 'new', 'apps/[shop]/new', ''],
    ['apps/par (copy)', '*.sql', 'apps/par (copy)', '*.sql'],
    ['apps/[shop]', '../par (copy)/*.sql', 'apps/par (copy)', '*.sql'],
    ['apps/[shop]', '{root}/apps/par (copy)/*.sql', 'apps/par (copy)', '*.sql'],
    ['.', 'db/*.sql', 'db', '*.sql'],
  ])('count from the project’s root: in %s %s', (projectRoot, text, base, pattern) => {
    expect(resolved(text, projectRoot)).toEqual([base, pattern]);
  });

  it.each([
    ['apps/[shop]', 'apps/[shop]/schema/*.sql', 'apps/[shop]/schema', '*.sql'],
    ['apps/[shop]', 'apps/[shop]/new/*.sql', 'apps/[shop]/new', '*.sql'],
    ['apps/par (copy)', 'apps/par (copy)/*.sql', 'apps/par (copy)', '*.sql'],
    ['[top]', '[top]/*.sql', '[top]', '*.sql'],
    ['apps/[shop]', 'db/*.sql', 'db', '*.sql'],
    ['apps/[shop]', 'db/**/*.sql', 'db', '**/*.sql'],
    ['apps/[shop]', '[docs]/*.md', '[docs]', '*.md'],
  ])(
    'count from the workspace’s root where Nx has taken that away: in %s %s',
    (projectRoot, text, base, pattern) => {
      expect(resolved(text, projectRoot)).toEqual([base, pattern]);
    },
  );
});
