import { Skipped, type Fault } from './fault.ts';
import { createRandom } from './random.ts';
import { openStage } from './open-stage.ts';
import type { Stage } from './stage.ts';
import type { Deltas } from './with-deltas.ts';

/** How a try of a fault ended. `report` has all that was printed and told. */
export type Verdict =
  | { readonly kind: 'survived'; readonly deltas: number }
  | { readonly kind: 'failed'; readonly complaints: readonly string[]; readonly report: string }
  | { readonly kind: 'skipped'; readonly reason: string };

/** No fault takes so long. ms */
const LIMIT = 180_000;

/** Brings one fault about, with the timing that the seed gives, and asks the last questions. Never rejects. */
export async function tryFault(
  fault: Fault,
  seed: number,
  isQuick: boolean,
  deltas?: Deltas,
): Promise<Verdict> {
  const stage = await openStage(isQuick, deltas);
  const complaints: string[] = [];
  let skipped: Skipped | undefined;
  try {
    await within(LIMIT, fault.run(stage, createRandom(seed)));
  } catch (error) {
    if (error instanceof Skipped) skipped = error;
    else complaints.push(describe(error));
  }
  const report = stage.tell();
  const linked = stage.linked();
  complaints.push(...(await closeSafely(stage)));
  if (complaints.length > 0) return { kind: 'failed', complaints, report };
  return skipped ? { kind: 'skipped', reason: skipped.message } : { kind: 'survived', deltas: linked };
}

/** A failed try as text, with the command that repeats it. */
export function describeFailure(
  fault: Fault,
  seed: number,
  isQuick: boolean,
  { complaints, report }: Verdict & { kind: 'failed' },
  isDelta = false,
): string {
  const how = `${isQuick ? ' --quick' : ''}${isDelta ? ' --delta' : ''}`;
  const replay = `npm run faults -- --only '${fault.name}' --seed ${seed}${how}`;
  return `${fault.name} (seed ${seed})\n${complaints.map((one) => `  ${one}`).join('\n')}\nreplay: ${replay}\n${report}`;
}

async function closeSafely(stage: Stage): Promise<readonly string[]> {
  try {
    return await stage.close();
  } catch (error) {
    return [describe(error)];
  }
}

/** The message without what the rig appends to it, and where in the fault it was. */
function describe(error: unknown): string {
  const { message, stack = '' } = error as Error;
  const place = /faults\/[\w-]+\.ts:\d+/.exec(stack.slice(stack.indexOf('\n    at')));
  return `${message.split('\n')[0]}${place ? ` (${place[0]})` : ''}`;
}

async function within(limit: number, work: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`the fault was not over after ${limit / 1000} s`)), limit);
  try {
    await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
