import { join } from 'node:path';
import { tap } from 'rxjs';
import type { Plan } from '../plan/plan.ts';
import type { ProgramPorts } from '../supervise/program-ports.ts';
import { nameHolder } from './find-holder.ts';
import { readMemory, writeMemory, type ReadinessMemory } from './memory.ts';
import { watchReadiness } from './readiness.ts';
import { systemReadinessPorts } from './system-ports.ts';

/** Readiness as the supervisor needs it, on this machine, with what was remembered of the program. */
export async function openReadiness(
  plan: Plan,
): Promise<Pick<ProgramPorts, 'watchReadiness' | 'describeHolder' | 'memory'>> {
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
      watchReadiness(request, { ...systemReadinessPorts, mayBeTls }).pipe(
        tap((event) => {
          if (event.kind === 'not-ready' || event.baseUrl === undefined) return;
          const tls = event.baseUrl.startsWith('https:');
          if (tls !== memory.tls) remember({ ...memory, tls });
        }),
      ),
    describeHolder: nameHolder,
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
