import { isCopy, isPassedOver } from './passed-over.ts';

describe('isPassedOver', () => {
  const of = (folder: string, files: Readonly<Record<string, string>> = {}) =>
    isPassedOver(folder, { isFile: (path) => path in files, read: (path) => files[path] });

  it.each(['a/.git', '.claude', 'a/_old', 'a/testdata', 'node_modules'])('of %s is true', (folder) => {
    expect(of(folder)).toBe(true);
  });

  it.each(['a', 'a/dist', 'a/vendors', 'vendor', 'services/vendor', 'a.b'])('of %s is false', (folder) => {
    expect(of(folder, { 'other/go.mod': '' })).toBe(false);
  });

  it.each([
    ['a/vendor', 'a/go.mod'],
    ['vendor', 'go.work'],
    ['a/vendor', 'a/vendor/modules.txt'],
  ])('of %s beside %s is true: go has made it', (folder, sign) => {
    expect(of(folder, { [sign]: '' })).toBe(true);
  });

  it('of a linked worktree is true, of a submodule false', () => {
    expect(of('wt', { 'wt/.git': 'gitdir: /w/.git/worktrees/wt\n' })).toBe(true);
    expect(of('wt', { 'wt/.git': 'gitdir: C:\\w\\.git\\worktrees\\wt' })).toBe(true);
    expect(of('lib', { 'lib/.git': 'gitdir: ../.git/modules/lib\n' })).toBe(false);
    expect(of('lib', { 'lib/.git': 'gitdir: ../.git/modules/worktrees/lib/x\n' })).toBe(false);
  });

  it('of a hidden folder is true, which is no copy', () => {
    expect(of('.tools')).toBe(true);
    expect(isCopy('.tools', { isFile: () => false, read: () => undefined })).toBe(false);
  });
});
