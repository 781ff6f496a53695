import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createReadCookies, listNumbers, readProc } from './read-proc.ts';
import { thisSystem } from './system.ts';
import { createFakeProc, type FakeProc } from './testing/fake-proc.ts';

describe('what is read of procfs', () => {
  let proc: FakeProc;
  beforeEach(() => void (proc = createFakeProc()));
  afterEach(() => proc[Symbol.dispose]());

  it('is the whole file, of whatever length', () => {
    proc.write({ pid: 40 });
    for (const length of [0, 1, 16 * 1024 - 1, 16 * 1024, 16 * 1024 + 1, 100_000]) {
      proc.rewrite(40, 'cmdline', 'x'.repeat(length));
      expect(readProc(join(proc.root, '40/cmdline'))?.toString()).toBe('x'.repeat(length));
    }
    expect(readProc(join(proc.root, '41/cmdline'))).toBeUndefined();
    // A folder can be opened, but not read.
    expect(readProc(join(proc.root, '40'))).toBeUndefined();
  });

  (thisSystem.processes === 'procfs' ? it : it.skip)('leaves no descriptor open', () => {
    proc.write({ pid: 40 });
    const count = () => readdirSync('/proc/self/fd').length;
    const before = count();
    for (const path of ['40/stat', '40', 'nothing'])
      for (let at = 0; at < 50; at++) readProc(join(proc.root, path));
    expect(count()).toBeLessThan(before + 50);
  });

  it('are the names alone that are numbers', () => {
    for (const name of ['12', 'x12', '12x', 'self', '7']) mkdirSync(join(proc.root, name));
    expect(listNumbers(proc.root).sort((a, b) => a - b)).toEqual([7, 12]);
    expect(listNumbers(join(proc.root, 'nowhere'))).toEqual([]);
  });

  it('are the cookies of processes, and of no variable whose name only begins so or holds it', () => {
    const cookie = 'NX_GO_RUN_COOKIE=a';
    proc.write({ pid: 40, environ: ['A=b', cookie, 'NX_GO_RUN_COOKIES=no', 'X=NX_GO_RUN_COOKIE=no'] });
    proc.write({ pid: 41, environ: ['A=b'] });
    const read = createReadCookies(proc.root);
    const shown = (pids: readonly number[]) => [...read(pids)].map(([pid, { cookies }]) => [pid, ...cookies]);
    expect(shown([40, 41, 42])).toEqual([[40, 'a'], [41]]);
    // It is remembered while it is the same process, and read again of another one with its pid.
    proc.rewrite(40, 'environ', 'NX_GO_RUN_COOKIE=b\0');
    expect(shown([40])).toEqual([[40, 'a']]);
    proc.write({ pid: 40, environ: ['NX_GO_RUN_COOKIE=c'] });
    expect(shown([40])).toEqual([[40, 'c']]);
  });
});
