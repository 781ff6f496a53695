import type { Observable } from 'rxjs';

/** What the executor hands to Nx, or to whoever calls `runExecutor()`. */
export interface Results<T> extends AsyncIterableIterator<T, undefined> {
  return(): Promise<IteratorReturnResult<undefined>>;
  throw(error?: unknown): Promise<IteratorReturnResult<undefined>>;
}

type Pending<T> = {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * An observable as an async iterator. `stop` makes the observable complete in its own time; `return()` calls
 * it, drops what was not read, settles a waiting `next()` and resolves once all is done. The observable is
 * subscribed at once, and its events wait, however many.
 */
export function toAsyncIterator<T>(source$: Observable<T>, stop: () => void): Results<T> {
  const waiting: T[] = [];
  const pending: Pending<T>[] = [];
  const done: IteratorReturnResult<undefined> = { done: true, value: undefined };
  let failure: { readonly error: unknown } | undefined;
  let isDone = false;
  let isReturning = false;

  const ended = new Promise<void>((resolve) => {
    const end = () => {
      isDone = true;
      for (const { resolve: settle, reject } of pending.splice(0)) {
        if (failure) reject(failure.error);
        else settle(done);
      }
      resolve();
    };
    source$.subscribe({
      next(value) {
        const first = pending.shift();
        if (first) first.resolve({ done: false, value });
        else if (!isReturning) waiting.push(value);
      },
      error(error: unknown) {
        failure = { error };
        end();
      },
      complete: end,
    });
  });
  const finish = async () => {
    isReturning = true;
    waiting.length = 0;
    stop();
    await ended;
    return done;
  };

  return {
    next() {
      const value = waiting.shift();
      if (value !== undefined) return Promise.resolve({ done: false, value });
      if (failure) return Promise.reject(failure.error);
      if (isDone) return Promise.resolve(done);
      return new Promise((resolve, reject) => pending.push({ resolve, reject }));
    },
    return: finish,
    throw: finish,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
