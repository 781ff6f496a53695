import type { Plan } from '../plan/plan.ts';
import type { ReadinessEvent } from '../readiness/readiness.ts';
import type { ProgramPorts } from './program-ports.ts';

/** Remembers for the next start what this one has shown: whether the program opens a port, and which. */
export function rememberPort(
  event: ReadinessEvent,
  { ready: { port, url, log } }: Plan,
  { memory, gateway }: Pick<ProgramPorts, 'memory' | 'gateway'>,
): void {
  if (event.kind === 'not-ready') {
    // It was only waited for because it had opened a port before.
    if (port === undefined && url === undefined && log === undefined) memory.write({ opensPort: false });
  } else if (event.baseUrl !== undefined) {
    const seen = Number(new URL(event.baseUrl).port);
    // A private port says nothing about the next start.
    memory.write(seen > 0 && !gateway ? { opensPort: true, port: seen } : { opensPort: true });
  }
}
