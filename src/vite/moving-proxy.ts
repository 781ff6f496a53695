import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ProxyOptions } from 'vite';
import { refuseUpgrade } from '../proxy/answer-unavailable.ts';
import { type RunState, servingProcess } from '../state/run-state.ts';
import { chooseForm } from '../ui/pages/pages.ts';

/** `server.proxy` for an API that may move to another address. */
export interface MovingProxy {
  /** The entries for the paths that are not among `theirs`, those of the user's own. */
  entriesBeside(theirs: Readonly<Record<string, unknown>> | undefined): Record<string, ProxyOptions>;
  /** Goes where the program is ready; behind a stable port it stays there, since that holds what comes. */
  follow(state: RunState): void;
  /** Undefined: there is no API. */
  moveTo(url: string | undefined): void;
}

/** Paths that are passed on, alone or with more options for each. */
export type ProxyPaths = string | readonly string[] | Readonly<Record<string, ProxyOptions>>;

type Configure = NonNullable<ProxyOptions['configure']>;

/**
 * Makes the entries. While there is no address, or nobody answers there, requests are answered with 503 and
 * `explain`'s text. Vite gives each request the options object that `configure` was called with, so a new target
 * counts from the next request on.
 */
export function makeMovingProxy(
  paths: ProxyPaths,
  url: string | undefined,
  explain: () => string,
): MovingProxy {
  let target = url;
  const configured: ProxyOptions[] = [];
  const given = typeof paths === 'string' ? { [paths]: {} } : isList(paths) ? fromList(paths) : paths;
  const configure: Configure = (proxy, options) => {
    configured.push(options);
    // Not all versions ask `bypass` before an upgrade (5.4 does not), and those that do can only answer it by 404.
    const join = proxy.ws.bind(proxy);
    const ws = (request: IncomingMessage, socket: Duplex, ...more: unknown[]) => {
      if (target === undefined) return refuseUpgrade(socket, { reason: 'ended', message: explain() });
      return (join as (...all: unknown[]) => void)(request, socket, ...more);
    };
    Object.assign(proxy, { ws });
    proxy.on('proxyRes', (answer, _, response) => {
      // A stream whose program is stopped would stay open, and silent.
      answer.once('close', () => void (answer.complete || response.destroy()));
    });
    proxy.on('error', (error: NodeJS.ErrnoException, request, response) => {
      if (!(response instanceof ServerResponse) || response.headersSent) return;
      const status = error.code === 'ECONNREFUSED' ? 503 : 502;
      answerFor(request, response, status, `${explain()} (${error.message})`);
    });
  };
  const makeEntry = (own: ProxyOptions): ProxyOptions => {
    /** Answers in the place of an API that there is not, unless the user's own `bypass` has decided. */
    const refuse = <T>(
      request: IncomingMessage,
      response: ServerResponse | undefined,
      theirs: T,
    ): T | false => {
      if (target !== undefined || response === undefined || (theirs !== undefined && theirs !== null)) {
        return theirs;
      }
      answerFor(request, response, 503, explain());
      return false;
    };
    return {
      ws: true,
      ...own,
      // http-proxy wants one, whatever comes of it.
      target: target ?? 'http://localhost',
      configure(proxy, options) {
        configure(proxy, options);
        own.configure?.(proxy, options);
      },
      bypass(request, response, options) {
        const theirs = own.bypass?.(request, response, options);
        return theirs instanceof Promise
          ? theirs.then((result) => refuse(request, response, result))
          : refuse(request, response, theirs);
      },
    };
  };
  let isStable = false;
  const moveTo = (next: string | undefined) => {
    target = next;
    if (next !== undefined) for (const options of configured) options.target = next;
  };
  return {
    moveTo,
    follow(state) {
      const serving = servingProcess(state);
      if (serving) isStable = serving.privateUrl !== undefined;
      if (serving?.baseUrl) moveTo(serving.baseUrl);
      else if (!isStable) moveTo(undefined);
    },
    entriesBeside: (theirs = {}) =>
      Object.fromEntries(
        Object.entries(given)
          .filter(([path]) => !(path in theirs))
          .map(([path, own]) => [contextOf(path), makeEntry(own)]),
      ),
  };
}

/**
 * What Vite calls a context: one that begins with `^` is a pattern, any other the beginning of a URL, so that `/api`
 * would take `/apidocs` and `/api.js`, too. A path ends at a slash, a query or the end.
 */
function contextOf(path: string): string {
  if (path.startsWith('^') || path.endsWith('/')) return path;
  return `^${path.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}(?=[/?]|$)`;
}

/** An EventSource never comes again after a status, but does after a broken connection. */
function answerFor(request: IncomingMessage, response: ServerResponse, status: number, text: string): void {
  if (chooseForm(request.headers.accept) === 'event-stream') return void response.destroy();
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '1' });
  response.end(`${text}\n`);
}

function isList(paths: Exclude<ProxyPaths, string>): paths is readonly string[] {
  return Array.isArray(paths);
}

function fromList(paths: readonly string[]): Readonly<Record<string, ProxyOptions>> {
  return Object.fromEntries(paths.map((path) => [path, {}]));
}
