import { createFiles } from '../files/testing/temporary-files.ts';
import { mayBeExcluded, readPackageClause } from './main-packages.ts';

describe('readPackageClause', () => {
  it.each<[string, string | undefined]>([
    ['package main\n', 'main'],
    ['package main', 'main'],
    ['\uFEFFpackage main\n', 'main'],
    ['// Copyright\r\n\r\n/* a\nlicense */\n//go:build linux\n\npackage api // main\r\n', 'api'],
    ['/* package lib */package/* */main;func main(){}', 'main'],
    ['/**/ // package lib\npackage\n\tmain', 'main'],
    ['package größe_2\n', 'größe_2'],
    ['', undefined],
    ['func main() {}\n/* */ package main\n', undefined],
    ['packagemain\n', undefined],
    ['/* never closed package main', undefined],
  ])('of %j is %s', (source, name) => {
    using files = createFiles({ 'x.go': source });
    expect(readPackageClause(files.path('x.go'))).toBe(name);
  });

  it('of a file that is not there, or a directory, is undefined', () => {
    using files = createFiles();
    expect(readPackageClause(files.path('x.go'))).toBeUndefined();
    expect(readPackageClause(files.root)).toBeUndefined();
  });

  it('takes no time where there is none, however many blanks and slashes there are', () => {
    using files = createFiles({
      'x.go': `${'\n'.repeat(5000)}${'/'.repeat(5000)}\n${'/**/'.repeat(5000)}func`,
    });
    const began = performance.now();
    expect(readPackageClause(files.path('x.go'))).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe('mayBeExcluded', () => {
  it.each([
    ['main.go', 'package main\n', false],
    ['main.go', '//go:build ignore\n\npackage main\n', true],
    ['main.go', '// +build tools\n\npackage main\n', true],
    ['main_windows.go', 'package main\n', true],
    ['main_server.go', 'package main\n', false],
    ['main.go', 'package main // says //go:build x\n', false],
  ])('of %s with %j is %s', (name, source, expected) => {
    using files = createFiles({ [name]: source });
    expect(mayBeExcluded(files.path(name))).toBe(expected);
  });
});
