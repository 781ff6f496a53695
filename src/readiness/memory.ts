import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { failure, success, type Result } from '../plan/problem.ts';

/** What is remembered of a program from run to run. */
export interface ReadinessMemory {
  readonly opensPort?: boolean;
  readonly port?: number;
  /** Whether that port speaks TLS. */
  readonly tls?: boolean;
}

/** Reads what is remembered. A file that is absent, or not as it was written, remembers nothing. Never rejects. */
export async function readMemory(file: string): Promise<ReadinessMemory> {
  try {
    return parseMemory(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return {};
  }
}

/** Writes what is to be remembered, whole or not at all: a reader never sees half of it. Makes the folder. */
export async function writeMemory(file: string, memory: ReadinessMemory): Promise<Result<void>> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(temporary, `${JSON.stringify(memory)}\n`);
    await rename(temporary, file);
    return success(undefined);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    return failure(`${file} can't be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parseMemory(value: unknown): ReadinessMemory {
  if (typeof value !== 'object' || value === null) return {};
  const { opensPort, port, tls } = value as Record<string, unknown>;
  return {
    ...(typeof opensPort === 'boolean' && { opensPort }),
    ...(typeof tls === 'boolean' && { tls }),
    ...(typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536 && { port }),
  };
}
