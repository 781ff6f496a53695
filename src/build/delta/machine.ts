import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';

/** What is read of the machine. */
export interface Machine {
  readonly processors: number;
  /** Of the last minute: how many tasks ran or wanted to. */
  readonly load: () => number;
  /** The attributes of each power supply, as the kernel shows them (Documentation/ABI/testing/sysfs-class-power). */
  readonly supplies: () => readonly {
    readonly type: string;
    readonly scope: string;
    readonly status: string;
  }[];
}

/** Above this load for each processor the machine is busy: as many wait as run. */
const MOST_LOAD = 2;

/**
 * Whether work may be done that nobody waits for. The battery of a mouse (its scope is `Device`) says nothing of the
 * machine's.
 */
export function stateOf({ processors, load, supplies }: Machine): 'quiet' | 'busy' | 'on battery' {
  const isDrained = supplies().some(
    ({ type, scope, status }) => type === 'Battery' && scope !== 'Device' && status === 'Discharging',
  );
  if (isDrained) return 'on battery';
  return load() > MOST_LOAD * processors ? 'busy' : 'quiet';
}

/** This machine. Where there is no such folder, it is on mains. */
export function openMachine(folder = '/sys/class/power_supply'): Machine {
  const read = (...path: string[]) => {
    try {
      return readFileSync(join(folder, ...path), 'latin1').trim();
    } catch {
      return '';
    }
  };
  const list = () => {
    try {
      return readdirSync(folder);
    } catch {
      return [];
    }
  };
  return {
    processors: availableParallelism(),
    load: () => loadavg()[0] ?? 0,
    supplies: () =>
      list().map((name) => ({
        type: read(name, 'type'),
        scope: read(name, 'scope'),
        status: read(name, 'status'),
      })),
  };
}
