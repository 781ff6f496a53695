import type { Plan } from '../plan/plan.ts';
import type { ProgramPorts } from './program-ports.ts';
import { PORT_ADVICE, type ProgramRun } from './program-run.ts';

/**
 * Why a process of the program may have failed, as far as that shows from outside: somebody else holds its port, or
 * it never took its private one. Undefined where nothing is known.
 */
export function explainExit(
  { privatePort }: ProgramRun,
  wasReady: boolean,
  plan: Plan,
  { memory, describeHolder, gateway }: ProgramPorts,
): string | undefined {
  const port = privatePort ?? plan.ready.port ?? memory.read().port;
  const holder = port === undefined ? undefined : describeHolder(port);
  if (holder !== undefined) return `port ${port} is held by ${holder}`;
  return gateway && !wasReady ? PORT_ADVICE : undefined;
}
