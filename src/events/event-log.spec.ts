import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { basename } from 'node:path';
import { text } from 'node:stream/consumers';
import { createFiles, type TemporaryFiles } from '../files/testing/temporary-files.ts';
import { openEventLog } from './event-log.ts';
import { thisSystem } from '../process/system.ts';
import type { RunEvent } from './run-event.ts';

const building: RunEvent = { type: 'building', cycle: 1 };
const ended: RunEvent = { type: 'ended', success: true };
const LINES = [
  '{"version":1,"time":1700,"project":"api","target":"serve","type":"building","cycle":1}',
  '{"version":1,"time":1700,"project":"api","target":"serve","type":"ended","success":true}',
  '',
].join('\n');

describe('openEventLog', () => {
  let files: TemporaryFiles;
  const troubles: string[] = [];
  beforeEach(() => {
    files = createFiles();
    troubles.length = 0;
  });
  afterEach(() => files[Symbol.dispose]());
  const open = (path: string) =>
    openEventLog(
      path,
      { project: 'api', target: 'serve' },
      () => 1700,
      (message) => troubles.push(message),
    );

  it('rounds durations to a tenth of a millisecond', async () => {
    const log = open(files.path('events'));
    log.write({ type: 'unchanged', cycle: 2, durations: { build: 412.0499, total: 500.06 } });
    await log.close();
    expect(readFileSync(files.path('events'), 'utf8')).toContain('{"build":412,"total":500.1}');
  });

  it('appends JSON lines to a file', async () => {
    files.write('events', 'before\n');
    const log = open(files.path('events'));
    log.write(building);
    log.write(ended);
    await log.close();
    expect(readFileSync(files.path('events'), 'utf8')).toBe(`before\n${LINES}`);
    expect(troubles).toEqual([]);
  });

  it('makes the file', async () => {
    const log = open(files.path('events'));
    await log.close();
    expect(readFileSync(files.path('events'), 'utf8')).toBe('');
  });

  it.each([
    ['below a folder that is not there', 'no/such/folder/events', /ENOENT/],
    ['that is a folder', '.', /EISDIR/],
    ['below a file', 'file/events', /ENOTDIR/],
    ['with a name that is too long', 'x'.repeat(5000), /ENAMETOOLONG/],
  ])('tells once of a path %s, and goes on', async (_, path, message) => {
    files.write('file', '');
    const log = open(files.path(path));
    log.write(building);
    while (troubles.length === 0) await new Promise((resolve) => setImmediate(resolve));
    log.write(ended);
    await log.close();
    expect(troubles).toEqual([expect.stringMatching(message)]);
  });

  it('writes to a named pipe, and tells where nobody reads it', async () => {
    const path = files.path('pipe');
    execFileSync('mkfifo', [path]);
    open(path).write(building);
    expect(troubles).toEqual([expect.stringMatching(/ENXIO/)]);
    const reader = spawn('cat', [path]);
    const received = text(reader.stdout);
    // As soon as the reader has opened it.
    const opens = () => {
      const before = troubles.length;
      const log = open(path);
      return troubles.length === before ? log : undefined;
    };
    let log = opens();
    while (!log) {
      await new Promise((resolve) => setImmediate(resolve));
      log = opens();
    }
    log.write(building);
    log.write(ended);
    await log.close();
    expect(await received).toBe(LINES);
  });

  describe('with a Unix socket, or a named pipe of Windows', () => {
    let server: Server;
    let address: string;
    const sockets: Socket[] = [];
    beforeEach(async () => {
      address = thisSystem.stream === 'pipe' ? `\\\\.\\pipe\\${basename(files.root)}` : files.path('socket');
      server = createServer((socket) => sockets.push(socket));
      server.listen(address);
      await once(server, 'listening');
    });
    afterEach(() => {
      for (const socket of sockets.splice(0)) socket.destroy();
      server.close();
    });

    it('writes to whoever listens', async () => {
      const log = open(address);
      const [reader] = (await once(server, 'connection')) as [Socket];
      const received = text(reader);
      log.write(building);
      log.write(ended);
      await log.close();
      expect(await received).toBe(LINES);
      expect(troubles).toEqual([]);
    });

    it('tells once when the reader goes away, and goes on', async () => {
      const log = open(address);
      const [reader] = (await once(server, 'connection')) as [Socket];
      reader.destroy();
      while (troubles.length === 0) {
        log.write(building);
        await new Promise((resolve) => setImmediate(resolve));
      }
      log.write(ended);
      await log.close();
      expect(troubles).toHaveLength(1);
    });

    it('keeps no more than 8 MiB for a reader that does not read, and says so once', async () => {
      const log = open(address);
      const [reader] = (await once(server, 'connection')) as [Socket];
      reader.pause();
      const output = 'x'.repeat(1024 * 1024);
      const large: RunEvent = { type: 'failed', problem: { message: output } };
      for (let lines = 0; lines < 20; lines++) log.write(large);
      expect(troubles).toEqual([expect.stringContaining('nothing more is written')]);
      await log.close();
      reader.resume();
      await once(reader, 'close');
      expect(reader.bytesRead).toBeLessThan(10 * output.length);
      expect(troubles).toHaveLength(1);
    });

    it('does not wait for ever for a reader that does not read', async () => {
      const log = open(address);
      const [reader] = (await once(server, 'connection')) as [Socket];
      reader.pause();
      for (let lines = 0; lines < 50_000; lines++) log.write(building);
      await log.close();
      expect(troubles).toEqual([]);
    });
  });
});
