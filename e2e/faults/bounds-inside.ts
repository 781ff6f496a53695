import { renameSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What a process knows of itself alone. */
export interface InsideFigures {
  /** Bytes: as the system shows it, and once all that is free has been given back. */
  readonly rssBefore: number;
  readonly rss: number;
  readonly heapUsed: number;
  readonly heapTotal: number;
  /** What keeps the process alive, counted by kind: `process.getActiveResourcesInfo()`. */
  readonly resources: Readonly<Record<string, number>>;
  /** Listeners on `process`, counted by event. */
  readonly listeners: Readonly<Record<string, number>>;
}

/** The variable that names the file to which the figures are written. */
export const FIGURES_VARIABLE = 'RIG_FIGURES';
/** The variable that names what `give-back.c` was made into. */
export const GIVE_BACK_VARIABLE = 'RIG_GIVE_BACK';

// Loaded into the executor by `node --import`: answers SIGUSR2 with the figures, after a collection of garbage.
const file = process.env[FIGURES_VARIABLE];
const giveBack = process.env[GIVE_BACK_VARIABLE];
if (file !== undefined && giveBack !== undefined) {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as (options: object) => void;
  process.on('SIGUSR2', () => {
    const { rss: rssBefore } = process.memoryUsage();
    // As if memory had run out: V8 gives back the pages that it keeps for the next objects, too.
    gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    process.dlopen({ exports: {} }, giveBack);
    const { rss, heapUsed, heapTotal } = process.memoryUsage();
    const listeners = Object.fromEntries(
      process.eventNames().map((name) => [String(name), process.listenerCount(name)]),
    );
    const figures: InsideFigures = {
      heapTotal,
      rssBefore,
      rss,
      heapUsed,
      resources: count(process.getActiveResourcesInfo()),
      listeners,
    };
    writeFileSync(`${file}.new`, JSON.stringify(figures));
    renameSync(`${file}.new`, file);
  });
}

function count(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of [...words].sort()) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
