import { type Observable, Subject } from 'rxjs';
import type { Action, RunEvent } from '../events/run-event.ts';
import type { LoadPages } from './pages/pages.ts';
import type { UiOwner, ServedUi, ServeUi } from './serve-ui.ts';

/** What others see of a run, besides the terminal and Nx. Failures of it never touch the run. */
export interface Ui {
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

type Told = (served: ServedUi) => void;

/*
 *   waiting ── loaded ──► served
 *      │
 *      └── it can't be had, or the run is over ──► gone
 */
type State =
  | { readonly kind: 'waiting'; readonly told: Told[] }
  | { readonly kind: 'served'; readonly served: ServedUi }
  | { readonly kind: 'gone' };

/** Loading takes some 20 ms, in which the build has begun already. */
const BEGINS_WITH: readonly RunEvent['type'][] = ['building', 'generated', 'generate-failed'];

/**
 * Opens the UI of a run, in the background and only once something is built: until then, and while `load` brings
 * its modules, what is told waits. Where it can't be opened, nothing is kept. `now` gives ms since 1970.
 */
export function openUi(owner: UiOwner, now: () => number, load: () => Promise<ServeUi>): Ui {
  const events$ = new Subject<RunEvent>();
  const asked$ = new Subject<Action>();
  let state: State = { kind: 'waiting', told: [] };
  let opening: Promise<void> | undefined;
  const open = async () => {
    try {
      const serveUi = await load();
      const served = await serveUi(owner, {
        report: (event) => events$.next(event),
        ask: (action) => asked$.next(action),
      });
      const told = state.kind === 'waiting' ? state.told : [];
      state = { kind: 'served', served };
      for (const tell of told) tell(served);
    } catch (error) {
      state = { kind: 'gone' };
      const problem = { message: `no pages and no event stream: ${(error as Error).message}` };
      events$.next({ type: 'warning', problem });
    }
  };
  const pass = (tell: (served: ServedUi, at: number) => void) => {
    switch (state.kind) {
      case 'waiting': {
        const at = now();
        state.told.push((served) => tell(served, at));
        break;
      }
      case 'served':
        tell(state.served, now());
        break;
      case 'gone':
    }
  };
  return {
    events$,
    asked$,
    tell(event) {
      pass((served, at) => served.tell(event, at));
      if (BEGINS_WITH.includes(event.type)) opening ??= open();
    },
    tellLine: (line) => pass((served, at) => served.tellLine(line, at)),
    async loadPages() {
      await (opening ??= open());
      return state.kind === 'served' ? state.served.pages : undefined;
    },
    async close() {
      // What is asked for from now on is not opened any more.
      await (opening ??= Promise.resolve());
      if (state.kind === 'served') await state.served.close();
      state = { kind: 'gone' };
      events$.complete();
      asked$.complete();
    },
  };
}
