import type { LoggedEvent } from '../rig/event-stream.ts';
import type { Rig } from '../rig/rig.ts';
import type { Task } from '../rig/task.ts';
import { GO_ENVIRONMENT, runGo } from './make-program.ts';
import type { Ports, RealProgram } from './program.ts';

type Typed<T extends LoggedEvent['type']> = Extract<LoggedEvent, { type: T }>;

/** A program that is served, followed by the run's events. */
export interface Serving {
  readonly rig: Rig;
  readonly task: Task;
  /** How many it is made of, the standard library's included. */
  readonly packages: number;
  /** Of the process that was started last. */
  pid(): number;
  /** The first event of a type behind the `at` first ones; rejects as soon as one of `instead` comes before. */
  next<T extends LoggedEvent['type']>(
    type: T,
    at: number,
    ...instead: readonly LoggedEvent['type'][]
  ): Promise<Typed<T>>;
  /** Waits for what follows a build in a quiet moment, and says in a few words how it went. */
  rest(at: number): Promise<string>;
}

/** Go may have to compile all that the program is made of, and once more for the check. ms */
const LIMIT = 1_200_000;

/** Starts the executor, or Nx, for the program of a rig's workspace. Throws where go can't list its packages. */
export function serveProgram(program: RealProgram, ports: Ports, rig: Rig): Serving {
  const { workspace, events, until } = rig;
  const options = program.options(ports, workspace);
  const { file = '.' } = options;
  const listed = runGo(['list', '-deps', file === '.' ? file : `./${file}`], workspace.path('apps/app'));
  workspace.configure(options);
  const task =
    program.through === 'nx'
      ? rig.nx(['serve', 'app'], GO_ENVIRONMENT)
      : rig.execute(options, GO_ENVIRONMENT);

  const next: Serving['next'] = <T extends LoggedEvent['type']>(
    type: T,
    at: number,
    ...instead: readonly LoggedEvent['type'][]
  ) =>
    until(
      `the event ${type}`,
      () => {
        const isLooked = (event: LoggedEvent) => event.type === type || instead.includes(event.type);
        const found = events.all.slice(at).find(isLooked);
        if (found && found.type !== type) throw new Error(`instead of ${type}: ${JSON.stringify(found)}`);
        if (!found && task.exit) throw new Error(`ended instead of ${type}: ${JSON.stringify(task.exit)}`);
        return found as Typed<T> | undefined;
      },
      LIMIT,
    );

  return {
    rig,
    task,
    packages: listed.trim().split('\n').length,
    pid: () => (events.all.findLast(({ type }) => type === 'started') as Typed<'started'>).pid,
    next,
    async rest(at) {
      const { via } = await next('built', at);
      if (via.kind === 'hot') {
        const { durations } = await next('checked', at, 'defect');
        const names = via.compiled.map((path) => path.split('/').at(-1)).join(', ');
        return `compiled ${names}; checked by go in ${Math.round(durations.build ?? 0)} ms`;
      }
      const { because } = await next('hot-path', at);
      const why = via.because?.replace(rig.workspace.root, '…');
      return [why, because === undefined ? undefined : `no hot path: ${because}`].filter(Boolean).join('; ');
    },
  };
}
