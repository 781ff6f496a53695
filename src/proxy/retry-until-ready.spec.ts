import { VirtualTimeScheduler } from 'rxjs';
import type { RunEvent } from '../events/run-event.ts';
import type { Outcome } from './ask-program.ts';
import { createRequestHold } from './request-hold.ts';
import { retryUntilReady } from './retry-until-ready.ts';
import { READY, STARTED } from './testing/ready-event.ts';
import { openUpstream } from './upstream.ts';

/** A request at a program that is ready; each attempt takes the next outcome, the last one again and again. */
function visit(
  outcomes: readonly Outcome[],
  onWait: (waits: number) => RunEvent | undefined = () => undefined,
) {
  const scheduler = new VirtualTimeScheduler();
  const limits = { holdTimeout: 200, holdRequests: 3, holdBytes: 100 };
  const requestHold = createRequestHold(limits, { openUpstream, scheduler, epoch: () => 5 });
  requestHold.follow(STARTED);
  requestHold.follow(READY);
  const gone = new AbortController();
  const tried: number[] = [];
  let waits = 0;
  const over = retryUntilReady(
    requestHold,
    { since: 0, bytes: 0, gone: gone.signal },
    async ({ pid }) => outcomes[tried.push(pid) - 1] ?? outcomes.at(-1) ?? 'done',
    {
      epoch: () => 5,
      async wait(ms) {
        scheduler.frame += ms;
        const event = onWait(++waits);
        if (event) requestHold.follow(event);
        else if (waits > 100) gone.abort();
      },
    },
  );
  return { over, tried, gone, scheduler };
}

describe(retryUntilReady.name, () => {
  it('passes it on to the program until it has taken the request', async () => {
    const { over, tried, scheduler } = visit(['refused', 'stale', 'done']);
    expect(await over).toBeUndefined();
    // A refusal alone is worth a pause.
    expect(scheduler.now()).toBe(50);
    expect(tried).toEqual([7, 7, 7]);
  });

  it('says that the program has broken off', async () => {
    const { over } = visit(['no-answer']);
    expect(await over).toMatchObject({ reason: 'no-answer', at: 5 });
  });

  it('gives up after holdTimeout where a program that was ready takes no connection', async () => {
    const { over, tried, scheduler } = visit(['refused']);
    expect(await over).toMatchObject({
      reason: 'held-too-long',
      message: 'the program has taken no connection for 200 ms',
    });
    expect(tried).toEqual([7, 7, 7, 7]);
    expect(scheduler.now()).toBe(200);
  });

  it('says why there is no program any more, where one had refused', async () => {
    const exit = { kind: 'code', code: 2 } as const;
    const { over } = visit(['refused'], (waits) =>
      waits === 4 ? { type: 'exited', pid: 7, exit } : undefined,
    );
    expect(await over).toMatchObject({ reason: 'exited' });
  });

  it('goes to the program that follows one that has refused', async () => {
    const { over, tried } = visit(['refused', 'done'], () => ({ ...READY, pid: 8 }));
    expect(await over).toBeUndefined();
    expect(tried).toEqual([7, 8]);
  });

  it('tries no more for a request that is gone', async () => {
    const { over, tried, gone } = visit(['refused'], () => {
      gone.abort();
      return undefined;
    });
    expect(await over).toBeUndefined();
    expect(tried).toEqual([7]);
  });
});
