import { setTimeout as pause } from 'node:timers/promises';
import { isNothing, type EditKind } from '../edits/edit-kinds.ts';
import { cpuSeconds } from '../processes/tree.ts';
import type { Lane } from './lane.ts';
import { measureCode } from './measure-code.ts';
import { measureNothing } from './measure-nothing.ts';
import type { EditResult } from './result.ts';

/** ms within which the check that follows a hot build must have ended, and between two looks for its end. */
const CHECK_LIMIT = 60_000;
const LOOK = 50;

/** Measures one edit of one tool, and waits until the tool is at rest. A tool that missed it is started anew. */
export async function measure(lane: Lane, edit: EditKind, signal: AbortSignal): Promise<EditResult> {
  const { program, peer, tool } = lane;
  const before = cpuSeconds(tool.pid);
  const seen = lane.events.count();
  const outcome = isNothing(edit)
    ? await measureNothing(lane, edit, signal)
    : await measureCode(lane, edit, signal);
  if (outcome.kind === 'answered' && outcome.steps?.via === 'hot') await untilChecked(lane, seen, signal);
  await lane.untilAtRest();
  const result: EditResult = {
    program: program.name,
    peer: peer.name,
    edit,
    outcome,
    cpu: cpuSeconds(tool.pid) - before,
  };
  if (outcome.kind === 'missed') {
    await lane.end();
    await lane.start();
  }
  return result;
}

/** The check by the go command costs CPU time as well, and comes later. */
async function untilChecked({ events, peer }: Lane, seen: number, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + CHECK_LIMIT;
  const isOver = () => events.from(seen).some(({ type }) => type === 'checked' || type === 'defect');
  while (!isOver()) {
    if (performance.now() > deadline) throw new Error(`${peer.name} has not checked its hot build`);
    await pause(LOOK, undefined, { signal });
  }
}
