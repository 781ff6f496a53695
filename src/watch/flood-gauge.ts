/**
 * inotify keeps 16,384 events for a reader that does not read (suspended, or busy), drops more, and libuv does
 * not pass on that it did. What was kept then comes in one turn of the event loop; otherwise a turn has few.
 */
const FLOOD = 8192;

/** Counts events, and tells of so many in one turn of the event loop that others may have been dropped. */
export function createFloodGauge(tell: (directory: string) => void): { count(directory: string): void } {
  let inThisTurn = 0;
  return {
    count(directory) {
      if (inThisTurn++ > 0) return;
      setImmediate(() => {
        if (inThisTurn >= FLOOD) tell(directory);
        inThisTurn = 0;
      });
    },
  };
}
