import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { followPhases } from './build-phases.ts';
import { describeSystem } from '../process/system.ts';
import { lookAtGo } from './look-at-go.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'phases-'))));
afterEach(() => rmSync(root, { recursive: true }));

describe('the folders that go builds in', () => {
  it('tell how many packages are compiled, and when the program is linked', () => {
    const compile = (name: string) => writeFileSync(join(root, 'go-build1', name, '_pkg_.a'), '');
    for (const name of ['b001/exe', 'b002', 'b017', 'other'])
      mkdirSync(join(root, 'go-build1', name), { recursive: true });
    compile('b002');
    const phases = followPhases(root, () => 0);
    expect(phases.count()).toEqual({ begun: 3, compiled: 1, links: true });
    compile('b017');
    expect(phases.count()).toEqual({ begun: 3, compiled: 2, links: true });
    phases.close();
  });

  it('tell nothing where there are none', () => {
    const phases = followPhases(join(root, 'gone'), () => 0);
    expect(phases.count()).toEqual({ begun: 0, compiled: 0, links: false });
    phases.close();
  });
});

(process.platform === 'linux' ? describe : describe.skip)('a process that is looked at', () => {
  it('has compilers below it, which name their packages', async () => {
    const start = async (name: string, ...words: readonly string[]) => {
      const file = join(root, name);
      symlinkSync('/bin/sh', file);
      const child = spawn(file, ['-c', 'echo ready; read x', ...words], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      return child;
    };
    const children = [
      await start('compile', '-o', 'x', '-p', 'net/http'),
      await start('cgo', '-importpath', 'os/user'),
      await start('link', '-p', 'no-package'),
    ];
    expect(lookAtGo(process.pid).compiling.toSorted()).toEqual(['net/http', 'os/user']);
    for (const child of children) {
      child.stdin.end();
      await once(child, 'close');
    }
    expect(lookAtGo(process.pid).compiling).toEqual([]);
  });

  it('has sockets while it speaks with a network, and reads', async () => {
    const server = createServer((socket) => void socket.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await once(client, 'connect');
    expect(lookAtGo(process.pid)).toMatchObject({ hasSockets: true });
    expect(lookAtGo(process.pid).bytesRead).toBeGreaterThan(0);
    client.destroy();
    server.close();
    await once(server, 'close');
  });

  it('is not looked at where that would take a ps', () => {
    expect(lookAtGo(process.pid, describeSystem('darwin')).bytesRead).toBe(0);
  });

  it('is gone: nothing is seen', () => {
    expect(lookAtGo(2 ** 30)).toEqual({ compiling: [], hasSockets: false, bytesRead: 0 });
  });
});
