import { of, Subject, throwError } from 'rxjs';
import type { RunEvent } from '../../events/run-event.ts';
import { tellAndClose } from './run.ts';

const building: RunEvent = { type: 'building', cycle: 1 };
const ended: RunEvent = { type: 'ended', success: true };

/** Notes what happens in which order. */
function follow(events$: Parameters<typeof tellAndClose>[0], tell: (event: RunEvent) => void) {
  const calls: string[] = [];
  const closing = Promise.withResolvers<void>();
  tellAndClose(events$, tell, {
    stop: () => void calls.push('stop'),
    close: () => (calls.push('close'), closing.promise),
  }).subscribe({
    next: ({ type }) => calls.push(type),
    error: (error: Error) => calls.push(error.message),
    complete: () => calls.push('complete'),
  });
  return { calls, closing };
}

describe(tellAndClose.name, () => {
  it('completes once all is closed', async () => {
    const { calls, closing } = follow(of(building, ended), () => undefined);
    expect(calls).toEqual(['building', 'ended', 'close']);
    closing.resolve();
    await closing.promise;
    await Promise.resolve();
    expect(calls.at(-1)).toBe('complete');
  });

  it('ends the run where an event can’t be told, and goes on telling until it has ended', async () => {
    const events$ = new Subject<RunEvent>();
    const { calls, closing } = follow(events$, ({ type }) => {
      if (type === 'building') throw new Error('no such colour');
    });
    events$.next(building);
    expect(calls).toEqual(['stop', 'building']);
    events$.next(ended);
    events$.complete();
    closing.resolve();
    await closing.promise;
    await Promise.resolve();
    expect(calls.slice(2)).toEqual(['ended', 'close', 'no such colour']);
  });

  it('closes all before the error of the run is told', async () => {
    const { calls, closing } = follow(
      throwError(() => new Error('bug')),
      () => undefined,
    );
    expect(calls).toEqual(['close']);
    closing.resolve();
    await closing.promise;
    await Promise.resolve();
    expect(calls).toEqual(['close', 'bug']);
  });
});
