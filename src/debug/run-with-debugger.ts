import { concatMap, defer, finalize, merge, type Observable, of, tap } from 'rxjs';
import type { RunEvent } from '../events/run-event.ts';
import type { DebugPlan, Plan } from '../plan/plan.ts';
import { type Debugger, openDebugger } from './open-debugger.ts';

/** Runs with the debugger's port held from before the first event of `run` until after its last program. */
export function runWithDebugger(
  plan: Plan,
  debug: DebugPlan,
  run: (opened: Debugger) => Observable<RunEvent>,
): Observable<RunEvent> {
  return defer(() => openDebugger(plan, debug)).pipe(
    concatMap((opened) => {
      const run$ = run(opened).pipe(
        tap((event) => opened.tell(event)),
        concatMap((event) => (event.type === 'ended' ? opened.close().then(() => event) : of(event))),
        finalize(() => void opened.close()),
      );
      return merge(opened.events$, run$);
    }),
  );
}
