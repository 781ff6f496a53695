import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { goEnvironment, createFiles } from '../files/testing/temporary-files.ts';
import { isBuilt, tagsOfBuild } from './build-constraint.ts';

const anywhere = tagsOfBuild(new Set(['given']));

describe('isBuilt', () => {
  it.each([
    ['//go:build ignore\r\n\r\npackage main\n', false],
    ['// +build ignore\n\npackage main\n', false],
    ['//go:build tools\npackage main\n', false],
    ['//go:build given\n\npackage main\n', true],
    ['//go:build linux\n\npackage main\n', undefined],
    ['//go:build linux && ignore\n\npackage main\n', false],
    ['//go:build !ignore && (given || linux)\n\npackage main\n', true],
    ['//go:build go1.22\n\npackage main\n', undefined],
    ['// +build linux given\n// +build !ignore\n\npackage main\n', true],
    ['// +build given,ignore darwin,ignore\n\npackage main\n', false],
    // It belongs to the package's comment where no blank line follows.
    ['// +build ignore\npackage main\n', true],
    ['/* License. */\n//go:build ignore\n\npackage main\n', false],
    ['/*\n//go:build ignore\n*/\n\npackage main\n', true],
    ['package main\n\nconst text = `\n//go:build ignore\n`\n', true],
    ['package main\n\n//go:build ignore\n', true],
    ['// Says //go:build ignore.\npackage main\n', true],
    ['//go:builder ignore\n\npackage main\n', true],
    ['\uFEFF//go:build ignore\n\npackage main\n', false],
    ['//go:build linux ||\n\npackage main\n', undefined],
    ['//go:build given\n//go:build given\n\npackage main\n', undefined],
    [`//go:build ${'('.repeat(100_000)}\n\npackage main\n`, undefined],
    ['package documentation\n', false],
    ['', true],
  ])('of %j is %s', (source, expected) => {
    expect(isBuilt('x.go', source, anywhere)).toBe(expected);
  });

  it.each([
    ['main.go', true],
    ['linux.go', true],
    ['main_linux.go', undefined],
    ['x_windows_amd64.go', undefined],
    ['x_linux_test.go', undefined],
    ['x_server.go', true],
    ['_x.go', false],
    ['.x.go', false],
  ])('of a file %s is %s', (name, expected) => {
    expect(isBuilt(name, 'package main\n', anywhere)).toBe(expected);
  });
});

describe('isBuilt, beside go', () => {
  /** As go of linux/amd64 has it with `-tags given`, without cgo. */
  const onLinux = (tag: string) => ['linux', 'amd64', 'unix', 'gc', 'go1.20', 'given'].includes(tag);
  const tag = fc.constantFrom('linux', 'windows', 'amd64', 'unix', 'gc', 'cgo', 'go1.20', 'given', 'ignore');
  const expression = fc.letrec<{ any: string }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      tag,
      tag.map((one) => `!${one}`),
      fc.tuple(tie('any'), fc.constantFrom('&&', '||'), tie('any')).map((parts) => `(${parts.join(' ')})`),
    ),
  })).any;
  const old = fc.array(fc.array(fc.tuple(fc.constantFrom('', '!'), tag), { minLength: 1, maxLength: 2 }), {
    minLength: 1,
    maxLength: 2,
  });
  const line = fc.oneof(
    { weight: 3, arbitrary: expression.map((text) => `//go:build ${text}`) },
    {
      weight: 2,
      arbitrary: old.map(
        (groups) => `// +build ${groups.map((one) => one.map((two) => two.join('')).join(',')).join(' ')}`,
      ),
    },
    fc.constantFrom('', '', '// Text.', '/* Text. */', '/*', '*/ // Text.', 'const text = `', '`'),
  );
  const head = fc.array(line, { maxLength: 5 });
  const name = fc.constantFrom(
    '',
    '_linux',
    '_windows',
    '_windows_amd64',
    '_linux_amd64',
    '_arm64',
    '_given',
  );
  const newline = fc.constantFrom('\n', '\r\n');

  it('says the same of any head', () => {
    const heads = fc.sample(fc.tuple(head, fc.integer({ min: 0, max: 5 }), name, newline), {
      numRuns: 400,
      seed: 7,
    });
    const sources = Object.fromEntries(
      heads.map(([lines, at, suffix, end], index) => [
        `f${index}${suffix}.go`,
        [...lines.slice(0, at), 'package main', ...lines.slice(at)].join(end),
      ]),
    );
    using files = createFiles({ 'go.mod': 'module example.test/x\n\ngo 1.20\n', ...sources });
    const env = { ...goEnvironment(), GOOS: 'linux', GOARCH: 'amd64', CGO_ENABLED: '0', GOEXPERIMENT: '' };
    const listed = execFileSync(
      'go',
      ['list', '-e', '-tags=given', '-json=GoFiles,IgnoredGoFiles,InvalidGoFiles'],
      {
        cwd: files.root,
        env,
        encoding: 'utf8',
      },
    );
    const {
      GoFiles = [],
      IgnoredGoFiles = [],
      InvalidGoFiles = [],
    } = JSON.parse(listed) as Record<string, string[]>;
    const valid = Object.entries(sources).filter(([file]) => !InvalidGoFiles.includes(file));
    expect(valid.length).toBeGreaterThan(100);
    expect(IgnoredGoFiles.length).toBeGreaterThan(50);
    const ours = valid.filter(([file, text]) => isBuilt(file, text, onLinux)).map(([file]) => file);
    // A file that can't be parsed may be in both lists.
    expect(ours.sort()).toEqual(GoFiles.filter((file) => !InvalidGoFiles.includes(file)).sort());
  });
});
