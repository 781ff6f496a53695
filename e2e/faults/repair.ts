import type { Execution } from './execution.ts';
import { lives } from './living.ts';
import type { Stage } from './stage.ts';

/** A new run must clear up what the killed one has left, and then work as if nothing had been. */
export async function repair(
  stage: Stage,
  start: () => Promise<Execution>,
  left: readonly number[],
): Promise<void> {
  const living = left.filter(lives);
  stage.workspace.setVersion('repaired');
  const one = await start();
  const run = await one.runs({ version: 'repaired' });
  const stayed = living.filter(lives);
  if (stayed.length > 0) throw new Error(`pid ${stayed.join(', ')} of the killed run lives on`);
  for (const pid of living) {
    // A process may have ended by itself meanwhile; the program can't have.
    if (stage.programs.some(({ hello }) => hello.pid === pid)) await one.task.printed(`(pid ${pid})`);
  }
  await stage.untilSeen('only the run and its program', () => {
    const others = stage.living().filter(({ command }) => !/execute\.ts|nx|node /.test(command));
    return others.every(({ pid }) => pid === run.hello.pid) || undefined;
  });
  await one.rests({ version: 'repaired' });
}
