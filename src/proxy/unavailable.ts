import type { Diagnostic } from '../events/run-event.ts';
import type { Exit } from '../process/child.ts';

/** Why no program answers. Times are ms since 1970. */
export interface Unavailable {
  readonly reason:
    | 'generate-failed'
    | 'build-failed'
    | 'start-failed'
    | 'not-ready'
    | 'exited'
    | 'ended'
    /** It waited for as long as `holdTimeout` says. */
    | 'held-too-long'
    /** `holdRequests` or `holdBytes` is reached. */
    | 'too-many-held'
    /** The program broke the connection off before it had answered. */
    | 'no-answer';
  readonly message: string;
  readonly hint?: string;
  readonly at: number;
  readonly diagnostics?: readonly Diagnostic[];
  /** What the go command or the generator printed besides. */
  readonly output?: string;
  readonly exit?: Exit;
  /** The last lines that the program has printed. */
  readonly lines?: readonly string[];
  /** The program that was ready last. */
  readonly served?: { readonly pid: number; readonly since: number; readonly until: number };
}
