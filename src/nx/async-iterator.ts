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
 * subscribed at once, and its events wait, however many. Its error rejects one `next()`, after which all is done.
 */
export function toAsyncIterator<T>(source$: Observable<T>, stop: () => void): Results<T> {
  const waiting: T[] = [];
  const pending: Pending<T>[] = [];
  const done: IteratorReturnResult<undefined> = { done: true, value: undefined };
  let failure: { readonly error: Error } | undefined;
  let isDone = false;
  let isReturning = false;
  const takeFailure = () => {
    const taken = failure;
    failure = undefined;
    return taken;
  };

  const ended = new Promise<void>((resolve) => {
    const end = () => {
      isDone = true;
      for (const { resolve: settle, reject } of pending.splice(0)) {
        const error = takeFailure();
        if (error) reject(error.error);
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
      error(error: Error) {
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
    failure = undefined;
    return done;
  };

  return {
    next() {
      if (waiting.length > 0) return Promise.resolve({ done: false, value: waiting.shift() as T });
      const error = takeFailure();
      if (error) return Promise.reject(error.error);
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
