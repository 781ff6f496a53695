import { jest } from '@jest/globals';
import { timers, waitUntilGone } from './wait-until-gone.ts';

describe('waiting until all is gone', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('sets no timer when nothing remains', async () => {
    expect(await waitUntilGone(() => [], 1000, timers)).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('ends soon after the last one is gone', async () => {
    const begun = performance.now();
    const left = waitUntilGone(() => (performance.now() - begun < 40 ? [1] : []), 1000, timers);
    await jest.advanceTimersByTimeAsync(65);
    await expect(left).resolves.toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('looks often at first, and every 25 ms in the end', async () => {
    const begun = performance.now();
    const looks: number[] = [];
    const look = () => {
      looks.push(performance.now() - begun);
      return [7];
    };
    const left = waitUntilGone(look, 300, timers);
    await jest.advanceTimersByTimeAsync(300);
    await left;
    expect(looks.filter((at) => at < 5)).toEqual([0, 1, 2, 3, 4]);
    expect(looks.filter((at) => at > 200).length).toBe(5);
  });

  it('gives what remains when its time is up', async () => {
    const left = waitUntilGone(() => [7], 300, timers);
    await jest.advanceTimersByTimeAsync(299);
    expect(jest.getTimerCount()).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    await expect(left).resolves.toEqual([7]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('gives up at once when it is aborted, and leaves no timer', async () => {
    const abort = new AbortController();
    const left = waitUntilGone(() => [7], 300, timers, abort.signal);
    abort.abort();
    await expect(left).resolves.toEqual([7]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
