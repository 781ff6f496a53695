import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startClient } from './client.ts';

const never = new AbortController().signal;

describe(startClient, () => {
  it('waits for the answer of the new code, and tells what went wrong before', async () => {
    let answer = 'old first 1';
    const server = createServer((_, response) => response.end(answer));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const client = startClient(port);
    await client.answered('old first', 10_000, never);
    await expect(client.answered('new first', 50, never)).rejects.toThrow('the last was: old first 1');
    await new Promise((resolve) => server.close(resolve));
    await refused(port);
    answer = 'new first 2';
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    await expect(client.answered('new first', 10_000, never)).resolves.toMatchObject({ pid: 2 });
    const outcomes = await client.stop();
    server.close();
    expect(outcomes.map(({ how }) => how)).toEqual(expect.arrayContaining(['answered', 'refused']));
    expect(outcomes.at(-1)).toMatchObject({ how: 'answered' });
  });

  it('gives up at an interruption', async () => {
    const interruption = new AbortController();
    const client = startClient(1);
    const answered = client.answered('new first', 10_000, interruption.signal);
    interruption.abort();
    await expect(answered).rejects.toThrow('interrupted');
    await client.stop();
  });
});

/** Resolves once another client has been refused as well. */
async function refused(port: number): Promise<void> {
  const client = startClient(port);
  await expect(client.answered('anything at all', 50, never)).rejects.toThrow('ECONNREFUSED');
  await client.stop();
}
