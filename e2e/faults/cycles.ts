import type { LoggedEvent } from '../rig/event-stream.ts';

/** What the event stream tells of a run so far. */
export interface Course {
  /** True where no cycle is under way. */
  readonly isIdle: boolean;
  /** The pid of the program that was started last, if it was not told to have ended. */
  readonly pid: number | undefined;
  /** How the last build ended: an event by which the screen shows an error, or undefined where all is well. */
  readonly failure: LoggedEvent | undefined;
  readonly builds: number;
  readonly starts: number;
  /** What can't be in a stream of a sane run. */
  readonly contradictions: readonly string[];
}

/** Reads the events of one run, in their order. */
export function followCourse(events: readonly LoggedEvent[]): Course {
  let isIdle = false;
  let pid: number | undefined;
  let failure: LoggedEvent | undefined;
  let building: number | undefined;
  let builds = 0;
  let starts = 0;
  const contradictions: string[] = [];
  const endBuild = (event: LoggedEvent & { cycle: number }) => {
    if (building !== undefined && building !== event.cycle) {
      contradictions.push(`${event.type} of cycle ${event.cycle} came during the build of cycle ${building}`);
    }
    building = undefined;
  };
  for (const event of events) {
    switch (event.type) {
      case 'change':
      case 'asked':
        isIdle = false;
        break;
      case 'building':
        if (building !== undefined) {
          contradictions.push(`cycle ${event.cycle} was built while cycle ${building} was`);
        }
        building = event.cycle;
        isIdle = false;
        builds++;
        break;
      case 'built':
        endBuild(event);
        failure = undefined;
        break;
      case 'aborted':
        // The next cycle follows at once.
        endBuild(event);
        break;
      case 'unchanged':
        endBuild(event);
        failure = undefined;
        isIdle = true;
        break;
      case 'build-failed':
      case 'generate-failed':
        endBuild(event);
        failure = event;
        isIdle = true;
        break;
      case 'started':
        pid = event.pid;
        isIdle = true;
        starts++;
        break;
      case 'defect':
        contradictions.push(`cycle ${event.cycle}: ${event.problem.message}`);
        break;
      case 'start-failed':
      case 'failed':
        failure = event;
        isIdle = true;
        break;
      case 'exited':
        if (event.pid === pid) pid = undefined;
        break;
      case 'finished':
      case 'ended':
        pid = undefined;
        isIdle = true;
        break;
      case 'checked':
      case 'tested':
      case 'hot-path':
      case 'waiting':
      case 'watching':
      case 'installing':
      case 'progress':
      case 'generated':
      case 'ready':
      case 'address':
      case 'not-ready':
      case 'warning':
      case 'debugger':
      case 'paused':
      case 'resumed':
      case 'pages':
      case 'stopping':
        break;
    }
  }
  return { isIdle, pid, failure, builds, starts, contradictions };
}
