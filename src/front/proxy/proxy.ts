import type { Server } from 'node:net';
import type { SchedulerLike } from 'rxjs';
import type { ProxyPlan } from '../../plan/plan.ts';
import type { RunEvent } from '../../progress/run-event.ts';
import { baseUrlOf } from '../../readiness/base-url.ts';
import type { Gateway } from '../../supervise/program-ports.ts';
import type { Timers } from '../../supervise/wait-until-gone.ts';
import { addressesOf, holdPort, type Held } from './hold-port.ts';
import type { LoadPages } from '../pages/pages.ts';
import { serveConnections } from './serve-connections.ts';
import { serveHttp } from './serve-http.ts';
import { createSwitchboard } from './switchboard.ts';
import { openUpstream } from './upstream.ts';

/** The stable port. */
export interface Proxy {
  readonly gateway: Gateway;
  /** Tries to hold the port; after `taken` it may be tried again. */
  hold(): Promise<Held>;
  follow(event: RunEvent): void;
  /** Lets go of the port and of every connection. Never rejects. */
  close(): Promise<void>;
}

export interface ProxyPorts {
  readonly loadPages: LoadPages;
  readonly scheduler: SchedulerLike;
  readonly timers: Timers;
  /** ms since 1970 */
  readonly epoch: () => number;
  /** A port for the next process of the program. */
  readonly choosePort: () => Promise<number>;
}

/** Makes a proxy, which holds nothing yet. */
export function createProxy(plan: ProxyPlan, ports: ProxyPorts): Proxy {
  const { scheduler, timers, epoch, loadPages, choosePort } = ports;
  const switchboard = createSwitchboard(plan, { openUpstream, scheduler, epoch });
  const leading = { now: timers.now, wait: timers.wait, epoch };
  const addresses = addressesOf(plan.host);
  const servers: Server[] = addresses.map(() =>
    plan.mode === 'tcp' ? serveConnections(switchboard, leading) : serveHttp(switchboard, loadPages, leading),
  );
  const sockets = new Set<{ destroy(): void }>();
  for (const server of servers) {
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
  }
  return {
    gateway: {
      baseUrl: baseUrlOf({ port: plan.port, address: plan.host }),
      choosePort,
      drain: (pid, signal) => switchboard.drain(pid, signal),
    },
    hold: () => holdPort(servers, addresses, plan.port),
    follow: (event) => switchboard.follow(event),
    async close() {
      const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
}
