import { defer, finalize, from, type Observable, type ObservableInput } from 'rxjs';

/** Starts work at each subscription, with a signal that is aborted at its end: then nothing of it is left. */
export function untilUnsubscribed<T>(work: (signal: AbortSignal) => ObservableInput<T>): Observable<T> {
  return defer(() => {
    const end = new AbortController();
    return from(work(end.signal)).pipe(finalize(() => end.abort()));
  });
}
