import type { Run } from '../rig/run.ts';
import type { Execution } from './execution.ts';

/** Characters of each output that a report shows. */
const SHOWN = 6000;

/** Which programs there were, and which still run. */
export function tellPrograms(programs: readonly Run[]): string {
  return `── programs\n${programs.map(tellProgram).join('\n').slice(-SHOWN)}`;
}

/** The ends of what an executor has printed and of its events. */
export function tellExecution({ task, events }: Execution): string {
  const { output, exit } = task;
  const ended = exit ? `ended with ${exit.signal ?? exit.code}` : 'not ended';
  const lines = events.all.map(({ time, ...event }) => `${time} ${JSON.stringify(event)}`).join('\n');
  return `── output (${ended})\n${output.slice(-SHOWN)}\n── events\n${lines.slice(-SHOWN)}`;
}

function tellProgram({ hello, isClosed }: Run): string {
  return `${isClosed ? 'ended  ' : 'running'} ${JSON.stringify(hello)}`;
}
