import type { Server } from 'node:net';
import type { SchedulerLike } from 'rxjs';
import type { RunEvent } from '../events/run-event.ts';
import type { ProxyPlan } from '../plan/plan.ts';
import type { Timers } from '../process/wait-until-gone.ts';
import type { ProgramProxy } from '../program/program-deps.ts';
import { baseUrlOf } from '../readiness/listening-ports.ts';
import type { LoadPages } from '../ui/pages/pages.ts';
import { addressesOf, type Held, holdPort } from './hold-port.ts';
import { createRequestHold } from './request-hold.ts';
import { serveConnections } from './serve-connections.ts';
import { serveHttp } from './serve-http.ts';
import { openUpstream } from './upstream.ts';

/** The stable port. */
export interface Proxy {
  readonly programProxy: ProgramProxy;
  /** Tries to hold the port; after `taken` it may be tried again. */
  hold(): Promise<Held>;
  follow(event: RunEvent): void;
  /** Lets go of the port and of every connection. Never rejects. */
  close(): Promise<void>;
}

export interface ProxyDeps {
  readonly loadPages: LoadPages;
  readonly scheduler: SchedulerLike;
  readonly timers: Timers;
  /** ms since 1970 */
  readonly epoch: () => number;
  /** A port for the next process of the program. */
  readonly choosePort: () => Promise<number>;
}

/** Makes a proxy, which holds nothing yet. */
export function createProxy(plan: ProxyPlan, deps: ProxyDeps): Proxy {
  const { scheduler, timers, epoch, loadPages, choosePort } = deps;
  const requestHold = createRequestHold(plan, { openUpstream, scheduler, epoch });
  const leading = { now: timers.now, wait: timers.wait, epoch };
  const addresses = addressesOf(plan.host);
  const servers: Server[] = addresses.map(() =>
    plan.mode === 'tcp' ? serveConnections(requestHold, leading) : serveHttp(requestHold, loadPages, leading),
  );
  const sockets = new Set<{ destroy(): void }>();
  for (const server of servers) {
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
  }
  return {
    programProxy: {
      baseUrl: baseUrlOf({ port: plan.port, address: plan.host }),
      choosePort,
      drain: (pid, signal) => requestHold.drain(pid, signal),
    },
    hold: () => holdPort(servers, addresses, plan.port),
    follow: (event) => requestHold.follow(event),
    async close() {
      const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
}
