import { mkdtempSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { endLeftovers, findOtherRun } from './leftovers.ts';
import type { ProcessEntry, ProcessTable } from '../process/process-table.ts';
import { makeTestPlan } from '../testing/plan.ts';
import { writeRecord } from './run-record.ts';

interface FakeProcess extends ProcessEntry {
  readonly cookie?: string;
  readonly ignores?: boolean;
}

function makeRig(processes: FakeProcess[]) {
  const cache = mkdtempSync(join(tmpdir(), 'leftovers-'));
  const alive = new Map(processes.map((one) => [one.pid, one]));
  const signals: [number, string][] = [];
  const daemons: ProcessEntry[] = [];
  const table: ProcessTable = {
    marks: 'cookie',
    find: (pid) => alive.get(pid),
    lives: ({ pid, startTime }) => alive.get(pid)?.startTime === startTime,
    descendants: (...pids) => [...alive.values()].filter(({ parent }) => pids.includes(parent)),
    withCookie: (cookie) => [...alive.values()].filter((one) => one.cookie === cookie),
    describe: (pid) => ({ pid, command: `program ${pid}` }),
  };
  const kill = (pid: number, signal: NodeJS.Signals | 0) => {
    signals.push([pid, String(signal)]);
    if (signal === 'SIGKILL' || (signal === 'SIGTERM' && !alive.get(pid)?.ignores)) alive.delete(pid);
    return true;
  };
  let time = 0;
  const timers = { now: () => time, wait: (ms: number) => Promise.resolve(void (time += ms)) };
  return {
    cache,
    alive,
    signals,
    daemons,
    end: () =>
      endLeftovers({ ...makeTestPlan().output, cache }, { table, kill, timers, findDaemons: () => daemons }),
    findOther: (ownPid: number) => findOtherRun(cache, { table, kill }, ownPid),
  };
}
const record = { executor: { pid: 10, startTime: '100' }, cookies: ['c1', 'c2'], files: [] as string[] };
const caches: string[] = [];
const open = (processes: FakeProcess[]) => {
  const rig = makeRig(processes);
  caches.push(rig.cache);
  return rig;
};
afterEach(() => caches.splice(0).forEach((cache) => rmSync(cache, { recursive: true })));

describe(endLeftovers.name, () => {
  it('ends the daemons of a killed run, unless another run goes on that may have the same binary', async () => {
    const daemon = { pid: 30, parent: 1, startTime: '300' };
    const rig = open([daemon]);
    await writeRecord(rig.cache, record);
    rig.daemons.push(daemon);
    expect(await rig.end()).toEqual([{ pid: 30, command: 'program 30' }]);
    expect(rig.alive.size).toBe(0);

    const beside = open([daemon, { pid: 11, parent: 1, startTime: '110' }]);
    await writeRecord(beside.cache, record);
    await writeRecord(beside.cache, { ...record, executor: { pid: 11, startTime: '110' } });
    beside.daemons.push(daemon);
    expect(await beside.end()).toEqual([]);
  });

  it('ends the processes of a run whose executor is gone, and removes its files', async () => {
    const rig = open([
      { pid: 20, parent: 1, startTime: '200', cookie: 'c1' },
      { pid: 21, parent: 1, startTime: '201', cookie: 'c2' },
    ]);
    const folder = join(rig.cache, 'tmp');
    mkdirSync(folder);
    await writeRecord(rig.cache, { ...record, files: [folder] });
    expect((await rig.end()).map(({ pid }) => pid)).toEqual([20, 21]);
    expect(rig.alive.size).toBe(0);
    expect(existsSync(folder)).toBe(false);
    expect(readdirSync(rig.cache)).toEqual([]);
  });

  it('does not touch a process that has come to a recorded pid later', async () => {
    const rig = open([{ pid: 10, parent: 1, startTime: '999' }]);
    await writeRecord(rig.cache, record);
    expect(await rig.end()).toEqual([]);
    expect(rig.signals).toEqual([]);
    expect(readdirSync(rig.cache)).toEqual([]);
  });

  it('ends the program of a killed run by its start time where no cookie is seen, with what is below it', async () => {
    const rig = open([
      { pid: 20, parent: 1, startTime: '200' },
      { pid: 21, parent: 20, startTime: '201' },
      { pid: 22, parent: 1, startTime: '999' },
    ]);
    const processes = [
      { pid: 20, startTime: '200' },
      { pid: 22, startTime: '202' },
    ];
    await writeRecord(rig.cache, { ...record, processes });
    expect((await rig.end()).map(({ pid }) => pid)).toEqual([20, 21]);
    expect([...rig.alive.keys()]).toEqual([22]);
  });

  it('leaves a run alone whose executor lives', async () => {
    const rig = open([
      { pid: 10, parent: 1, startTime: '100' },
      { pid: 20, parent: 10, startTime: '200', cookie: 'c1' },
    ]);
    await writeRecord(rig.cache, record);
    expect(await rig.end()).toEqual([]);
    expect(rig.alive.size).toBe(2);
    expect(readdirSync(rig.cache)).toHaveLength(1);
  });

  it('kills what does not end politely', async () => {
    const rig = open([{ pid: 20, parent: 1, startTime: '200', cookie: 'c1', ignores: true }]);
    await writeRecord(rig.cache, record);
    await rig.end();
    expect(rig.signals.at(-1)).toEqual([20, 'SIGKILL']);
  });

  it('removes nothing that no run can have left, whatever a record names', async () => {
    const rig = open([]);
    const other = open([]).cache;
    const path = (name: string) => join(other, name);
    const kept = ['server/main.go', '.server.10.replaced/main.go', 'main.go', '.server.11.next'];
    for (const name of [...kept, '.server.10.next']) {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), '');
    }
    const named = ['server', '.server.10.replaced', 'main.go', '.server.11.next', '.server.10.next'];
    await writeRecord(rig.cache, { ...record, files: named.map(path) });
    await rig.end();
    expect(kept.filter((name) => existsSync(path(name)))).toEqual(kept);
    expect(existsSync(path('.server.10.next'))).toBe(false);
  });

  it('removes a record that a killed run was just writing', async () => {
    const rig = open([]);
    writeFileSync(join(rig.cache, 'run-10.json.tmp'), JSON.stringify(record));
    await rig.end();
    expect(readdirSync(rig.cache)).toEqual([]);
  });

  it('removes a record that can’t be read', async () => {
    const rig = open([]);
    writeFileSync(join(rig.cache, 'run-5.json'), '{"executor":');
    const damaged = { ...record, processes: [{ pid: '20' }] };
    writeFileSync(join(rig.cache, 'run-6.json'), JSON.stringify(damaged));
    expect(await rig.end()).toEqual([]);
    expect(readdirSync(rig.cache)).toEqual([]);
  });
});

describe(findOtherRun.name, () => {
  it('finds an executor that lives, and is neither this one nor a later process with its pid', async () => {
    const rig = open([
      { pid: 10, parent: 1, startTime: '100' },
      { pid: 11, parent: 1, startTime: '999' },
    ]);
    await writeRecord(rig.cache, { ...record, executor: { pid: 11, startTime: '110' } });
    expect(await rig.findOther(12)).toBeUndefined();
    await writeRecord(rig.cache, record);
    expect(await rig.findOther(12)).toBe(10);
    expect(await rig.findOther(10)).toBeUndefined();
  });
});
