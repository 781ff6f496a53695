import { createProcessTable } from '../process/process-table.ts';
import { createFakeProc, type FakeProc } from '../process/testing/fake-proc.ts';
import { createProcPorts } from './proc-ports.ts';

/** A row as the kernel prints it; `state` 0A listens, 01 is connected. */
const row = (local: string, inode: number, state = '0A') =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0 100 0 0 10 0`;
const ANY6 = '0'.repeat(32);

describe('ports found through /proc', () => {
  let proc: FakeProc;
  let now: number;
  beforeEach(() => {
    proc = createFakeProc();
    now = 1000;
    proc.writeNet('tcp', []);
    proc.writeNet('tcp6', []);
  });
  afterEach(() => proc[Symbol.dispose]());

  const ports = () => createProcPorts(proc.root, createProcessTable(proc.root), () => now);

  it('are those that the process and all below it listen on', () => {
    proc.write({ pid: 10, descriptors: { 3: 'socket:[100]', 4: '/dev/null' }, children: { 10: [11] } });
    proc.write({ pid: 11, parent: 10, descriptors: { 3: 'socket:[101]', 4: 'pipe:[102]' } });
    proc.write({ pid: 12, descriptors: { 3: 'socket:[103]' } });
    proc.writeNet('tcp6', [row(`${ANY6}:1F90`, 100)]);
    proc.writeNet('tcp', [row('0100007F:0BB8', 101), row('00000000:0BB9', 103)]);
    expect(ports().of(10)).toEqual([
      { port: 8080, address: '::' },
      { port: 3000, address: '127.0.0.1' },
    ]);
  });

  it.each([
    ['00000000000000000000000001000000', '::1'],
    ['0000000000000000FFFF00000100007F', '127.0.0.1'],
    ['B80D0120000000000000000001000000', '2001:db8::1'],
  ])('have the IPv6 address %s written as %s', (hex, address) => {
    proc.write({ pid: 10, descriptors: { 3: 'socket:[100]' } });
    proc.writeNet('tcp6', [row(`${hex}:1F90`, 100)]);
    expect(ports().of(10)).toEqual([{ port: 8080, address }]);
  });

  it('are not those of connections, nor of sockets that came as standard streams', () => {
    proc.write({ pid: 10, descriptors: { 1: 'socket:[100]', 3: 'socket:[101]' } });
    proc.writeNet('tcp', [row('00000000:0001', 100), row('0100007F:1F90', 101, '01')]);
    expect(ports().of(10)).toEqual([]);
  });

  it('are found among more rows than one read takes in', () => {
    proc.write({ pid: 10, descriptors: { 3: 'socket:[199]' } });
    proc.writeNet(
      'tcp',
      Array.from({ length: 100 }, (_, i) =>
        row(`00000000:${(0x1000 + i).toString(16).toUpperCase()}`, 100 + i),
      ),
    );
    expect(ports().of(10)).toEqual([{ port: 0x1000 + 99, address: '0.0.0.0' }]);
  });

  it('are looked up again at once when a new socket is there', () => {
    const listeners = ports();
    proc.write({ pid: 10 });
    expect(listeners.of(10)).toEqual([]);
    proc.write({ pid: 10, descriptors: { 3: 'socket:[100]' } });
    proc.writeNet('tcp', [row('00000000:1F90', 100)]);
    expect(listeners.of(10)).toEqual([{ port: 8080, address: '0.0.0.0' }]);
  });

  it('are looked up later again for a socket that listens only some time after its creation', () => {
    const listeners = ports();
    proc.write({ pid: 10, descriptors: { 3: 'socket:[100]' } });
    expect(listeners.of(10)).toEqual([]);
    proc.writeNet('tcp', [row('00000000:1F90', 100)]);
    now += 60_000;
    expect(listeners.of(10)).toHaveLength(1);
  });

  it('are not looked up at every look while nothing changes', () => {
    const listeners = ports();
    proc.write({ pid: 10, descriptors: { 3: 'socket:[100]' } });
    for (let look = 0; look < 100; look++) {
      listeners.of(10);
      now += 5;
    }
    proc.writeNet('tcp', [row('00000000:1F90', 100)]);
    expect(listeners.of(10)).toEqual([]);
    now += 130;
    expect(listeners.of(10)).toHaveLength(1);
  });

  it('are looked up once a minute for a program that only connects to others', () => {
    const listeners = ports();
    proc.write({ pid: 10, descriptors: { 3: 'socket:[100]' } });
    const look = (seconds: number) => {
      for (let second = 0; second < seconds; second++) {
        listeners.of(10);
        now += 1000;
      }
    };
    look(600);
    proc.writeNet('tcp', [row('00000000:1F90', 100)]);
    const waited = [10, 20, 30, 40, 50, 60].findIndex(() => (look(10), listeners.of(10).length > 0));
    expect(waited).toBeGreaterThan(0);
  });

  it('are gone when they are closed', () => {
    const listeners = ports();
    proc.write({ pid: 10, descriptors: { 3: 'socket:[100]' } });
    proc.writeNet('tcp', [row('00000000:1F90', 100)]);
    expect(listeners.of(10)).toHaveLength(1);
    proc.write({ pid: 10 });
    expect(listeners.of(10)).toEqual([]);
  });

  it('are unknown where there is no procfs', () => {
    const listeners = createProcPorts('/nowhere', createProcessTable('/nowhere'), () => now);
    expect(listeners.complete).toBe(false);
    expect(listeners.of(10)).toBe('unknown');
    expect(listeners.holderOf(8080)).toBeUndefined();
  });

  it('have a holder, of which as much is told as can be seen', () => {
    proc.write({ pid: 10, command: ['node', 'server.js'], cwd: '/srv', descriptors: { 0: 'socket:[100]' } });
    proc.writeNet('tcp', [row('00000000:1F90', 100), row('00000000:0050', 101)]);
    expect(ports().holderOf(8080)).toEqual({ pid: 10, command: 'node server.js', cwd: '/srv' });
    expect(ports().holderOf(80)).toEqual({});
    expect(ports().holderOf(81)).toBeUndefined();
  });
});
