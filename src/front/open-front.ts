import { Subject, type Observable } from 'rxjs';
import type { Plan } from '../plan/plan.ts';
import type { Action, RunEvent } from '../progress/run-event.ts';
import type { LoadPages } from './pages/pages.ts';
import type { ServedFront, ServeFront } from './serve-front.ts';

/** What others see of a run, besides the terminal and Nx. Failures of it never touch the run. */
export interface Front {
  /** What it has to tell itself: where the pages are, or why they are not. */
  readonly events$: Observable<RunEvent>;
  /** What a person has asked for on a page. */
  readonly asked$: Observable<Action>;
  tell(event: RunEvent): void;
  /** Loads what is else loaded later. */
  readonly loadPages: LoadPages;
  /** A line that the program has printed. */
  tellLine(line: string): void;
  /** Resolves once nothing of it is left. Never rejects. */
  close(): Promise<void>;
}

/** Whose front it is. */
export interface FrontOwner extends Pick<Plan, 'project' | 'workspaceRoot' | 'pages' | 'proxy'> {
  readonly target: string;
}

type Told = (served: ServedFront) => void;

/** Loading takes some 20 ms, in which the build has begun already. */
const BEGINS_WITH: readonly RunEvent['type'][] = ['building', 'generated', 'generate-failed'];

/**
 * Opens the front of a run, in the background and only once something is built: until then, and while `load` brings
 * its modules, what is told waits. `now` gives ms since 1970.
 */
export function openFront(owner: FrontOwner, now: () => number, load: () => Promise<ServeFront>): Front {
  const events$ = new Subject<RunEvent>();
  const asked$ = new Subject<Action>();
  let waiting: Told[] = [];
  let served: ServedFront | undefined;
  let opening: Promise<void> | undefined;
  const open = async () => {
    try {
      const serveFront = await load();
      const opened = await serveFront(owner, {
        report: (event) => events$.next(event),
        ask: (action) => asked$.next(action),
      });
      for (const told of waiting) told(opened);
      served = opened;
    } catch (error) {
      const problem = { message: `no pages and no event stream: ${(error as Error).message}` };
      events$.next({ type: 'warning', problem });
    }
    waiting = [];
  };
  const pass = (told: Told) => {
    if (served) told(served);
    else waiting.push(told);
  };
  return {
    events$,
    asked$,
    tell(event) {
      const at = now();
      pass((one) => one.tell(event, at));
      if (BEGINS_WITH.includes(event.type)) opening ??= open();
    },
    tellLine(line) {
      const at = now();
      pass((one) => one.tellLine(line, at));
    },
    async loadPages() {
      await (opening ??= open());
      return served?.pages;
    },
    async close() {
      // What is asked for from now on is not opened any more.
      await (opening ??= Promise.resolve());
      await served?.close();
      events$.complete();
      asked$.complete();
    },
  };
}
