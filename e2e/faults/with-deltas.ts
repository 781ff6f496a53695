import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunEvent } from '../../src/events/run-event.ts';
import type { EventStream } from '../rig/event-stream.ts';
import type { Waiting } from '../rig/waiting.ts';
import type { Workspace } from '../rig/workspace.ts';

/** Faults that meet programs whose edits are linked as deltas. */
export interface Deltas {
  /** An absolute folder for the linkers, which all tries share. */
  readonly tools: string;
}

/** ms. A program that is none of those that deltas are for has no base. */
const BASE_LIMIT = 15_000;

const QUIET_MACHINE = join(import.meta.dirname, '../rig/quiet-machine.cjs');

/** Has a workspace take the shared linkers, and gives what makes its executors think that the machine is quiet. */
export function shareLinkers({ tools }: Deltas, workspace: Workspace, nodeOptions = ''): string {
  const own = workspace.path('node_modules/.cache/nx-go-run/tools');
  mkdirSync(dirname(own), { recursive: true });
  mkdirSync(tools, { recursive: true });
  symlinkSync(tools, own);
  return `${nodeOptions} --require ${JSON.stringify(QUIET_MACHINE)}`;
}

/** Waits until the next edit can be a delta, where that is to be. */
export async function untilBased(waiting: Waiting, events: EventStream, over: () => boolean): Promise<void> {
  const isBased = () => {
    const since = events.all.slice(events.all.findLastIndex(({ type }) => type === 'started') + 1);
    const isDue = (event: RunEvent) =>
      (event.type === 'hot-path' && (event.link === 'delta' || event.because !== undefined)) ||
      event.type === 'checked' ||
      event.type === 'defect';
    return over() || since.some(isDue);
  };
  await waiting.until('a base', () => isBased() || undefined, BASE_LIMIT).catch(() => undefined);
}

/** How many programs have been linked as deltas. */
export function countDeltas(events: readonly RunEvent[]): number {
  return events.filter(
    (event) => event.type === 'built' && event.via.kind === 'hot' && event.via.link?.kind === 'delta',
  ).length;
}
