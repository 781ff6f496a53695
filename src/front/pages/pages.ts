import type { IncomingMessage, ServerResponse } from 'node:http';

/** Gives our own pages, once they are loaded; undefined where there are none. Never rejects. */
export type LoadPages = () => Promise<Pages | undefined>;

/** What a browser, or another client, is shown of a run. */
export interface Pages {
  /** True where it was a request for our own pages, below `/__go-run/`; it is answered then. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** Answers a request that the program can't, by the error page: 503. */
  showError(request: IncomingMessage, response: ServerResponse): void;
}
