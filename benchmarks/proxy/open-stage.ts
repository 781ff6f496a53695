import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeProxyWorkspace, setStart } from '../../e2e/proxy/workspace.ts';
import { findGo, testEnvironment } from '../../e2e/rig/environment.ts';
import { openEventStream, type EventStream } from '../../e2e/rig/event-stream.ts';
import { findFreePort } from '../../e2e/rig/ports.ts';
import { startTask, type Task } from '../../e2e/rig/task.ts';
import { createWaiting } from '../../e2e/rig/waiting.ts';

/** An executor with a stable port, and its program. */
export interface Stage {
  readonly url: string;
  /** Where the program listens that is ready now. */
  readonly privateUrl: string;
  readonly events: EventStream;
  readonly task: Task;
  /** Asks for a swap; `more` are variables for the next program. */
  restart(version: string, more?: string): void;
  /** Ends all, and removes it. */
  close(): Promise<void>;
}

/** Starts the executor, and waits until its program is ready. */
export async function openStage(overlap: boolean): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'proxy-bench-'));
  let output: () => string = () => '';
  const waiting = createWaiting(() => output());
  const events = await openEventStream(join(folder, 'events'), waiting);
  const workspace = makeProxyWorkspace('workspace');
  const port = await findFreePort();
  const options = { envFile: '.env', proxy: { port, overlap } };
  const task = startTask(
    {
      file: process.execPath,
      args: [join(import.meta.dirname, '../../e2e/rig/execute.ts'), JSON.stringify(options)],
      cwd: workspace.root,
      env: testEnvironment({ NX_GO_RUN_EVENTS: events.path, RIG_GO: findGo() }),
    },
    waiting,
  );
  output = () => task.output;
  const remove = () => {
    workspace.delete();
    rmSync(folder, { recursive: true, force: true });
  };
  // Nothing may outlive this process; the executor clears up after itself.
  const onExit = () => {
    task.signal('SIGTERM');
    remove();
  };
  process.once('exit', onExit);
  const { privateUrl = '' } = await events.next('ready', undefined, 300_000);
  return {
    url: `http://localhost:${port}`,
    privateUrl,
    events,
    task,
    restart: (version, more) => setStart(workspace, version, more),
    async close() {
      task.signal('SIGTERM');
      await task.ended();
      await events.close();
      process.off('exit', onExit);
      remove();
    },
  };
}
