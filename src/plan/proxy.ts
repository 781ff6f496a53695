import type { CompleteOptions } from './options.ts';
import type { ProxyPlan } from './plan.ts';
import { failure, success, type Result } from '../problem.ts';

const DEFAULTS = {
  host: 'localhost',
  mode: 'http',
  overlap: false,
  holdTimeout: 30_000,
  holdRequests: 1000,
  holdBytes: 2 ** 26,
} as const;

/** The stable port, or null where none is asked for. Fails where other options contradict it. */
export function planProxy({ proxy, port, readyUrl }: CompleteOptions): Result<ProxyPlan | null> {
  if (proxy === undefined) return success(null);
  const plan = { ...DEFAULTS, ...proxy };
  if (port === plan.port) {
    return failure(
      `proxy: the program can't listen on port ${port} itself`,
      'Leave "port" out, and let the program take its port from PORT or from {port} in args and env.',
    );
  }
  if (plan.overlap && port !== undefined) {
    return failure(
      'proxy: with overlap the program needs a new port at each start',
      'Leave "port" out, and let the program take its port from PORT or from {port} in args and env.',
    );
  }
  if (readyUrl !== undefined && asks(readyUrl, plan)) {
    return failure(
      `readyUrl: ${readyUrl} asks the proxy, which waits for the program`,
      "A path alone, such as /healthz, is asked on the program's own port.",
    );
  }
  return success(plan);
}

/** Whether a URL leads to the stable port: `host` may have many names, so the port alone decides on this machine. */
function asks(url: string, { port, host }: ProxyPlan): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname, port: asked, protocol } = new URL(url);
  const isHere = [host, 'localhost', '[::1]'].includes(hostname) || hostname.startsWith('127.');
  return isHere && Number(asked || (protocol === 'https:' ? 443 : 80)) === port;
}
