import { createStartChild } from './child.ts';
import { findOnWindows } from './find-command.ts';
import { describeSystem } from './system.ts';

const files = (...paths: readonly string[]) => {
  const known = new Set(paths.map((path) => path.toLowerCase()));
  return (path: string) => known.has(path.toLowerCase());
};

describe('finding a command on Windows', () => {
  const find = (file: string, env: Record<string, string>, ...paths: readonly string[]) =>
    findOnWindows(file, 'C:\\shop\\apps\\api', env, files(...paths));
  const Path = 'C:\\Windows\\system32;C:\\Program Files\\Go\\bin';

  it.each([
    ['a program', 'go', 'C:\\Program Files\\Go\\bin\\go.exe'],
    ['one with its ending', 'go.exe', 'C:\\Program Files\\Go\\bin\\go.exe'],
    ['a shim of npm', 'buf', 'C:\\Program Files\\Go\\bin\\buf.cmd'],
    ['a script of another ending', 'tool', 'C:\\Program Files\\Go\\bin\\tool.ps1'],
    ['one in its own folder', 'gen', 'C:\\shop\\apps\\api\\gen.exe'],
    ['an absolute path', 'D:\\go\\bin\\go', 'D:\\go\\bin\\go.exe'],
    ['a path with slashes', './tools/gen', 'C:\\shop\\apps\\api\\tools\\gen.exe'],
    ['a path on a share', '\\\\nas\\go\\bin\\go', '\\\\nas\\go\\bin\\go.exe'],
  ])('finds %s', (_, file, place) => {
    expect(find(file, { Path, PATHEXT: '.COM;.EXE;.BAT;.CMD;.PS1' }, place)).toBe(place);
  });

  it('finds nothing where there is nothing', () => {
    expect(find('go', { Path })).toBeUndefined();
    expect(find('go', {})).toBeUndefined();
    expect(find('C:\\Go\\bin\\go.exe', { Path }, 'D:\\Go\\bin\\go.exe')).toBeUndefined();
  });

  it('starts no shell in place of a missing command, so that it counts as not started', async () => {
    const start = createStartChild(describeSystem('win32'), files());
    const { pid, ended } = start({ file: 'go', args: [], cwd: 'C:\\', env: { Path }, output: 'capture' });
    expect(pid).toBeUndefined();
    expect((await ended).exit).toEqual({ kind: 'not-started', reason: 'spawn go ENOENT' });
  });
});
