import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { testEnvironment } from '../../e2e/rig/environment.ts';
import { DIST } from '../peers/go-run.ts';
import { startTool, type Tool } from '../processes/tool.ts';
import { openEventFile, type EventFile } from '../run/event-file.ts';
import type { LoggedEvent } from '../run/steps.ts';

const DRIVER = join(import.meta.dirname, '../peers/go-run-driver.cjs');
/** ms within which anything that is waited for has to come. */
const LIMIT = 300_000;

/** The Go commands of this benchmark find nothing of the machine's workspaces and toolchains. */
export const GO_ENVIRONMENT = { GOTOOLCHAIN: 'local', GOWORK: 'off' };

/** A project that is served. */
export interface Served {
  readonly tool: Tool;
  /** ms since 1970 at which its executor was started. */
  readonly startedAt: number;
  /** How many events there are by now: what `next` may begin with. */
  count(): number;
  /** The first event of a type, from the given one on. Rejects when the tool ends, and after five minutes. */
  next(type: LoggedEvent['type'], from?: number): Promise<LoggedEvent>;
}

/** What all that are served in one run share. */
export interface Ground {
  readonly folder: string;
  readonly reaper: string;
  /** In all their processes' environment. */
  readonly mark: string;
}

/** Serves the project in `folder` of the workspace `root` by the built executor, as Nx would. */
export function serve({ reaper, mark }: Ground, root: string, folder: string, port: number): Served {
  const log = join(root, `${randomUUID()}.events`);
  const events: EventFile = openEventFile(log);
  const env = testEnvironment({ ...GO_ENVIRONMENT, PORT: String(port), NX_GO_RUN_EVENTS: log });
  const options = JSON.stringify({ port });
  const args = [DRIVER, join(DIST, 'executors/go-run/executor.cjs'), options, folder];
  const startedAt = Date.now();
  const tool = startTool(reaper, { file: process.execPath, args, cwd: root, env }, mark);
  return {
    tool,
    startedAt,
    count: () => events.count(),
    async next(type, from = 0) {
      for (const deadline = performance.now() + LIMIT; performance.now() < deadline; await pause(2)) {
        const found = events.from(from).find((event) => event.type === type);
        if (found) return found;
        if (tool.ended) break;
      }
      throw new Error(`${folder} has not come to ${type}:\n${tool.output}`);
    },
  };
}
