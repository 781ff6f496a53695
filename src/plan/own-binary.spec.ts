import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import type { OutputPlan } from './plan.ts';
import { checkOutput, findObstacle } from './own-binary.ts';
import { createFiles, goEnvironment, type TemporaryFiles } from '../files/testing/temporary-files.ts';

const PROGRAM = { 'go.mod': 'module m\n\ngo 1.24\n', 'm.go': 'package main\n\nfunc main() {}\n' };

describe(findObstacle.name, () => {
  it.each([
    ['with the fast flags', ['-ldflags=-s -w'], 'linux'],
    ['without a build ID', ['-ldflags=-s -w -buildid='], 'linux'],
    ['for macOS', ['-ldflags=-buildid='], 'darwin'],
    ['for Windows', [], 'windows'],
  ])('is nothing where go has built the file %s', (_, flags, GOOS) => {
    using made = createFiles(PROGRAM);
    const env = { ...goEnvironment(), GOOS, GOARCH: 'amd64', CGO_ENABLED: '0' };
    execFileSync('go', ['build', ...flags, '-o', 'api', '.'], { cwd: made.root, env });
    expect(findObstacle(made.path('api'))).toBeUndefined();
  });

  it('is nothing where nothing is, or an empty file, which go replaces as well', () => {
    using made = createFiles({ empty: '' });
    expect(findObstacle(made.path('api'))).toBeUndefined();
    expect(findObstacle(made.path('empty'))).toBeUndefined();
  });

  it('knows a program that the hot path has linked, in full or as a delta, by the name of its note', () => {
    using made = createFiles();
    const note = Buffer.from('\x04\0\0\0\x0b\0\0\0\x04\0\0\0Go\0\0hot-path/xx', 'latin1');
    made.write('api', Buffer.concat([Buffer.alloc(0xf9c), note, Buffer.alloc(900_000)]));
    expect(findObstacle(made.path('api'))).toBeUndefined();
  });

  it('finds the magic of a program wherever it lies', () => {
    const magic = Buffer.from('\xff Go buildinf:', 'latin1');
    for (const at of [0, 256 * 1024 - 7, 256 * 1024, 700_000]) {
      using made = createFiles();
      made.write('api', Buffer.concat([Buffer.alloc(at), magic, Buffer.alloc(9)]));
      expect(findObstacle(made.path('api'))).toBeUndefined();
    }
  });

  it.each([
    ['is a folder', (made: TemporaryFiles) => mkdirSync(made.path('api'))],
    ['is a symbolic link', (made: TemporaryFiles) => symlinkSync(made.path('m.go'), made.path('api'))],
    ['is a symbolic link', (made: TemporaryFiles) => symlinkSync(made.path('no'), made.path('api'))],
    ['is a file that go has not built', (made: TemporaryFiles) => made.write('api', '#!/bin/sh\n')],
    [
      'is a file that go has not built',
      (made: TemporaryFiles) => made.write('api', Buffer.alloc(600_000, 'x')),
    ],
    ['is not a file', (made: TemporaryFiles) => execFileSync('mkfifo', [made.path('api')])],
  ])('%s', (expected, make) => {
    using made = createFiles(PROGRAM);
    make(made);
    expect(findObstacle(made.path('api'))).toBe(expected);
  });
});

describe(checkOutput.name, () => {
  const check = (made: TemporaryFiles, folder: string) =>
    checkOutput({
      binary: made.path(`${folder}/api`),
      reference: made.path(`${folder}/.api.go`),
    } as OutputPlan);

  it('takes a folder that is there, that is not, and a link to one', () => {
    using made = createFiles({ 'dist/README': '' });
    symlinkSync(made.path('dist'), made.path('out'));
    for (const folder of ['dist', 'dist/a/b', 'out', 'out/c']) expect(check(made, folder).ok).toBe(true);
  });

  it.each([
    [
      'api/main.go',
      'apps',
      /^outputPath: .*[\\/]apps[\\/]api is a folder, and the binary would take its place$/,
    ],
    ['.api.go', 'apps', /^outputPath: .*[\\/]apps[\\/]\.api\.go is a file that go has not built/],
  ])('refuses to take the place of %s', (file, folder, message) => {
    using made = createFiles({ [`${folder}/${file}`]: 'package main' });
    expect(check(made, folder)).toMatchObject({
      ok: false,
      problem: { message: expect.stringMatching(message), hint: expect.stringContaining('Set outputPath') },
    });
  });

  it.each(['dist', 'dist/a/b'])('refuses %s where dist is a file', (folder) => {
    using made = createFiles({ dist: 'x' });
    expect(check(made, folder)).toMatchObject({
      ok: false,
      problem: { message: `outputPath: ${made.path('dist')} is a file`, hint: 'Name a folder.' },
    });
  });
});
