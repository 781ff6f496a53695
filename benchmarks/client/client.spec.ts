import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findFreePort } from '../../e2e/rig/ports.ts';
import { ask } from './ask.ts';
import { startClient, type Client } from './client.ts';

const never = new AbortController().signal;

describe(startClient, () => {
  let answer: string;
  let server: Server;
  let client: Client;

  beforeEach(async () => {
    answer = 'old first 1';
    server = createServer((_, response) => response.end(answer));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = startClient((server.address() as AddressInfo).port);
  });
  afterEach(async () => {
    await client.stop();
    server.close();
  });

  it('waits for the answer of the new code, and tells who gave it', async () => {
    await client.answered('old first', 10_000, never);
    await expect(client.answered('new first', 50, never)).rejects.toThrow('the last was: old first 1');
    answer = 'new first 2';
    await expect(client.answered('new first', 10_000, never)).resolves.toMatchObject({ pid: 2 });
    const outcomes = await client.stop();
    expect(outcomes.at(-1)).toMatchObject({ how: 'answered', text: 'new first 2' });
  });

  it('gives up at an interruption', async () => {
    const interruption = new AbortController();
    const answered = client.answered('new first', 10_000, interruption.signal);
    interruption.abort();
    await expect(answered).rejects.toThrow('interrupted');
  });
});

describe(ask, () => {
  it('tells that a port refuses', async () => {
    await expect(ask(await findFreePort())).resolves.toMatchObject({ how: 'refused', text: 'ECONNREFUSED' });
  });
});
