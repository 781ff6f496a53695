import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, remove } from '../files/folders.ts';
import { renamePatiently } from '../files/patiently.ts';
import type { ProcessEntry } from '../process/process-table.ts';

/** What a run leaves word of while it lasts, so that the next one can clear up after a SIGKILL. */
export interface RunRecord {
  /** The executor, by what tells it from a later process with its pid. */
  readonly executor: ProcessMark;
  /** What COOKIE_VARIABLE is in every process that the run has started. */
  readonly cookies: readonly string[];
  /** Files and folders that are gone after a proper end. Absolute. */
  readonly files: readonly string[];
  /** The program's processes, where cookies are not seen. */
  readonly processes?: readonly ProcessMark[];
}

/** What tells a process from a later one with its pid. */
export type ProcessMark = Pick<ProcessEntry, 'pid' | 'startTime'>;

/** A record, or one that a killed run was just writing. */
const NAME = /^run-\d+\.json(\.tmp)?$/;

/** Where the record of an executor lies. */
export function recordFile(cache: string, pid: number): string {
  return join(cache, `run-${pid}.json`);
}

/** Writes the record, whole or not at all. Rejects where the folder can't be written. */
export async function writeRecord(cache: string, record: RunRecord): Promise<void> {
  const file = recordFile(cache, record.executor.pid);
  await makeFolder(cache);
  await writeFile(`${file}.tmp`, JSON.stringify(record));
  await renamePatiently(`${file}.tmp`, file);
}

/** A record, and the file that it stands in. */
export interface FiledRecord {
  readonly file: string;
  readonly record: RunRecord;
}

/** All records of a task's runs. A file that is no record is removed, unless it is just being written. */
export async function readRecords(cache: string): Promise<readonly FiledRecord[]> {
  const names = await readdir(cache).catch((): string[] => []);
  const found: FiledRecord[] = [];
  for (const name of names.filter((one) => NAME.test(one))) {
    const file = join(cache, name);
    const record = parseRecord(await readFile(file, 'utf8').catch(() => ''));
    if (record) found.push({ file, record });
    else if (!name.endsWith('.tmp')) await remove(file, cache);
  }
  return found;
}

function parseRecord(text: string): RunRecord | undefined {
  try {
    const { executor, cookies, files, processes = [] } = JSON.parse(text) as Partial<RunRecord>;
    const isWhole =
      [executor, ...processes].every(
        (one) => typeof one?.pid === 'number' && typeof one.startTime === 'string',
      ) &&
      [cookies, files].every((list) => Array.isArray(list) && list.every((one) => typeof one === 'string'));
    if (!isWhole || !executor) return undefined;
    return { executor, cookies: cookies as string[], files: files as string[], processes };
  } catch {
    return undefined;
  }
}
