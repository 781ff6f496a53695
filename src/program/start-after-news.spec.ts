import { EMPTY } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { success } from '../problem.ts';
import { CHILDLESS_MOMENT } from '../process/news-of-end.ts';
import { startAfterNews } from './start-after-news.ts';

/** A program whose calls are noted, and whose time is the test's. */
function makeRig(alive: boolean) {
  const scheduler = new TestScheduler(() => undefined);
  const calls: string[] = [];
  const note = (call: string) => Promise.resolve(void calls.push(call));
  const program = startAfterNews(
    {
      events$: EMPTY,
      isAlive: () => alive,
      isCurrent: () => alive,
      hasRun: () => alive,
      mayHaveSignalled: () => undefined,
      swap: ({ cycle }) => note(`swap ${cycle}`),
      stop: (alreadySignalled) => note(`stop ${alreadySignalled}`),
    },
    scheduler,
  );
  const next = { cycle: 1, since: 0, durations: {}, install: () => Promise.resolve(success(undefined)) };
  const pass = async (ms: number) => {
    scheduler.maxFrames = scheduler.frame + ms;
    scheduler.flush();
    scheduler.frame = scheduler.maxFrames;
    await Promise.resolve();
  };
  return { program, calls, next, pass };
}

describe(startAfterNews.name, () => {
  it('starts a program only after a moment in which Nx would have seen the executor without a child', async () => {
    const { program, calls, next, pass } = makeRig(false);
    const swapped = program.swap(next);
    await pass(CHILDLESS_MOMENT - 1);
    expect(calls).toEqual([]);
    await pass(1);
    await swapped;
    expect(calls).toEqual(['swap 1']);
  });

  it('lets an edit of a running program wait for nothing', async () => {
    const { program, calls, next } = makeRig(true);
    await program.swap(next);
    expect(calls).toEqual(['swap 1']);
  });

  it('waits no longer when the run is ended meanwhile', async () => {
    const { program, calls, next } = makeRig(false);
    const swapped = program.swap(next);
    await program.stop(true);
    await swapped;
    expect(calls).toEqual(['stop true', 'swap 1']);
  });
});
