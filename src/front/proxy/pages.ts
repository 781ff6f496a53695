import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Unavailable } from './unavailable.ts';

/** What is answered on the stable port without the program. */
export interface Pages {
  /** True: it was a request for our own pages, below `/__go-run/`, and is answered. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** Answers a request that no program answers, and says why: a page, JSON or plain text, by `Accept`. */
  answerUnavailable(request: IncomingMessage, response: ServerResponse, why: Unavailable): void;
}
