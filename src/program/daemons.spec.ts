import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createFindDaemons, type FindDaemons } from './daemons.ts';
import { createProcessTable } from '../process/process-table.ts';
import { createFakeProc, type FakeProcFile } from '../process/testing/fake-proc.ts';

const BINARY = '/w/none/bin/app';
const traces = { binaries: [BINARY, '/w/none/bin/.app.5.replaced'], startTime: '100', group: 50 };
/** Forked twice: its parent is init, and the leader of its session is gone. */
const daemon = { pid: 10, parent: 1, startTime: 200, group: 9, session: 9 };

describe(createFindDaemons.name, () => {
  const proc = createFakeProc();
  afterAll(() => proc[Symbol.dispose]());
  let find: FindDaemons;
  const write = (process: FakeProcFile, exe: string) => {
    proc.write(process);
    rmSync(join(proc.root, `${process.pid}/exe`), { force: true });
    symlinkSync(exe, join(proc.root, `${process.pid}/exe`));
  };
  const found = () => find(traces).map(({ pid }) => pid);
  beforeEach(() => {
    // What it remembers of a process of one test must not meet that of another with its inode.
    find = createFindDaemons(proc.root, createProcessTable(proc.root));
    proc.write({ pid: 1, parent: 0, command: ['/sbin/init'], startTime: 1 });
    proc.write({ pid: 40, parent: 1, command: ['bash'], startTime: 2 });
  });

  it.each([BINARY, `${BINARY} (deleted)`, '/w/none/bin/.app.5.replaced (deleted)'])(
    'finds one that runs %s',
    (exe) => {
      write(daemon, exe);
      expect(found()).toEqual([10]);
    },
  );

  it.each<[string, Partial<FakeProcFile>, string]>([
    ['another program', {}, '/usr/bin/app'],
    ['one that was started before the run', { startTime: 99 }, BINARY],
    ['one that has a parent', { parent: 40 }, BINARY],
    ['one that a shell has started and left', { group: 10, session: 40 }, BINARY],
  ])('passes over %s', (_, parts, exe) => {
    write({ ...daemon, ...parts }, exe);
    expect(found()).toEqual([]);
  });

  it.each<[string, Partial<FakeProcFile>]>([
    ['whose parent has crashed without making a session', { group: 50, session: 40 }],
    ['that leads its own session', { session: 10 }],
    ['to which systemd has become the parent', { parent: 41 }],
  ])('finds one %s', (_, parts) => {
    proc.write({ pid: 41, parent: 1, command: ['/usr/lib/systemd/systemd', '--user'], startTime: 3 });
    write({ ...daemon, ...parts }, BINARY);
    expect(found()).toEqual([10]);
  });

  it('finds one whose parent is the first process of a container', () => {
    proc.write({ pid: 1, parent: 0, command: ['node', 'server.js'], startTime: 1 });
    write(daemon, BINARY);
    expect(found()).toEqual([10]);
  });

  it('finds one that was started with the run', () => {
    write({ ...daemon, startTime: 100 }, BINARY);
    expect(found()).toEqual([10]);
  });

  it('takes a process for another one that has got the pid of an older one', () => {
    write({ ...daemon, startTime: 50 }, BINARY);
    expect(found()).toEqual([]);
    write(daemon, BINARY);
    expect(found()).toEqual([10]);
  });
});
