import { setTimeout as pause } from 'node:timers/promises';
import { ask } from '../client/ask.ts';
import { parseAnswer } from '../client/outcome.ts';
import type { NothingEdit } from '../edits/edit-kinds.ts';
import type { Lane } from './lane.ts';
import type { EditOutcome } from './result.ts';

/** ms within which the tool must say that nothing has changed. */
const LIMIT = 60_000;
/** ms after which silence means that a save was passed over. */
const SILENCE = 1500;
/** ms between an edit and its taking back: longer than any debounce here, shorter than any build. */
const TAKEN_BACK_AFTER = 60;

/** Saves something that changes nothing, and waits until the tool says so, or has been silent for long. */
export async function measureNothing(
  lane: Lane,
  kind: NothingEdit,
  signal: AbortSignal,
): Promise<EditOutcome> {
  const { peer, tool } = lane;
  const pidBefore = await findPid(lane.port);
  const printed = tool.output.length;
  let seen = lane.events.count();
  if (kind === 'taken-back') {
    lane.sources.save('literal');
    await pause(TAKEN_BACK_AFTER, undefined, { signal });
    seen = lane.events.count();
  }
  const began = performance.now();
  saveAgain(lane, kind);
  if (peer.told) tool.tell('saved');
  const outcome = await untilSaid(() =>
    peer.tellsUnchanged === 'line'
      ? ['building', ...tool.output.slice(printed).split('\n')]
      : lane.events.from(seen).map(({ type }) => type),
  );
  // A restart that comes late shows as another process.
  await pause(SILENCE / 3, undefined, { signal });
  return (await findPid(lane.port)) === pidBefore ? outcome : { kind: 'restarted' };

  async function untilSaid(said: () => readonly string[]): Promise<EditOutcome> {
    for (; performance.now() - began < LIMIT; await pause(2, undefined, { signal })) {
      const types = said();
      const ms = performance.now() - began;
      if (types.includes('unchanged')) return { kind: 'unchanged', ms };
      if (types.includes('started')) return { kind: 'restarted' };
      if (types.length === 0 && ms > SILENCE) return { kind: 'passed-over' };
    }
    return { kind: 'missed', why: `no word of ${kind} within ${LIMIT} ms\n${tool.output}` };
  }
}

function saveAgain({ sources }: Lane, kind: NothingEdit): void {
  switch (kind) {
    case 'touch':
      return sources.touch();
    case 'identical':
      return sources.saveAgain();
    case 'taken-back':
      return sources.takeBack();
  }
}

async function findPid(port: number): Promise<number | undefined> {
  const { how, text } = await ask(port);
  return how === 'answered' ? parseAnswer(text)?.pid : undefined;
}
