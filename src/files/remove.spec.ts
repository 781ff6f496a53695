import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { remove, type RemovalDisk } from './folders.ts';
import { describeSystem } from '../process/system.ts';

describe(remove.name, () => {
  const cache = mkdtempSync(join(tmpdir(), 'remove-'));
  const file = join(cache, '.api.4711.next.exe');
  beforeEach(() => writeFileSync(file, ''));
  afterAll(() => rmSync(cache, { recursive: true }));

  /** A disk that refuses to remove anything so many times; `time` is what was waited for, in ms. */
  function makeDisk(refusals: number, platform: NodeJS.Platform) {
    const disk = { time: 0 };
    const refusing = (path: string, options: object) =>
      refusals-- > 0
        ? Promise.reject(Object.assign(new Error('EBUSY'), { code: 'EBUSY' }))
        : rm(path, options);
    const timers = { now: () => disk.time, wait: async (ms: number) => void (disk.time += ms) };
    const { passingErrors } = describeSystem(platform);
    return Object.assign(disk, { rm: refusing as RemovalDisk['rm'], patience: { passingErrors, timers } });
  }

  it('tries again on Windows while a scanner holds the file, for a second', async () => {
    const short = makeDisk(6, 'win32');
    await remove(file, cache, short);
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, '');
    const long = makeDisk(Infinity, 'win32');
    await remove(file, cache, long);
    expect(existsSync(file)).toBe(true);
    expect(long.time).toBeLessThan(1300);
  });

  it('waits for nothing elsewhere', async () => {
    const disk = makeDisk(Infinity, 'linux');
    await remove(file, cache, disk);
    expect(disk.time).toBe(0);
  });

  it('leaves a folder of the user alone, whatever its name', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'user-'));
    mkdirSync(join(outside, '.api.4711.next.exe'));
    await remove(join(outside, '.api.4711.next.exe'), cache);
    expect(existsSync(join(outside, '.api.4711.next.exe'))).toBe(true);
    rmSync(outside, { recursive: true });
  });
});
