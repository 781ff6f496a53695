import { readFileSync } from 'node:fs';
import { asyncScheduler } from 'rxjs';
import type { Action, RunEvent } from '../events/run-event.ts';
import type { Plan } from '../plan/plan.ts';
import { createLines } from '../terminal/lines.ts';
import { createPages } from './pages/create-pages.ts';
import { createPageModel, readMemory } from './pages/page-model.ts';
import type { Pages } from './pages/pages.ts';
import { servePages, urlOfPages } from './pages/serve-pages.ts';
import { serveStream } from './stream/serve-stream.ts';
import { ownPlace } from './stream/stream-address.ts';

/** Whose UI it is. */
export interface UiOwner extends Pick<Plan, 'project' | 'workspaceRoot' | 'pages' | 'proxy'> {
  readonly target: string;
}

/** the UI of a run, as it is reached from outside. Times in ms since 1970. */
export interface ServedUi {
  /** Our own pages; undefined where none are planned. */
  readonly pages: Pages | undefined;
  tell(event: RunEvent, at: number): void;
  tellLine(line: string, at: number): void;
  close(): Promise<void>;
}

/** Where the UI turns to. */
export interface UiDeps {
  readonly report: (event: RunEvent) => void;
  readonly ask: (action: Action) => void;
}

export type ServeUi = (owner: UiOwner, deps: UiDeps) => Promise<ServedUi>;

const ASSETS = new URL('./browser/', import.meta.url);

/** Serves the event stream, and the pages where they are planned. What is in the way is told as one warning each. */
export const serveUi: ServeUi = async (owner, { report, ask }) => {
  const warn = (what: string) => (message: string) =>
    report({ type: 'warning', problem: { message: `${what}: ${message}` } });
  const stream = await serveStream(owner, ownPlace(), warn('no event stream'));
  if (owner.pages === null) {
    return {
      pages: undefined,
      tell: (event, at) => stream.write(event, at),
      tellLine: () => undefined,
      close: () => stream.close(),
    };
  }
  const { show } = createLines(false, owner.workspaceRoot);
  const model = createPageModel(Date.now(), show);
  const pages = createPages({
    model,
    style: { project: owner.project, show, editor: owner.pages.editor },
    readMemory,
    scheduler: asyncScheduler,
    readAsset: (name) => readFileSync(new URL(name, ASSETS)),
    ask,
  });
  const { port } = owner.pages;
  const server = port === null ? undefined : await servePages(pages, port, warn('no pages'));
  if (server) report({ type: 'pages', url: server.url });
  if (port === null && owner.proxy) report({ type: 'pages', url: urlOfPages(owner.proxy.port) });
  return {
    pages,
    tell(event, at) {
      stream.write(event, at);
      model.addEvent(event, at);
    },
    tellLine: (line, at) => model.addLine(line, at),
    async close() {
      await Promise.all([stream.close(), server?.close()]);
    },
  };
};
