import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { testEnvironment } from './environment.ts';
import { openEventStream, type EventStream } from './event-stream.ts';
import { findFreePort } from './ports.ts';
import { copyRepository } from './repository-copy.ts';
import { startTask, type Task } from './task.ts';
import { createWaiting } from './waiting.ts';
import type { Workspace } from './workspace.ts';

/** The examples as they run: API, frontend and pages, with a browser. */
export interface ExampleStage {
  readonly workspace: Workspace;
  readonly browser: Browser;
  readonly events: EventStream;
  /** Of the frontend, and of the pages of the API's run. */
  readonly urls: { readonly web: string; readonly pages: string };
  end(): Promise<void>;
}

/** `nx serve web` in a copy of this repository, until both are ready. Without swagger, which may have to be installed. */
export async function openExampleStage(): Promise<ExampleStage> {
  const [api, web] = [await findFreePort(), await findFreePort()];
  const tasks: Task[] = [];
  const waiting = createWaiting(() => tasks.map(({ output }) => output).join('\n'));
  const sockets = mkdtempSync(join(tmpdir(), 'stage-'));
  const events = await openEventStream(join(sockets, 'events'), waiting);
  const workspace = copyRepository('shop');
  const project = 'examples/my-go-api/project.json';
  workspace.edit(project, '"port": 8080', `"port": ${api}`);
  workspace.edit(project, '"swagger": true', '"swagger": false');
  const task = startTask(
    {
      file: process.execPath,
      args: ['node_modules/nx/dist/bin/nx.js', 'serve', 'web', `--port=${web}`],
      cwd: workspace.root,
      env: testEnvironment({ NX_GO_RUN_EVENTS: events.path }),
    },
    waiting,
  );
  tasks.push(task);
  const urls = { web: `http://localhost:${web}/`, pages: `http://localhost:${api}/__go-run/` };
  await events.next('ready', undefined, 240_000);
  await task.printed(urls.web);
  const browser = await openBrowser();
  return {
    workspace,
    browser,
    events,
    urls,
    async end() {
      await browser.close();
      task.signal('SIGTERM');
      await task.ended();
      await events.close();
      workspace.delete();
      rmSync(sockets, { recursive: true });
    },
  };
}
