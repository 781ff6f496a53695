import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { renamePatiently } from '../files/patiently.ts';
import type { Timers } from '../process/wait-until-gone.ts';

/** Who takes a lock. */
export interface LockOwner {
  readonly pid: number;
  /** The machine's name: process ids of another machine, or another container, mean nothing here. */
  readonly host: string;
}

export interface LockDeps {
  readonly timers: Timers;
  /** True while a process of this machine lives. */
  readonly isAlive: (pid: number) => boolean;
}

/** A lock that is held, and the folder that belongs to its holder alone. */
export interface Lock {
  /** Absolute; not made yet. Whoever takes over a lock removes it. */
  readonly folder: string;
  /** False once another has taken it over, as after a long suspension of this process. */
  isHeld(): Promise<boolean>;
  /** Removes the folder and the lock. Never rejects. */
  release(): Promise<void>;
}

/** Between two signs of life of the holder, and two looks of a waiting one. ms */
const INTERVAL = 500;
/** After so many looks without a sign of life the holder is taken for dead. They don't count while this sleeps. */
const LOOKS = 20;
/** A folder that no lock names and that is so old was left by a takeover that was killed. ms */
const OLD = 3_600_000;
const WORK = '.work-';

interface LockRecord {
  readonly id: string;
  readonly pid?: number;
  readonly host?: string;
}

/**
 * Takes the lock that is this file, waiting for another holder, or taking over from one that is dead. Locks only save
 * work here: what they protect is put in place by a rename, so two holders are harmless. `onWait` gets the pid of the
 * holder, once. Undefined if aborted; rejects where the folder can't be written.
 */
export async function takeLock(
  file: string,
  owner: LockOwner,
  { timers, isAlive }: LockDeps,
  signal: AbortSignal,
  onWait: (pid: number | undefined) => void,
): Promise<Lock | undefined> {
  let isTold = false;
  let silent = 0;
  let seen = '';
  while (!signal.aborted) {
    const id = randomUUID();
    try {
      await writeFile(file, JSON.stringify({ id, ...owner }), { flag: 'wx' });
      return hold(file, id, timers);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        // A full disk takes the name, but not what is to be in it.
        await remove(file);
        throw error;
      }
    }
    const found = await readRecord(file);
    if (found === undefined) continue;
    const { pid, host } = found.record;
    silent = found.sign === seen ? silent + 1 : 0;
    seen = found.sign;
    const isDead = pid !== undefined && host === owner.host && !isAlive(pid);
    if (isDead || silent > LOOKS) {
      await takeOver(file, found.record.id);
      continue;
    }
    if (!isTold) onWait(pid);
    isTold = true;
    await timers.wait(INTERVAL, signal);
  }
  return undefined;
}

async function hold(file: string, id: string, timers: Timers): Promise<Lock> {
  const folder = join(dirname(file), WORK + id);
  const released = new AbortController();
  const isHeld = async () => (await readRecord(file))?.record.id === id;
  const beat = async () => {
    while (!released.signal.aborted) {
      await timers.wait(INTERVAL, released.signal);
      if (released.signal.aborted || !(await isHeld())) return;
      const now = new Date();
      await utimes(file, now, now).catch(() => undefined);
    }
  };
  void beat();
  await removeOrphans(dirname(file));
  return {
    folder,
    isHeld,
    async release() {
      released.abort();
      await remove(folder);
      if (await isHeld()) await remove(file);
    },
  };
}

/** Removes a dead holder's lock and folder. Another may have been faster: then its new lock is put back. */
async function takeOver(file: string, id: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await renamePatiently(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const taken = await readRecord(aside);
  if (taken === undefined || taken.record.id === id) await remove(join(dirname(file), WORK + id));
  // Unless there is a newer one by now.
  else await link(aside, file).catch(() => undefined);
  await remove(aside);
}

/** What the lock says, and what changes with each sign of life. Undefined where there is none. */
async function readRecord(file: string): Promise<{ record: LockRecord; sign: string } | undefined> {
  try {
    const { mtimeMs, ino } = await stat(file);
    const text = await readFile(file, 'utf8');
    const sign = `${ino}.${mtimeMs}`;
    try {
      return { record: JSON.parse(text) as LockRecord, sign };
    } catch {
      // Just being written, or its writer was killed in that moment.
      return { record: { id: '' }, sign };
    }
  } catch {
    return undefined;
  }
}

async function removeOrphans(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => one.startsWith(WORK))) {
    const path = join(folder, name);
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > OLD) await remove(path);
  }
}

function remove(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
}
