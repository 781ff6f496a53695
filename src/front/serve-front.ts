import { readFileSync } from 'node:fs';
import { asyncScheduler } from 'rxjs';
import { createLines } from '../progress/lines.ts';
import type { Action, RunEvent } from '../progress/run-event.ts';
import type { FrontOwner } from './open-front.ts';
import { createFrontModel } from './pages/front-model.ts';
import { createPages } from './pages/create-pages.ts';
import { readMemory } from './pages/read-memory.ts';
import type { Pages } from './pages/pages.ts';
import { servePages, urlOfPages } from './pages/serve-pages.ts';
import { serveStream } from './stream/serve-stream.ts';
import { ownPlace } from './stream/stream-address.ts';

/** The front of a run, as it is reached from outside. Times in ms since 1970. */
export interface ServedFront {
  /** Our own pages; undefined where none are planned. */
  readonly pages: Pages | undefined;
  tell(event: RunEvent, at: number): void;
  tellLine(line: string, at: number): void;
  close(): Promise<void>;
}

/** Where the front turns to. */
export interface FrontPorts {
  readonly report: (event: RunEvent) => void;
  readonly ask: (action: Action) => void;
}

export type ServeFront = (owner: FrontOwner, ports: FrontPorts) => Promise<ServedFront>;

const ASSETS = new URL('./browser/', import.meta.url);

/** Serves the event stream, and the pages where they are planned. What is in the way is told as one warning each. */
export const serveFront: ServeFront = async (owner, { report, ask }) => {
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
  const model = createFrontModel(Date.now(), show);
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
