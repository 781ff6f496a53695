import { join } from 'node:path';
import type { Plan } from '../plan/plan.ts';
import type { ProgramPorts } from '../supervise/program-ports.ts';
import { nameHolder } from './find-holder.ts';
import { readMemory, writeMemory } from './memory.ts';
import { watchReadiness } from './readiness.ts';
import { systemReadinessPorts } from './system-ports.ts';

/** Readiness as the supervisor needs it, on this machine, with what was remembered of the program. */
export async function openReadiness(
  plan: Plan,
): Promise<Pick<ProgramPorts, 'watchReadiness' | 'describeHolder' | 'memory'>> {
  const file = join(plan.output.cache, 'readiness.json');
  let memory = await readMemory(file);
  return {
    watchReadiness: (request) => watchReadiness(request, systemReadinessPorts),
    describeHolder: nameHolder,
    memory: {
      read: () => memory,
      write(seen) {
        if (seen.opensPort === memory.opensPort && seen.port === memory.port) return;
        memory = seen;
        // What can't be remembered is found out again next time.
        void writeMemory(file, seen);
      },
    },
  };
}
