import { parseLsof, parseNetstat, parseParents } from './snapshot-ports.ts';

describe('listings of ports', () => {
  it('are read from lsof', () => {
    const listing = 'p120\ncnode\nf20\nn*:8080\nf21\nn[::1]:9229\np7\ncmy api\nf3\nn127.0.0.1:3000\n';
    expect(parseLsof(listing)).toEqual([
      { pid: 120, command: 'node', port: 8080, address: '0.0.0.0' },
      { pid: 120, command: 'node', port: 9229, address: '::1' },
      { pid: 7, command: 'my api', port: 3000, address: '127.0.0.1' },
    ]);
  });

  it('are read from netstat in any language', () => {
    const listing = [
      '  Proto  Lokale Adresse         Remoteadresse          Status           PID',
      '  TCP    0.0.0.0:8080           0.0.0.0:0              ABHÖREN         1234',
      '  TCP    127.0.0.1:50123        127.0.0.1:8080         HERGESTELLT     1234',
      '  TCP    [::]:8081              [::]:0                 ABHÖREN         77',
    ].join('\r\n');
    expect(parseNetstat(listing)).toEqual([
      { pid: 1234, port: 8080, address: '0.0.0.0' },
      { pid: 77, port: 8081, address: '::' },
    ]);
  });

  it('name parents', () => {
    expect(parseParents('    1     0\n  120     1\n\n')).toEqual(new Map([[120, 1]]));
  });
});
