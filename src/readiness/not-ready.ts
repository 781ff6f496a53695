import type { Problem } from '../problem.ts';
import { describeHolder } from './describe-holder.ts';
import type { ListeningPorts } from './listening-ports.ts';
import type { Condition, ReadinessRequest } from './readiness-request.ts';

/** Says what a program was waited for in vain, and what is known of why. */
export function explainNotReady(
  { pid, plan }: ReadinessRequest,
  conditions: readonly Condition[],
  listeners: ListeningPorts,
): Problem {
  const missing = conditions.flatMap((condition) => (condition.met ? [] : [condition.waitingFor]));
  const message = `not ready after ${formatTime(plan.timeout)}, still waiting for ${missing.join(', and for ')}`;
  const seen = listeners.of(pid);
  const open = seen === 'unknown' ? [] : [...new Set(seen.map(({ port }) => port))].sort((a, b) => a - b);
  const hint = explainPort(plan.port, open, listeners) ?? explainNoPort(plan, open);
  return hint === undefined ? { message } : { message, hint };
}

function explainPort(wanted: number | undefined, open: readonly number[], listeners: ListeningPorts) {
  if (wanted === undefined || open.includes(wanted)) return undefined;
  const holder = listeners.holderOf(wanted);
  const held = holder ? [`Port ${wanted} is held by ${describeHolder(holder)}.`] : [];
  const other =
    open.length > 0 ? [`The program listens on ${open.join(', ')}: set "port" to what it is to be.`] : [];
  const reasons = [...held, ...other];
  return reasons.length > 0 ? reasons.join(' ') : 'The program listens on no port yet.';
}

function explainNoPort({ url, log }: ReadinessRequest['plan'], open: readonly number[]) {
  if (open.length > 0 || log !== undefined) return undefined;
  if (url !== undefined) return 'The program listens on no port yet.';
  return 'It opened a port when it ran last. If it has none to open any more, "readyLog" can say what ready means.';
}

function formatTime(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Number((ms / 1000).toFixed(1))} s`;
}
