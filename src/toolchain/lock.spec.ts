import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { createFiles, type TemporaryFiles } from '../files/testing/temporary-files.ts';
import type { Timers } from '../process/wait-until-gone.ts';
import { takeLock, type Lock } from './lock.ts';

const never = new AbortController().signal;

describe('a lock', () => {
  let files: TemporaryFiles;
  let file: string;
  let waits: { resolve: () => void }[];
  const living = new Set<number>();
  beforeEach(() => {
    files = createFiles();
    file = files.path('x.lock');
    waits = [];
    living.clear();
  });
  afterEach(() => files[Symbol.dispose]());

  /** A clock whose waits end when the test says so, or with their signal. */
  const timers: Timers = {
    now: () => 0,
    wait: (_, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) resolve();
        waits.push({ resolve });
        signal?.addEventListener('abort', () => resolve());
      }),
  };
  /** Lets all waits end, until this has happened. */
  const until = async <T>(promise: Promise<T>): Promise<T> => {
    let isDone = false;
    void promise.then(() => (isDone = true));
    while (!isDone) {
      for (const { resolve } of waits.splice(0)) resolve();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return promise;
  };
  const take = (pid: number, { signal = never, host = 'here', told = [] as unknown[] } = {}) => {
    living.add(pid);
    const deps = { timers, isAlive: (one: number) => living.has(one) };
    return takeLock(file, { pid, host }, deps, signal, (one) => told.push(one));
  };
  const held = async (promise: Promise<Lock | undefined>) => {
    const lock = await promise;
    if (!lock) throw new Error('no lock');
    return lock;
  };

  it('is held by one, and given to the next at its release', async () => {
    const told: unknown[] = [];
    const first = await held(take(1));
    mkdirSync(first.folder);
    const second = take(2, { told });
    while (told.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual([1]);
    await first.release();
    expect(existsSync(first.folder)).toBe(false);
    const next = await held(until(second));
    expect(next.folder).not.toBe(first.folder);
    await next.release();
    expect(readdirSync(files.root)).toEqual([]);
  });

  it('is taken over from a dead process of this machine at once, with its folder', async () => {
    const first = await held(take(1));
    mkdirSync(first.folder);
    living.delete(1);
    const second = await held(take(2));
    expect(existsSync(first.folder)).toBe(false);
    expect(await first.isHeld()).toBe(false);
    // What the dead one does if it lives after all must not touch the new one.
    await first.release();
    expect(await second.isHeld()).toBe(true);
    await second.release();
    expect(readdirSync(files.root)).toEqual([]);
  });

  it('of another machine is waited for while it gives signs of life, and taken over when it does not', async () => {
    writeFileSync(file, JSON.stringify({ id: 'a', pid: 7, host: 'there' }));
    let isTaken = false;
    const second = take(2).then((lock) => ((isTaken = true), lock));
    for (let beat = 0; beat < 60; beat++) {
      utimesSync(file, beat, beat);
      while (waits.length === 0) await new Promise((resolve) => setImmediate(resolve));
      for (const { resolve } of waits.splice(0)) resolve();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(isTaken).toBe(false);
    await (await held(until(second))).release();
  });

  it('whose writer was killed before it had written is taken over', async () => {
    writeFileSync(file, '');
    await (await held(until(take(2)))).release();
    expect(readdirSync(files.root)).toEqual([]);
  });

  it('is not waited for any more after an abort', async () => {
    const first = await held(take(1));
    const abort = new AbortController();
    const second = take(2, { signal: abort.signal });
    abort.abort();
    expect(await second).toBeUndefined();
    await first.release();
  });

  it('removes folders that nobody has missed for an hour', async () => {
    mkdirSync(files.path('.work-old'));
    mkdirSync(files.path('.work-new'));
    utimesSync(files.path('.work-old'), 1, 1);
    await (await held(take(1))).release();
    expect(readdirSync(files.root)).toEqual(['.work-new']);
  });

  it('rejects where the folder can not be written', async () => {
    file = files.path('nowhere/x.lock');
    await expect(take(1)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
