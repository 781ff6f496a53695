import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { findPeerUser } from './peer-user.ts';

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0929 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1 0 100 0 0 10 0
   1: 0100007F:0929 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 2 1 0 20 4 30 10 -1
   2: 0100007F:C350 0100007F:0929 01 00000000:00000000 00:00000000 00000000  1001        0 3 1 0 20 4 30 10 -1
`;

describe('findPeerUser', () => {
  it('finds who has the other end, not who serves', () => {
    expect(findPeerUser(TABLE, { localPort: 2345, remotePort: 50_000 })).toBe(1001);
  });

  it('knows nothing of a connection that is not there', () => {
    expect(findPeerUser(TABLE, { localPort: 2345, remotePort: 50_001 })).toBeUndefined();
    expect(findPeerUser('', { localPort: 2345, remotePort: 50_000 })).toBeUndefined();
  });

  (process.platform === 'linux' ? it : it.skip)('finds this very user on this machine', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const user = await new Promise((resolve) =>
      server.once('connection', (socket) =>
        resolve(findPeerUser(readFileSync('/proc/net/tcp', 'utf8'), socket)),
      ),
    );
    client.destroy();
    server.close();
    expect(user).toBe(process.getuid?.());
  });
});
