import { createProcessTable } from './process-table.ts';
import { createFakeProc, type FakeProc } from './testing/fake-proc.ts';

describe('a process table', () => {
  let proc: FakeProc;
  beforeEach(() => void (proc = createFakeProc()));
  afterEach(() => proc[Symbol.dispose]());

  const table = () => createProcessTable(proc.root);
  const pids = (entries: readonly { pid: number }[]) => entries.map(({ pid }) => pid);

  it('finds a process with its parent, start time, group and session', () => {
    const groups = { group: 39, session: 38 };
    proc.write({ pid: 40, parent: 7, startTime: 98765, state: 'R', ...groups });
    expect(table().find(40)).toEqual({ pid: 40, parent: 7, startTime: '98765', state: 'R', ...groups });
  });

  it('reads a name that holds spaces and parentheses', () => {
    proc.write({ pid: 40, parent: 7, startTime: 98765, name: 'my) S 1 (api' });
    expect(table().find(40)).toMatchObject({ parent: 7, startTime: '98765' });
  });

  it('counts zombies as gone', () => {
    proc.write({ pid: 40, state: 'Z' });
    expect(table().find(40)).toBeUndefined();
  });

  it('counts a process as living while threads outlive its first one', () => {
    proc.write({ pid: 40, state: 'Z', threads: 3 });
    expect(table().find(40)).toBeDefined();
  });

  it('knows nothing of a process that is not there, and nothing where there is no procfs', () => {
    const nowhere = createProcessTable(`${proc.root}/nowhere`);
    for (const one of [table(), nowhere]) {
      expect(one.find(40)).toBeUndefined();
      expect(one.descendants(40)).toEqual([]);
      expect(one.withCookie('c')).toEqual([]);
      expect(one.describe(40)).toBeUndefined();
    }
  });

  it('lists descendants of every thread, parents first, without zombies', () => {
    proc.write({ pid: 40, children: { 40: [41], 45: [50, 51] } });
    proc.write({ pid: 41, parent: 40, children: { 41: [60] } });
    proc.write({ pid: 50, parent: 40 });
    proc.write({ pid: 51, parent: 40, state: 'Z' });
    proc.write({ pid: 60, parent: 41 });
    expect(pids(table().descendants(40))).toEqual([41, 50, 60]);
  });

  it('looks through all processes only where the kernel lists no children', () => {
    proc.write({ pid: 40, children: { 40: [41], 45: [] } });
    proc.write({ pid: 41, parent: 40, children: { 41: [] } });
    // As one that has come since, or whose parent has ended.
    proc.write({ pid: 42, parent: 40 });
    proc.write({ pid: 43, parent: 41 });
    expect(pids(table().descendants(40))).toEqual([41]);
  });

  it('takes what the threads list that have not ended while they were read', () => {
    proc.write({ pid: 40, children: { 40: [41], 46: [] } });
    proc.remove(40, 'task/46/children');
    proc.write({ pid: 41, parent: 40 });
    proc.write({ pid: 42, parent: 40 });
    expect(pids(table().descendants(40))).toEqual([41]);
  });

  it('falls back to parents where the kernel lists no children', () => {
    proc.write({ pid: 40, children: 'none' });
    proc.write({ pid: 41, parent: 40, children: 'none' });
    proc.write({ pid: 42, parent: 41, children: 'none' });
    proc.write({ pid: 43, parent: 1, children: 'none' });
    expect(pids(table().descendants(40))).toEqual([41, 42]);
  });

  it('finds processes by their cookie, and only by the whole of it', () => {
    proc.write({ pid: 40, environ: ['A=1', 'NX_GO_RUN_COOKIE=abc', 'B=2'] });
    proc.write({ pid: 41, environ: ['NX_GO_RUN_COOKIE=abcd'] });
    proc.write({ pid: 42, environ: ['MY_NX_GO_RUN_COOKIE=abc'] });
    proc.write({ pid: 43, environ: ['A=NX_GO_RUN_COOKIE=abc', 'NX_GO_RUN_COOKIE=abc'] });
    proc.write({ pid: 44, environ: ['NX_GO_RUN_COOKIE=abc'], state: 'Z' });
    expect(pids(table().withCookie('abc'))).toEqual([40, 43]);
  });

  it('has no process for an empty cookie, also where one has that', () => {
    proc.write({ pid: 40, environ: ['NX_GO_RUN_COOKIE='] });
    expect(table().withCookie('')).toEqual([]);
  });

  it('tells a process from a later one with its pid', () => {
    proc.write({ pid: 40, startTime: 7 });
    const one = table();
    expect(one.lives({ pid: 40, startTime: '7' })).toBe(true);
    expect(one.lives({ pid: 40, startTime: '8' })).toBe(false);
    expect(one.lives({ pid: 41, startTime: '7' })).toBe(false);
  });

  it('counts one as gone that is just being removed', () => {
    proc.write({ pid: 40, state: 'X' });
    expect(table().find(40)).toBeUndefined();
  });

  it('looks again at a process whose environment was empty, for it may have been becoming a program', () => {
    const one = table();
    proc.write({ pid: 40, environ: [] });
    proc.write({ pid: 41, environ: [], flags: 0x208040 });
    expect(one.withCookie('abc')).toEqual([]);
    for (const pid of [40, 41]) proc.rewrite(pid, 'environ', 'NX_GO_RUN_COOKIE=abc\0');
    expect(pids(one.withCookie('abc'))).toEqual([40]);
  });

  it('notices that a pid has become that of another process', () => {
    const one = table();
    proc.write({ pid: 40, environ: ['NX_GO_RUN_COOKIE=abc'] });
    proc.write({ pid: 41, environ: ['A=1'] });
    expect(pids(one.withCookie('abc'))).toEqual([40]);
    proc.write({ pid: 40, environ: ['A=1'] });
    proc.write({ pid: 41, environ: ['NX_GO_RUN_COOKIE=abc'] });
    expect(pids(one.withCookie('abc'))).toEqual([41]);
  });

  it('reads an environment that is larger than its buffer', () => {
    proc.write({ pid: 40, environ: [`BIG=${'x'.repeat(200_000)}`, 'NX_GO_RUN_COOKIE=abc'] });
    expect(pids(table().withCookie('abc'))).toEqual([40]);
  });

  it('describes a process by its command line and folder, or by its name alone', () => {
    proc.write({ pid: 40, name: 'node', command: ['node', 'server.js'], cwd: '/srv/é' });
    proc.write({ pid: 41, name: 'kworker', command: [] });
    expect(table().describe(40)).toEqual({ pid: 40, command: 'node server.js', cwd: '/srv/é' });
    expect(table().describe(41)).toMatchObject({ command: 'kworker' });
    // The folder of somebody else's process can't be read.
    proc.remove(41, 'cwd');
    expect(table().describe(41)).toStrictEqual({ pid: 41, command: 'kworker' });
    // It has ended between the two reads.
    proc.remove(40, 'cmdline');
    expect(table().describe(40)).toEqual({ pid: 40, command: 'node', cwd: '/srv/é' });
  });
});
