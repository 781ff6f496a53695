import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/** Where Linux shows the controller of processors: cgroup v1, or v2. */
const V1 = '/sys/fs/cgroup/cpu';
const V2 = '/sys/fs/cgroup';
/** µs. A short period lets no burst through, as a slow processor has none. */
const PERIOD = 10_000;

/**
 * Gives this process, and all that it starts, half of the processors' time; gives what takes that back. Needs root on
 * Linux: throws without.
 */
export function throttle(): () => void {
  const quota = (PERIOD * availableParallelism()) / 2;
  const isFirst = existsSync(V1);
  const parent = isFirst ? V1 : V2;
  const group = join(parent, `nx-go-run-bench-${process.pid}`);
  const set = (folder: string, file: string, value: string) => writeFileSync(join(folder, file), value);
  mkdirSync(group);
  if (isFirst) {
    set(group, 'cpu.cfs_period_us', String(PERIOD));
    set(group, 'cpu.cfs_quota_us', String(quota));
  } else set(group, 'cpu.max', `${quota} ${PERIOD}`);
  set(group, 'cgroup.procs', String(process.pid));
  return () => {
    set(parent, 'cgroup.procs', String(process.pid));
    try {
      rmdirSync(group);
    } catch {
      // A process of the run is not gone yet; an empty group costs nothing.
    }
  };
}

/** Has Linux forget what it has read of disks, so that everything is read again. Needs root. */
export function emptyPageCache(): void {
  writeFileSync('/proc/sys/vm/drop_caches', '1');
}
