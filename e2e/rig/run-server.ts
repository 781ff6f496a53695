import { createServer, type AddressInfo, type Socket } from 'node:net';
import { openRun, type Run } from './run.ts';
import type { Waiting } from './waiting.ts';

/** The socket to which every process of the rig's program reports. */
export interface RunServer {
  /** For RIG_ADDRESS. */
  readonly address: string;
  /** All programs so far, without children and go commands. */
  readonly programs: readonly Run[];
  /** The next program that was not given out yet. */
  nextRun(): Promise<Run>;
  /** The next gated `go build` that was not given out yet. */
  nextBuild(): Promise<Run>;
  child(name: string): Promise<Run>;
  close(): Promise<void>;
}

/** Opens the socket on a free port. */
export async function openRunServer(waiting: Waiting): Promise<RunServer> {
  const runs: Run[] = [];
  const sockets = new Set<Socket>();
  const taken = { program: 0, go: 0 };
  const server = createServer((socket) => {
    sockets.add(socket);
    openRun(socket, waiting, (run) => runs.push(run));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const ofRole = (role: 'program' | 'go') => runs.filter(({ hello }) => hello.role === role);
  const next = (role: 'program' | 'go') => {
    const at = taken[role]++;
    return waiting.until(`${role} number ${at + 1}`, () => ofRole(role)[at]);
  };

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    get programs() {
      return ofRole('program');
    },
    nextRun: () => next('program'),
    nextBuild: () => next('go'),
    child: (name) => waiting.until(`child ${name}`, () => runs.find(({ hello }) => hello.child === name)),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
