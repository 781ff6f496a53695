import { existsSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RunEvent } from '../../events/run-event.ts';
import { followStream, type StreamedEvent } from './follow-stream.ts';
import { serveStream } from './serve-stream.ts';
import { makeOwnFolder, takePlace } from './socket-place.ts';
import { findStreamAddress, ownPlace, type StreamOwner } from './stream-address.ts';

const place = ownPlace();
const building = (cycle: number): RunEvent => ({ type: 'building', cycle });

/** Reads a stream; `until` resolves once so many events have come. */
function read(address: string) {
  const events: StreamedEvent[] = [];
  let lost = 0;
  let notify = () => {};
  const end = followStream(address, {
    onEvent(event) {
      events.push(event);
      notify();
    },
    onLost() {
      lost++;
      notify();
    },
  });
  const until = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      notify = () => holds() && resolve();
      notify();
    });
  return {
    events,
    end,
    until,
    has: (count: number) => until(() => events.length >= count),
    isLost: () => until(() => lost > 0),
  };
}

describe(serveStream.name, () => {
  let owner: StreamOwner;
  let address: string;
  let troubles: string[];
  const ends: (() => unknown)[] = [];
  beforeEach(() => {
    owner = { workspaceRoot: mkdtempSync(join(tmpdir(), 'stream-')), project: '@acme/api', target: 'serve' };
    address = findStreamAddress(owner, place);
    troubles = [];
  });
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
    rmSync(owner.workspaceRoot, { recursive: true });
    expect(existsSync(address)).toBe(false);
  });
  const serve = async () => {
    const server = await serveStream(owner, place, (message) => troubles.push(message));
    ends.push(() => server.close());
    return server;
  };
  const reader = () => {
    const one = read(address);
    ends.unshift(one.end);
    return one;
  };

  it('tells a reader the present state first, and then each event', async () => {
    const server = await serve();
    server.write(building(1), 1000);
    server.write(building(2), 2000);
    const one = reader();
    await one.has(1);
    server.write({ type: 'aborted', cycle: 2 }, 3000);
    await one.has(2);
    expect(one.events).toEqual([
      { version: 1, time: 2000, project: '@acme/api', target: 'serve', type: 'building', cycle: 2 },
      { version: 1, time: 3000, project: '@acme/api', target: 'serve', type: 'aborted', cycle: 2 },
    ]);
  });

  it('gives all readers the last event, and leaves nothing behind', async () => {
    const server = await serve();
    const readers = [reader(), reader()];
    server.write(building(1), 1);
    await Promise.all(readers.map((one) => one.has(1)));
    server.write({ type: 'ended', success: true }, 2);
    await server.close();
    await Promise.all(readers.map((one) => one.isLost()));
    expect(readers.map((one) => one.events.at(-1)?.type)).toEqual(['ended', 'ended']);
    expect(existsSync(address)).toBe(false);
  });

  it('gives its place up when the run begins to stop, and tells those who read of the end', async () => {
    const server = await serve();
    const one = reader();
    server.write(building(1), 1);
    await one.has(1);
    server.write({ type: 'stopping', reason: 'SIGTERM' }, 2);
    server.write({ type: 'ended', success: true }, 3);
    await one.has(3);
    const second = await serve();
    second.write(building(2), 4);
    await server.close();
    const other = reader();
    await other.has(1);
    expect(other.events).toMatchObject([{ cycle: 2 }]);
  });

  it('is for this user alone', async () => {
    await serve();
    expect(lstatSync(address).mode & 0o777).toBe(0o600);
    expect(lstatSync(dirname(address)).mode & 0o777).toBe(0o700);
  });

  it('leaves the stream to the run that has it', async () => {
    const first = await serve();
    const second = await serve();
    second.write(building(2), 1);
    await second.close();
    first.write(building(1), 1);
    const one = reader();
    await one.has(1);
    expect(one.events).toMatchObject([{ cycle: 1 }]);
    expect(troubles).toEqual([]);
  });

  it('replaces what a killed run has left', async () => {
    await makeOwnFolder(dirname(address), place.uid);
    writeFileSync(address, '');
    const server = await serve();
    server.write(building(1), 1);
    await reader().has(1);
    expect(troubles).toEqual([]);
  });

  it('does not remove the place of another server', async () => {
    const server = createServer();
    const taken = await takePlace(server, address, place);
    rmSync(address);
    writeFileSync(address, 'another');
    taken?.release();
    expect(existsSync(address)).toBe(true);
    rmSync(address);
    await new Promise((resolve) => server.close(resolve));
  });

  it('is read again when there is a new run', async () => {
    const first = await serve();
    const one = reader();
    first.write(building(1), 1);
    await one.has(1);
    await first.close();
    await one.isLost();
    const second = await serve();
    second.write(building(7), 1);
    await one.has(2);
    expect(one.events[1]).toMatchObject({ cycle: 7 });
  });

  it('drops a reader that does not read, and holds nothing up for it', async () => {
    const server = await serve();
    const sleepy = connect(address);
    sleepy.on('error', () => undefined);
    const closed = new Promise((resolve) => sleepy.on('close', resolve));
    await new Promise((resolve) => sleepy.on('connect', resolve));
    sleepy.pause();
    const wide: RunEvent = { type: 'warning', problem: { message: 'x'.repeat(100_000) } };
    const one = reader();
    server.write(building(1), 1);
    await one.has(1);
    for (let count = 0; count < 60; count++) {
      server.write(wide, 1);
      await one.has(count + 2);
    }
    sleepy.resume();
    await closed;
    server.write(building(2), 1);
    await one.has(62);
  });

  it('says once why it can’t be, and takes events all the same', async () => {
    const server = await serveStream(owner, { ...place, uid: (place.uid ?? 0) + 1 }, (message) =>
      troubles.push(message),
    );
    server.write(building(1), 1);
    await server.close();
    expect(troubles).toEqual([expect.stringContaining('is not a folder of this user alone')]);
    rmSync(`/tmp/nx-go-run-${(place.uid ?? 0) + 1}`, { recursive: true });
  });
});

describe(makeOwnFolder.name, () => {
  const root = mkdtempSync(join(tmpdir(), 'own-'));
  afterAll(() => rmSync(root, { recursive: true }));

  it.each<[string, (path: string) => void]>([
    ['a folder that others may read', (path) => mkdirSync(path, { mode: 0o755 })],
    ['a symbolic link', (path) => symlinkSync(root, path)],
    ['a file', (path) => writeFileSync(path, '')],
  ])('refuses %s', async (name, make) => {
    const path = join(root, name);
    make(path);
    await expect(makeOwnFolder(path, place.uid)).rejects.toThrow('is not a folder of this user alone');
  });
});

describe(findStreamAddress.name, () => {
  const owner = { workspaceRoot: `/${'deep/'.repeat(500)}`, project: 'é'.repeat(200), target: 'serve' };

  it('fits into 103 bytes, wherever the workspace is', () => {
    const address = findStreamAddress(owner, { platform: 'linux', uid: 4_294_967_294 });
    expect(Buffer.byteLength(`${address}.4194304`)).toBeLessThanOrEqual(103);
  });

  it('is another one for each task, and stays as docs/events.md says', () => {
    const find = (project: string, target: string) =>
      findStreamAddress({ workspaceRoot: '/w', project, target }, { platform: 'linux', uid: 1000 });
    expect(new Set([find('a', 'b'), find('a', 'c'), find('ab', ''), find('', 'ab')]).size).toBe(4);
    expect(find('my-go-api', 'serve')).toEqual('/tmp/nx-go-run-1000/847e84aa5c3968f93f5402a85618b5dd');
  });

  it('is one on Windows, however the drive is written', () => {
    const find = (workspaceRoot: string) =>
      findStreamAddress({ workspaceRoot, project: 'a', target: 'b' }, { platform: 'win32', uid: undefined });
    expect(find('c:\\shop')).toBe(find('C:\\shop'));
    expect(find('d:\\shop')).not.toBe(find('C:\\shop'));
    expect(find('C:\\shop')).toMatch(/^\\\\\.\\pipe\\nx-go-run-[\da-f]{32}$/);
  });
});
