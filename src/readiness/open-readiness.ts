import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Observable, tap } from 'rxjs';
import type { Plan } from '../plan/plan.ts';
import { renamePatiently } from '../files/patiently.ts';
import { failure, type Result, success } from '../problem.ts';
import { askHolder, nameHolder } from './describe-holder.ts';
import type { ReadinessEvent, ReadinessRequest } from './readiness-request.ts';
import { watchReadiness } from './readiness.ts';
import { systemReadinessDeps } from './system-ports.ts';

/** Who listens on a port, in words; undefined where it is free. Promises never reject. */
export type AskHolder = (port: number) => string | undefined | Promise<string | undefined>;

/** Tells when a program is ready, and who holds a port. */
export interface Readiness {
  readonly watchReadiness: (request: ReadinessRequest) => Observable<ReadinessEvent>;
  /** Who listens on a port, in words; undefined where it is free, as far as that is known at once. */
  readonly describeHolder: (port: number) => string | undefined;
  /** The same, where it matters enough to be waited for. */
  readonly askHolder: AskHolder;
  readonly memory: PortMemory;
}

/** Readiness as the supervisor needs it, on this machine, with what was remembered of the program. */
export async function openReadiness(plan: Plan): Promise<Readiness> {
  const file = join(plan.output.cache, 'readiness.json');
  let memory = await readMemory(file);
  const remember = (next: ReadinessMemory) => {
    memory = next;
    // What can't be remembered is found out again next time.
    void writeMemory(file, next);
  };
  const says = saysTls(plan);
  const mayBeTls = (port: number) => says || memory.tls !== false || String(port).endsWith('443');
  return {
    watchReadiness: (request) =>
      watchReadiness(request, { ...systemReadinessDeps, mayBeTls }).pipe(
        tap((event) => {
          if (event.kind === 'not-ready' || event.baseUrl === undefined) return;
          const tls = event.baseUrl.startsWith('https:');
          if (tls !== memory.tls) remember({ ...memory, tls });
        }),
      ),
    describeHolder: nameHolder,
    askHolder: (port) => askHolder(port),
    memory: {
      read: () => memory,
      write(seen) {
        if (seen.opensPort === memory.opensPort && seen.port === memory.port) return;
        const { tls } = memory;
        remember(tls === undefined ? seen : { ...seen, tls });
      },
    },
  };
}

/** Whether a plan has words that tell of TLS, such as `--tls-cert`. */
export function saysTls({
  program: { args, env },
}: {
  readonly program: Pick<Plan['program'], 'args' | 'env'>;
}): boolean {
  return [...args, ...Object.entries(env).flat()].some((word) => /tls|ssl|https|cert/i.test(word));
}

/** Remembers from run to run whether the program opens a port, and which. */
export interface PortMemory {
  read(): { readonly opensPort?: boolean; readonly port?: number };
  write(seen: { readonly opensPort: boolean; readonly port?: number }): void;
}

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
    await renamePatiently(temporary, file);
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
