import { setTimeout as pause } from 'node:timers/promises';
import { startClient } from '../client/client.ts';
import { judge } from '../client/outcome.ts';
import type { CodeEdit } from '../edits/edit-kinds.ts';
import type { Lane } from './lane.ts';
import type { EditOutcome } from './result.ts';
import { takeApart } from './steps.ts';

/** ms within which the new code must answer. */
const LIMIT = 60_000;
/** ms that the client asks the old code before the save, and the new code after its first answer. */
const BEFORE = 50;
const AFTER = 250;

/** Saves one edit and waits until the new code answers. An edit that is missed is an outcome, not a failure. */
export async function measureCode(lane: Lane, kind: CodeEdit, signal: AbortSignal): Promise<EditOutcome> {
  const { sources, events, peer, tool } = lane;
  const client = startClient(lane.port);
  const seen = events.count();
  try {
    await pause(BEFORE, undefined, { signal });
    const began = performance.now();
    sources.save(kind);
    if (peer.told) tool.tell('saved');
    const { at } = await client.answered(sources.answer, LIMIT, signal);
    await pause(AFTER, undefined, { signal });
    const wall = (time: number) => performance.timeOrigin + time;
    const steps = takeApart(events.from(seen), wall(began), wall(at));
    const outage = judge(await client.stop());
    return { kind: 'answered', ms: at - began, outage, ...(steps && { steps }) };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'missed', why: `${String(error)}\n${tool.output}` };
  } finally {
    await client.stop();
  }
}
