import { createServer } from 'node:net';
import { listen } from './listen.ts';

describe(listen.name, () => {
  it('lets a server go on that can’t accept a connection', async () => {
    const server = createServer();
    expect(await listen(server, { host: '127.0.0.1', port: 0 })).toBeUndefined();
    expect(server.emit('error', new Error('accept EMFILE'))).toBe(true);
    expect(server.listening).toBe(true);
    await new Promise((resolve) => server.close(resolve));
  });

  it('says why a server can’t listen', async () => {
    expect(await listen(createServer(), { host: '192.0.2.1', port: 0 })).toMatchObject({
      code: 'EADDRNOTAVAIL',
    });
  });
});
