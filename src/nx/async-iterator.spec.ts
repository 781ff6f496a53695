import { EMPTY, of, Subject, throwError } from 'rxjs';
import { toAsyncIterator } from './async-iterator.ts';

const DONE = { done: true, value: undefined };
const of1 = { done: false, value: 1 };
const of2 = { done: false, value: 2 };

/** An iterator over what the test sends, and how often it was asked to stop. */
function create() {
  const source$ = new Subject<number>();
  const asked = { stops: 0 };
  return { source$, asked, results: toAsyncIterator(source$, () => void asked.stops++) };
}

/** Whether a promise has settled, once all that is due now has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = () => (settled = true);
  promise.then(settle, settle);
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

describe('toAsyncIterator', () => {
  it('listens from the start, and keeps what is not read yet', async () => {
    const { source$, results } = create();
    source$.next(1);
    source$.next(2);
    source$.complete();
    expect([await results.next(), await results.next(), await results.next()]).toEqual([of1, of2, DONE]);
  });

  it('hands a value to the next() that waits for it, in order', async () => {
    const { source$, results } = create();
    const [first, second] = [results.next(), results.next()];
    expect(await isSettled(first)).toBe(false);
    source$.next(1);
    source$.next(2);
    expect([await first, await second]).toEqual([of1, of2]);
  });

  it('works in for await, and ends with the observable', async () => {
    const values: unknown[] = [];
    for await (const value of toAsyncIterator(of(1, undefined, 2), () => undefined)) values.push(value);
    expect(values).toEqual([1, undefined, 2]);
  });

  it('is done as often as it is asked after the end', async () => {
    const results = toAsyncIterator(EMPTY, () => undefined);
    expect([await results.next(), await results.next(), await results.return()]).toEqual([DONE, DONE, DONE]);
  });

  it('return() asks to stop, and is done only once all is stopped', async () => {
    const { source$, asked, results } = create();
    const returned = results.return();
    expect(asked.stops).toBe(1);
    expect(await isSettled(returned)).toBe(false);
    source$.complete();
    expect(await returned).toEqual(DONE);
    expect(await results.next()).toEqual(DONE);
  });

  it('return() settles every next() that waits', async () => {
    const { source$, results } = create();
    const [first, second] = [results.next(), results.next()];
    const returned = results.return();
    source$.next(1);
    source$.complete();
    expect([await first, await second, await returned]).toEqual([of1, DONE, DONE]);
  });

  it('return() drops what was not read', async () => {
    const { source$, results } = create();
    source$.next(1);
    const returned = results.return();
    source$.next(2);
    source$.complete();
    await returned;
    expect(await results.next()).toEqual(DONE);
  });

  it('break in for await stops it', async () => {
    const { source$, asked, results } = create();
    source$.next(1);
    setImmediate(() => source$.complete());
    for await (const value of results) {
      expect(value).toBe(1);
      break;
    }
    expect(asked.stops).toBe(1);
  });

  it('throw() ends it like return()', async () => {
    const { source$, asked, results } = create();
    const thrown = results.throw(new Error('x'));
    source$.complete();
    expect(await thrown).toEqual(DONE);
    expect(asked.stops).toBe(1);
  });

  it('rejects one next() with the observable’s error, after what came before it', async () => {
    const { source$, results } = create();
    source$.next(1);
    source$.error(new Error('broken'));
    expect(await results.next()).toEqual(of1);
    await expect(results.next()).rejects.toThrow('broken');
    expect(await results.next()).toEqual(DONE);
  });

  it('rejects the first next() that waits, and settles the others', async () => {
    const { source$, results } = create();
    const [first, second] = [results.next(), results.next()];
    source$.error(new Error('broken'));
    await expect(first).rejects.toThrow('broken');
    expect(await second).toEqual(DONE);
  });

  it('return() swallows the error of what is stopped', async () => {
    const results = toAsyncIterator(
      throwError(() => new Error('broken')),
      () => undefined,
    );
    expect(await results.return()).toEqual(DONE);
    expect(await results.next()).toEqual(DONE);
  });
});
