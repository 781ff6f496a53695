import { setClock, withFakeClock } from './fake-clock.ts';
import type { Fault } from './fault.ts';
import { forgetPeak } from './memory.ts';
import { listenText } from './programs-that-listen.ts';

/**
 * glibc gives each thread a heap of its own, and a heap keeps the free parts between those in use: 5 to 20 MiB, which
 * come by chance when V8 compiles and go no more. With one heap and a mapping for each block from 4 KiB on (mallopt(3)),
 * what is freed is given back.
 */
const GIVING_BACK = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '4096',
  MALLOC_TRIM_THRESHOLD_: '65536',
};
/** s; what passes for the executor. */
const HOUR = 3600;
/**
 * MB by which the executor may have grown after it: -15 to -8 in two dozen tries, since V8 collects in the quiet. What
 * that takes meanwhile, up to a copy of all that lives, is not counted.
 */
const GROWTH = 4;

/** Programs of which nothing is heard. */
export const programsThatKeepStill: readonly Fault[] = [
  {
    name: 'prints nothing for an hour',
    group: 'programs',
    async run(stage, random) {
      const { workspace } = stage;
      const env = { ...GIVING_BACK, ...withFakeClock(stage, 'all clocks') };
      setClock(stage, 0);
      if (random.chance(0.5)) workspace.write('apps/app/listens.go', listenText('tcp', '127.0.0.1:0'));
      const began = performance.now();
      const one = await stage.execute(random.chance(0.5) ? { readyLog: 'never', readyTimeout: 500 } : {}, {
        env,
      });
      const run = await one.runs({ version: '1' });
      const has = (...types: readonly string[]) => one.events.all.some(({ type }) => types.includes(type));
      await stage.until(
        'all that follows a start',
        () => (has('hot-path') && has('ready', 'not-ready')) || undefined,
      );
      const before = forgetPeak(one.task.pid);
      const told = one.events.all.length;
      const speed = stage.isQuick ? 600 : 120;
      setClock(stage, 0, speed);
      await stage.pause((HOUR / speed) * 1000);
      const grown = Math.round(forgetPeak(one.task.pid) - before);
      if (grown > GROWTH) throw new Error(`the executor has grown by ${grown} MB`);
      const events = one.events.all.slice(told).map(({ type }) => type);
      if (events.length > 0) throw new Error(`something was told: ${events.join(', ')}`);
      if (run.isClosed) throw new Error('the program has ended');
      // A clock of timers never goes back.
      setClock(stage, ((performance.now() - began) / 1000) * speed + HOUR);
      await run.print('still there');
      await one.task.printed('still there');
      workspace.setVersion('2');
      await one.rests({ version: '2' });
    },
  },
];
