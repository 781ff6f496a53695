import { firstValueFrom, race, Subject, timer, type SchedulerLike } from 'rxjs';
import { CHILDLESS_MOMENT } from '../process/news-of-end.ts';
import type { Program } from './program-deps.ts';

/**
 * A program that is started only after a moment without a child, where none of it is running: the go command
 * before may have ended while Nx was about to end the run. An edit of a running program waits for nothing, since
 * Nx ends that first, which the executor sees.
 */
export function startAfterNews(program: Program, scheduler: SchedulerLike): Program {
  const stops$ = new Subject<void>();
  return {
    ...program,
    async swap(next) {
      if (!program.isAlive()) await firstValueFrom(race(stops$, timer(CHILDLESS_MOMENT, scheduler)));
      return program.swap(next);
    },
    stop(alreadySignalled) {
      stops$.next();
      return program.stop(alreadySignalled);
    },
  };
}
