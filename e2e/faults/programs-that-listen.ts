import type { Fault } from './fault.ts';
import { goPart } from '../rig/workspace.ts';

/** A Go file that has the program listen before anything else. */
export function listenText(network: string, address: string): string {
  return `package main

import "net"

func init() {
	listener, err := net.Listen(${JSON.stringify(network)}, ${JSON.stringify(address)})
	if err != nil {
		panic(err)
	}
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			connection.Close()
		}
	}()
}
`;
}

/** Programs that listen late, elsewhere or not at all. */
export const programsThatListen: readonly Fault[] = [
  {
    name: 'listens late',
    group: 'programs',
    async run(stage, random) {
      const one = await stage.execute();
      const first = await one.runs({ version: '1' });
      const port = await first.listen(await stage.port());
      await one.events.next('ready');
      // It may have been called ready before; then its address is told.
      await stage.until('the address', () =>
        one.events.all.find((event) => 'baseUrl' in event && event.baseUrl),
      );
      stage.workspace.setVersion('2');
      const run = await one.runs({ version: '2' });
      await stage.pause(random.between(300, stage.isQuick ? 1500 : 10_000));
      const early = one.events.all.find((event) => event.type === 'ready' && event.pid === run.hello.pid);
      if (early) throw new Error('it was called ready before it listened');
      await run.listen(port);
      const ready = await one.events.next('ready', ({ pid }) => pid === run.hello.pid);
      if (!ready.baseUrl?.endsWith(`:${port}`)) throw new Error(`ready at ${ready.baseUrl}, not at ${port}`);
      await one.rests({ version: '2' });
    },
  },
  {
    name: 'listens on another port than said',
    group: 'programs',
    async run(stage, random) {
      const said = await stage.port();
      const one = await stage.execute({ port: said, readyTimeout: 500 });
      const run = await one.runs({ version: '1' });
      const other = await run.listen(await stage.port());
      const { problem } = await one.events.next('not-ready');
      const told = JSON.stringify(problem);
      if (!told.includes(String(other))) throw new Error(`it does not say that ${other} is open: ${told}`);
      await stage.pause(random.between(0, 300));
      await run.listen(said);
      await one.events.next('ready', ({ pid }) => pid === run.hello.pid);
      await one.rests({ version: '1' });
    },
  },
  {
    name: 'listens on IPv6 alone, or on a Unix socket alone',
    group: 'programs',
    async run(stage, random) {
      const { workspace } = stage;
      const port = await stage.port();
      const isUnix = random.chance(0.5);
      const [network, address] = isUnix ? ['unix', `${stage.temporary}/s`] : ['tcp6', `[::1]:${port}`];
      workspace.write('apps/app/a_first.go', listenText(network, address));
      const one = await stage.execute();
      const run = await one.runs({ version: '1' });
      const { baseUrl } = await one.events.next('ready', ({ pid }) => pid === run.hello.pid);
      if (isUnix && baseUrl !== undefined) throw new Error(`it is said to be at ${baseUrl}`);
      if (!isUnix) {
        const answered = await stage.until('the address', () =>
          one.events.all.map((event) => ('baseUrl' in event ? event.baseUrl : undefined)).find((one) => one),
        );
        if (!answered?.includes(`:${port}`)) throw new Error(`it is said to be at ${answered}`);
      }
      // The file of a Unix socket outlives a program that is killed, and is in the way of the next one.
      workspace.write('apps/app/a_first.go', 'package main\n');
      workspace.write('apps/app/part.go', goPart('part', '"gone"', ''));
      await one.rests({ parts: { part: 'gone' } });
      if (isUnix) stage.removeTemporary('s');
    },
  },
  {
    name: 'port held by somebody else',
    group: 'programs',
    async run(stage, random) {
      const port = await stage.port();
      const held = await stage.hold(port);
      const one = await stage.execute({ port });
      const { what } = await one.events.next('waiting');
      if (!what.includes(String(process.pid))) throw new Error(`it does not say who holds the port: ${what}`);
      await stage.pause(random.between(0, 500));
      const edits = random.chance(0.5);
      if (edits) stage.workspace.setVersion('2');
      await stage.pause(random.between(0, 1200));
      await held.free();
      const run = await one.runs({ version: edits ? '2' : '1' });
      await run.listen(port);
      await one.rests({});
    },
  },
];
