import { writeFileSync } from 'node:fs';
import { endianness } from 'node:os';
import fc from 'fast-check';
import { createFakeProc, type FakeProc } from '../process/testing/fake-proc.ts';
import { anyText } from '../testing/any-text.ts';
import { listeningSockets } from './listening-sockets.ts';
import { parseLsof, parseNetstat, parseParents } from './snapshot-ports.ts';

const port = fc.integer({ min: 1, max: 65_535 });
const pid = fc.integer({ min: 1, max: 4_194_304 });
const noise = (...texts: string[]) => fc.array(fc.oneof(anyText(), fc.constantFrom(...texts)));
const isPort = (value: number) => Number.isInteger(value) && value > 0 && value < 65_536;
const isPid = (value: number | undefined) => value !== undefined && Number.isSafeInteger(value) && value > 0;

describe('listings of ports, whatever is in them', () => {
  it('give only ports and processes that there can be', () => {
    const lsof = noise(
      'p1',
      'p',
      'pfoo',
      'p-1',
      'p1e9',
      'cnode',
      'n*:80',
      'n*:0',
      'n*:99999',
      'n:',
      'n[::1]:x',
      'f3',
    );
    const netstat = noise(
      'TCP 0.0.0.0:80 0.0.0.0:0 LISTEN 7',
      'TCP a:0 b:0 c 1',
      'TCP [::]:99999 [::]:0 x 7',
      'TCP :: 5',
      'TCP [::]:80 [::]:0 x 1.5',
    );
    fc.assert(
      fc.property(lsof, netstat, fc.constantFrom('\n', '\r\n', '\n\n'), (one, other, end) => {
        for (const socket of [...parseLsof(one.join(end)), ...parseNetstat(other.join(end))]) {
          expect(isPort(socket.port) && isPid(socket.pid)).toBe(true);
        }
      }),
    );
    const parents = noise('1 0', '2 1', 'x 1', '-1 2', '1.5 1', '  7   7 ', '1e3 2', 'NaN Infinity');
    fc.assert(
      fc.property(parents, (lines) => {
        for (const [child, parent] of parseParents(lines.join('\n')))
          expect(isPid(child) && isPid(parent)).toBe(true);
      }),
    );
  });

  it('are the same however they are cut into lines that are not theirs', () => {
    const socket = fc.record({ pid, port, command: fc.string({ unit: fc.constantFrom(...'abc ()é') }) });
    fc.assert(
      fc.property(fc.array(socket), (sockets) => {
        const lsof = sockets
          .map((one) => `lsof: WARNING: x\np${one.pid}\nc${one.command}\nf3\nn*:${one.port}\n`)
          .join('');
        expect(parseLsof(lsof)).toEqual(sockets.map((one) => ({ ...one, address: '0.0.0.0' })));
      }),
    );
  });
});

describe('the kernel’s table of sockets, whatever is in it', () => {
  let proc: FakeProc;
  beforeAll(() => void (proc = createFakeProc()));
  afterAll(() => proc[Symbol.dispose]());

  const row = (address: string, state = '0A', inode = '100') =>
    `   0: ${address} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0 100 0 0 10 0`;
  const read = (tcp: readonly string[], tcp6: readonly string[] = []) => {
    proc.writeNet('tcp', tcp);
    proc.writeNet('tcp6', tcp6);
    return [...listeningSockets(proc.root)];
  };

  it('gives back every address and port', () => {
    const bytes = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
    const hex = (numbers: readonly number[]) =>
      numbers
        .map((one) => one.toString(16).padStart(2, '0'))
        .join('')
        .toUpperCase();
    fc.assert(
      fc.property(fc.array(fc.tuple(bytes, port, pid), { maxLength: 20 }), (sockets) => {
        const rows = sockets.map(([address, at, inode]) =>
          row(
            `${hex(endianness() === 'LE' ? address.toReversed() : address)}:${hex([at >> 8, at & 255])}`,
            '0A',
            `${inode}`,
          ),
        );
        expect(read(rows)).toEqual(
          sockets.map(([address, at, inode]) => ({ address: address.join('.'), port: at, inode })),
        );
      }),
    );
  });

  it('gives only sockets that there can be, and never fails', () => {
    const line = fc.oneof(
      anyText(),
      fc
        .tuple(anyText(), fc.constantFrom('0A', '01', '', 'x'), anyText(6))
        .map(([address, state, inode]) => row(address, state, inode)),
      fc.stringMatching(/^[0-9A-Z]{0,40}:[0-9A-F]{4}$/).map((address) => row(address)),
      fc.stringMatching(/^[0-9A-F]{8}:[0-9A-F]{4}$/).map((address) => row(address, '0A', 'x')),
    );
    fc.assert(
      fc.property(fc.array(line), fc.array(line), (tcp, tcp6) => {
        for (const { inode, port: at, address } of read(tcp, tcp6)) {
          expect(Number.isSafeInteger(inode) && at >= 0 && at < 65_536).toBe(true);
          expect(address).not.toBe('');
        }
      }),
    );
  });

  it('gives the rows before the one that is cut off', () => {
    const rows = [row('0100007F:1F90'), row('00000000:0050', '0A', '101')];
    const whole = read(rows);
    const text = `  sl  local_address\n${rows.join('\n')}\n`;
    for (let end = 0; end < text.length; end++) {
      writeFileSync(`${proc.root}/net/tcp`, text.slice(0, end));
      const found = [...listeningSockets(proc.root)];
      expect(found).toEqual(whole.slice(0, found.length));
    }
  });
});
