import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planOutput } from '../plan/output.ts';
import type { ProcessTable } from '../process/process-table.ts';
import { claimTask } from './claim-task.ts';
import type { RunRecord } from './run-record.ts';

describe(claimTask.name, () => {
  const root = mkdtempSync(join(tmpdir(), 'claim-'));
  const living = [
    { pid: 10, parent: 1, startTime: '100' },
    { pid: 11, parent: 1, startTime: '110' },
  ];
  const table: ProcessTable = {
    marks: 'cookie',
    find: (pid) => living.find((one) => one.pid === pid),
    lives: ({ pid, startTime }) => living.some((one) => one.pid === pid && one.startTime === startTime),
    descendants: () => [],
    withCookie: () => [],
    describe: () => undefined,
  };
  const timers = { now: () => 0, wait: () => Promise.resolve() };
  const deps = { table, kill: () => true, timers, findDaemons: () => [] };
  const plan = (pid: number) =>
    planOutput({ project: 'api', target: 'serve' }, root, undefined, { platform: 'linux', pid });
  const claim = ({ pid, startTime }: { pid: number; startTime: string }) =>
    claimTask(plan(pid), { pid, startTime }, ['cookie'], deps);
  const [first, second] = living as [(typeof living)[number], (typeof living)[number]];
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('takes what is planned, and leaves nothing of the run but its binary', async () => {
    const { output, notices, release } = await claim(first);
    expect(output).toEqual(plan(10));
    expect(notices).toEqual([]);
    mkdirSync(output.temporary);
    mkdirSync(join(output.cache, 'bin'));
    writeFileSync(output.next, '');
    writeFileSync(`${output.next}-go-tmp-umask`, '');
    writeFileSync(output.replaced, '');
    writeFileSync(output.binary, '');
    await release();
    expect(readdirSync(output.cache, { recursive: true }).sort()).toEqual(['bin', 'bin/api']);
  });

  it('gives a second run a binary of its own, says so, and removes it at the end', async () => {
    await claim(first);
    const { output, notices, release } = await claim(second);
    expect(output.binary).not.toBe(plan(11).binary);
    expect(notices).toMatchObject([{ problem: { message: 'pid 10 runs this task as well' } }]);
    mkdirSync(join(output.binary, '..'), { recursive: true });
    writeFileSync(output.binary, '');
    await release();
    expect(existsSync(output.binary)).toBe(false);
    expect(readdirSync(output.cache)).toEqual(['run-10.json']);
  });

  it('leaves word of the run again where the cache was deleted meanwhile', async () => {
    const { output, renew, release } = await claim(first);
    const before = readFileSync(join(output.cache, 'run-10.json'), 'utf8');
    rmSync(output.cache, { recursive: true });
    await renew();
    expect(readFileSync(join(output.cache, 'run-10.json'), 'utf8')).toBe(before);
    await release();
    rmSync(root, { recursive: true });
    writeFileSync(root, '');
    await renew();
    rmSync(root);
  });

  it('leaves word of the programs that live where no cookie is seen, and of none where one is', async () => {
    const read = () => JSON.parse(readFileSync(join(plan(10).cache, 'run-10.json'), 'utf8')) as RunRecord;
    const withCookies = await claim(first);
    await withCookies.note(11);
    expect(read().processes).toBeUndefined();
    await withCookies.release();

    const programs = [11, 12, 13].map((pid) => ({ pid, parent: 10, startTime: `${pid}0` }));
    const alive = new Set([10, 11, 12, 13]);
    const byPs: ProcessTable = {
      ...table,
      marks: 'start time',
      find: (pid) => (alive.has(pid) ? programs.find((one) => one.pid === pid) : undefined),
      lives: ({ pid }) => alive.has(pid),
    };
    const { note, release } = await claimTask(plan(10), first, ['cookie'], { ...deps, table: byPs });
    await Promise.all([note(11), note(12)]);
    alive.delete(11);
    await note(13);
    await note(14);
    expect(read()).toMatchObject({
      cookies: ['cookie'],
      processes: [
        { pid: 12, startTime: '120' },
        { pid: 13, startTime: '130' },
      ],
    });
    // Its end may come while the last word is being written.
    void note(12);
    await release();
    expect(readdirSync(plan(10).cache)).toEqual([]);
  });

  it('goes on where the cache can’t be written, and where it is gone at the end', async () => {
    writeFileSync(root, '');
    const { output, notices, release } = await claim(first);
    expect(output).toEqual(plan(10));
    expect(notices).toMatchObject([{ problem: { message: expect.stringContaining("can't be written") } }]);
    await release();
  });
});
