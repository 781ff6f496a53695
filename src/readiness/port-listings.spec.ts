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

  it('are read from lsof of macOS, where AirPlay has a port twice', () => {
    // nextstrain/nextstrain.org#561, with the fields of -Fpcn, and mondoohq/mql#382 for the others.
    const listing =
      'p687\ncControlCenter\nf16\nn*:5000\nf17\nn*:5000\np512\ncrapportd\nf8\nn*:56863\np1040\ncCode Helper (Plugin)\nf21\nn127.0.0.1:44960\n';
    expect(parseLsof(listing).map(({ pid, port, command }) => [pid, port, command])).toEqual([
      [687, 5000, 'ControlCenter'],
      [687, 5000, 'ControlCenter'],
      [512, 56_863, 'rapportd'],
      [1040, 44_960, 'Code Helper (Plugin)'],
    ]);
  });

  it('are read from netstat of a Chinese Windows, without connections that wait for their end', () => {
    // billfeller/billfeller.github.io#174 and xorbitsai/inference#1053.
    const listing = [
      '',
      '活动连接',
      '',
      '  协议  本地地址                外部地址              状态             PID',
      '  TCP    127.0.0.1:8411         127.0.0.1:58296        TIME_WAIT       0',
      '  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       1044',
      '  TCP    10.0.100.191:139       0.0.0.0:0              LISTENING       4',
      '  TCP    10.0.100.191:49408     20.197.71.89:443       ESTABLISHED     5120',
      '  UDP    0.0.0.0:5353           *:*                                    2960',
      '  TCP    [::]:135               [::]:0                 LISTENING       1044',
    ].join('\r\n');
    expect(parseNetstat(listing)).toEqual([
      { pid: 1044, port: 135, address: '0.0.0.0' },
      { pid: 4, port: 139, address: '10.0.100.191' },
      { pid: 1044, port: 135, address: '::' },
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
