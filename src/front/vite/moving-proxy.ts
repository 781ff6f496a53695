import type { ProxyOptions } from 'vite';

/** `server.proxy` for an API that may move to another address. */
export interface MovingProxy {
  readonly entries: Record<string, ProxyOptions>;
  moveTo(url: string): void;
}

/** Paths that are passed on, alone or with more options for each. */
export type ProxyPaths = string | readonly string[] | Readonly<Record<string, ProxyOptions>>;

/**
 * Makes the entries. Until there is an address, requests are answered with 503 and `explain`'s text. Vite gives each
 * request the options object that `configure` was called with, so a new target counts from the next request on.
 */
export function makeMovingProxy(
  paths: ProxyPaths,
  url: string | undefined,
  explain: () => string,
): MovingProxy {
  let target = url;
  const configured: ProxyOptions[] = [];
  const given = typeof paths === 'string' ? { [paths]: {} } : isList(paths) ? fromList(paths) : paths;
  const entries = Object.entries(given).map(([path, own]): [string, ProxyOptions] => [
    path,
    {
      ws: true,
      ...own,
      // http-proxy wants one, whatever comes of it.
      target: target ?? 'http://localhost',
      configure(proxy, options) {
        configured.push(options);
        own.configure?.(proxy, options);
      },
      bypass(request, response, options) {
        if (target !== undefined) return own.bypass?.(request, response, options);
        // An upgrade has no response.
        response?.writeHead(503, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '1' });
        response?.end(`${explain()}\n`);
        return false;
      },
    },
  ]);
  return {
    entries: Object.fromEntries(entries),
    moveTo(next) {
      target = next;
      for (const options of configured) options.target = next;
    },
  };
}

function isList(paths: Exclude<ProxyPaths, string>): paths is readonly string[] {
  return Array.isArray(paths);
}

function fromList(paths: readonly string[]): Readonly<Record<string, ProxyOptions>> {
  return Object.fromEntries(paths.map((path) => [path, {}]));
}
