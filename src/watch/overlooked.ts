interface Look {
  readonly mtimeMs?: number;
  readonly atimeMs?: number;
  isFile?(): boolean;
}

/**
 * True where chokidar 6, looking at intervals, saw that a file had changed and keeps it to itself: it takes a
 * file of the same time that was read since for one that was only read, though size or inode are others.
 * `details` is the third argument of its `raw` event.
 */
export function isOverlooked(details: unknown): boolean {
  const { current, previous } = (details ?? {}) as { current?: Look; previous?: Look };
  if (current?.isFile?.() !== true) return false;
  const { mtimeMs = 0, atimeMs = 0 } = current;
  return mtimeMs === previous?.mtimeMs && atimeMs > mtimeMs;
}
