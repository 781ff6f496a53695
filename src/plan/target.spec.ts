import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { findTarget } from './target.ts';
import { createFiles, type TemporaryFiles } from '../files/testing/temporary-files.ts';
import { withoutRights } from '../files/testing/without-rights.ts';

const MAIN = 'package main\n\nfunc main() {}\n';

/** Looks `file` up in a workspace with these files; its project is apps/api. Paths are given from the workspace. */
function find(
  file: string,
  contents: Record<string, string>,
  prepare?: (files: TemporaryFiles) => void,
  tags?: readonly string[],
) {
  using files = createFiles({ 'apps/api/project.json': '{}', ...contents });
  prepare?.(files);
  const given = file.replace('{root}', files.root);
  const result = findTarget(given, files.path('apps/api'), files.root, new Set(tags));
  return JSON.parse(
    JSON.stringify(result).replaceAll(JSON.stringify(files.root).slice(1, -1), '{root}'),
  ) as object;
}
const found = (directory: string) => ({
  ok: true,
  value: { kind: 'package', directory: `{root}/${directory}` },
});
const foundFile = (directory: string, file: string) => ({
  ok: true,
  value: { kind: 'go-file', directory: `{root}/${directory}`, file: `{root}/${directory}/${file}` },
});
const problem = (message: string, hint?: string) => ({
  ok: false,
  problem: hint === undefined ? { message } : { message, hint },
});

describe('findTarget', () => {
  it.each(['.', 'apps/api', 'apps/api/', '{root}/apps/api', '../api', './'])(
    'finds a main package as %s',
    (file) => {
      expect(find(file, { 'apps/api/main.go': MAIN })).toEqual(found('apps/api'));
    },
  );

  it.each(['main.go', './main.go', 'apps/api/main.go', '{root}/apps/api/main.go'])(
    'finds a file as %s',
    (file) => {
      expect(find(file, { 'apps/api/main.go': MAIN })).toEqual(foundFile('apps/api', 'main.go'));
    },
  );

  it('looks in the project before the workspace', () => {
    const contents = { 'apps/api/apps/api/main.go': MAIN, 'apps/api/main.go': MAIN };
    expect(find('apps/api', contents)).toEqual(found('apps/api/apps/api'));
  });

  it('finds names with blanks, quotes and letters beyond ASCII', () => {
    const contents = { "apps/api/cmd/it's é/my main.go": MAIN };
    expect(find("cmd/it's é", contents)).toEqual(found("apps/api/cmd/it's é"));
    expect(find("cmd/it's é/my main.go", contents)).toEqual(foundFile("apps/api/cmd/it's é", 'my main.go'));
  });

  it('takes the only main below a directory that is none itself', () => {
    const contents = {
      'apps/api/go.mod': 'module example.com/api\n',
      'apps/api/doc.go': 'package api\n',
      'apps/api/cmd/api/main.go': MAIN,
      'apps/api/vendor/x/main.go': MAIN,
      'apps/api/testdata/main.go': MAIN,
      'apps/api/_old/main.go': MAIN,
      'apps/api/gen/gen.go': `//go:build ignore\n\n${MAIN}`,
      'apps/api/lib/main_test.go': MAIN,
    };
    expect(find('.', contents)).toEqual(found('apps/api/cmd/api'));
  });

  it('finds a main package whose text only seems to have a constraint', () => {
    const seeming = [
      `package main\n\nconst usage = \`\n//go:build ignore\n\`\n\nfunc main() {}\n`,
      `/*\n//go:build ignore\n*/\n\n${MAIN}`,
      `${MAIN}\n//go:build ignore\n`,
      `// +build ignore\n${MAIN}`,
    ];
    for (const text of seeming) expect(find('.', { 'apps/api/main.go': text })).toEqual(found('apps/api'));
  });

  it('passes over what needs a tag, unless the build has it', () => {
    const contents = {
      'apps/api/magefile.go': `//go:build mage\n\n${MAIN}`,
      'apps/api/cmd/api/main.go': MAIN,
    };
    expect(find('.', contents)).toEqual(found('apps/api/cmd/api'));
    expect(find('.', contents, undefined, ['mage'])).toEqual(found('apps/api'));
  });

  it('takes a main package that only another system or a setting of go builds: go says so', () => {
    for (const [name, text] of [
      ['main_windows.go', MAIN],
      ['main.go', `//go:build wasip1\n\n${MAIN}`],
      ['main.go', `//go:build integration\n\n${MAIN}`],
    ] as const)
      expect(find('.', { [`apps/api/${name}`]: text })).toEqual(found('apps/api'));
  });

  it('takes a folder that is named vendor, and is not go’s', () => {
    expect(find('.', { 'apps/api/vendor/main.go': MAIN })).toEqual(found('apps/api/vendor'));
  });

  it('counts no linked worktree', () => {
    const contents = {
      'apps/api/cmd/api/main.go': MAIN,
      'apps/api/wt/.git': 'gitdir: /w/.git/worktrees/wt\n',
      'apps/api/wt/cmd/api/main.go': MAIN,
    };
    expect(find('.', contents)).toEqual(found('apps/api/cmd/api'));
  });

  it('takes a file that is empty or broken: the build will tell, and an edit mend it', () => {
    expect(find('main.go', { 'apps/api/main.go': '' })).toEqual(foundFile('apps/api', 'main.go'));
    expect(find('.', { 'apps/api/main.go': 'func main() {}' })).toEqual(found('apps/api'));
  });

  it('finds an absolute path that goes through a symbolic link', () => {
    const link = (files: TemporaryFiles) => symlinkSync(files.root, join(files.root, 'link'));
    const contents = { 'apps/api/main.go': MAIN };
    expect(find('{root}/link/apps/api/main.go', contents, link)).toEqual(foundFile('apps/api', 'main.go'));
  });
});

describe('findTarget refuses', () => {
  it('an empty name', () => {
    expect(find('', {})).toEqual(
      problem('file: is empty', 'Name a package directory or a .go file, such as ".".'),
    );
  });

  it('what is not there, and names the mains that are', () => {
    const contents = { 'apps/api/cmd/a/main.go': MAIN, 'apps/api/main.go': MAIN };
    expect(find('cmd/b', contents)).toEqual(
      problem('file: there is no cmd/b in apps/api', 'Main packages in this project: ., cmd/a'),
    );
  });

  it('what is not there, where there are no mains', () => {
    expect(find('x'.repeat(5000), {})).toEqual(
      problem(
        `file: there is no ${'x'.repeat(80)}… in apps/api`,
        "It is looked up from the project's root, then from the workspace's. No main package is in this project.",
      ),
    );
  });

  it.each([
    ['../web/main.go', 'apps/web/main.go'],
    ['apps/web', 'apps/web'],
    ['{root}/apps/web', 'apps/web'],
    ['/', '/'],
  ])('%s, which is not in the project', (file, shown) => {
    expect(find(file, { 'apps/web/main.go': MAIN, 'apps/api/main.go': MAIN })).toEqual(
      problem(`file: ${shown} is not in the project apps/api`, 'Main packages in this project: .'),
    );
  });

  it('a main.go of the workspace’s root for one that the project lacks', () => {
    expect(find('main.go', { 'main.go': MAIN })).toMatchObject(
      problem('file: main.go is not in the project apps/api'),
    );
  });

  it('a file that is not package main', () => {
    expect(
      find('store.go', { 'apps/api/store.go': 'package store\n', 'apps/api/cmd/main.go': MAIN }),
    ).toEqual(
      problem('file: apps/api/store.go is package store, not main', 'Main packages in this project: cmd'),
    );
  });

  it('a test, and a file of another language', () => {
    const contents = { 'apps/api/main_test.go': MAIN, 'apps/api/main.c': '', 'apps/api/main.go': MAIN };
    expect(find('main_test.go', contents)).toEqual(
      problem('file: apps/api/main_test.go is a test; go-run runs programs', 'Tests are run by go test.'),
    );
    expect(find('main.c', contents)).toEqual(
      problem('file: apps/api/main.c is not a .go file', 'Main packages in this project: .'),
    );
  });

  it('a directory that is not package main', () => {
    expect(find('lib', { 'apps/api/lib/lib.go': 'package lib\n' })).toEqual(
      problem('file: apps/api/lib is package lib, not main', 'Name a main package.'),
    );
  });

  it('a directory without Go files', () => {
    expect(find('.', {})).toEqual(problem('file: apps/api has no Go files', 'Name a main package.'));
  });

  it('a directory of files that are never built', () => {
    const contents = { 'apps/api/gen.go': `//go:build ignore\n\n${MAIN}` };
    expect(find('.', contents)).toEqual(
      problem('file: apps/api has only Go files that build constraints leave out', 'Name a main package.'),
    );
  });

  it('a directory with several mains below it', () => {
    const contents = { 'apps/api/cmd/a/main.go': MAIN, 'apps/api/cmd/b/main.go': MAIN };
    expect(find('.', contents)).toEqual(
      problem(
        'file: apps/api has no Go files, and there are several mains below it',
        'Choose one: cmd/a, cmd/b',
      ),
    );
  });

  it('naming hundreds of mains', () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`apps/api/c${at}/main.go`, MAIN]));
    expect(find('.', many)).toMatchObject({
      problem: { hint: expect.stringMatching(/^Choose one: (c\d+, ){8}…$/) },
    });
  });

  it('a directory that can’t be read', () => {
    using files = createFiles({ 'apps/api/secret/main.go': MAIN });
    const result = withoutRights(files.path('apps/api/secret'), () =>
      findTarget('secret', files.path('apps/api'), files.root),
    );
    expect(result).toMatchObject({
      problem: { message: expect.stringMatching(/^file: apps\/api\/secret can't be read: EACCES/) },
    });
  });
});
