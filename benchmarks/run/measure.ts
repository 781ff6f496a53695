import { isNothing, type EditKind } from '../edits/edit-kinds.ts';
import { cpuSeconds } from '../processes/tree.ts';
import type { Lane } from './lane.ts';
import { measureCode } from './measure-code.ts';
import { measureNothing } from './measure-nothing.ts';
import type { EditResult } from './result.ts';

/** How long a hot build's tool is watched for the check that it makes later, in ms of quiet. */
const QUIET_AFTER_HOT = 3000;

/** Measures one edit of one tool, and waits until the tool is at rest. A tool that missed it is started anew. */
export async function measure(lane: Lane, edit: EditKind, signal: AbortSignal): Promise<EditResult> {
  const { program, peer, tool } = lane;
  const before = cpuSeconds(tool.pid);
  const outcome = isNothing(edit)
    ? await measureNothing(lane, edit, signal)
    : await measureCode(lane, edit, signal);
  const hot = outcome.kind === 'answered' && outcome.steps?.via === 'hot';
  await lane.untilAtRest(hot ? QUIET_AFTER_HOT : undefined);
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
