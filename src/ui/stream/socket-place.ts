import { lstatSync, rmdirSync, unlinkSync } from 'node:fs';
import { chmod, lstat, mkdir, rename, unlink } from 'node:fs/promises';
import { connect, type Server } from 'node:net';
import { dirname } from 'node:path';
import { describeSystem } from '../../process/system.ts';
import { listen } from '../listen.ts';
import type { StreamPlace } from './stream-address.ts';

/** A server's place in the file system. */
export interface SocketPlace {
  /** Takes it away at once, unless another server has it meanwhile or it is gone. Never throws. */
  release(): void;
}

/**
 * Lets a server listen at `address`, for this user alone. Null where another server answers there; what a killed
 * one has left is replaced. Rejects with the system's reason.
 */
export async function takePlace(
  server: Server,
  address: string,
  { platform, uid }: StreamPlace,
): Promise<SocketPlace | null> {
  if (describeSystem(platform).stream === 'pipe') {
    // A pipe goes with its server.
    const error = await listen(server, { path: address });
    if (error?.code === 'EADDRINUSE') return null;
    if (error) throw error;
    return { release: () => undefined };
  }
  if (await answers(address)) return null;
  const folder = dirname(address);
  // Renamed once it listens: who finds it can connect. Node removes what it was bound to, which is then gone.
  const temporary = `${address}.${process.pid}`;
  const open = async () => {
    await makeOwnFolder(folder, uid);
    await unlink(temporary).catch(() => undefined);
    const error = await listen(server, { path: temporary });
    if (error) throw error;
  };
  // Another server, ending, may have removed the empty folder in between.
  await open().catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'EACCES') throw error;
    return open();
  });
  await chmod(temporary, 0o600);
  await rename(temporary, address);
  const { ino } = await lstat(address);
  let isHeld = true;
  return {
    release() {
      // Its number may be another's by now.
      if (!isHeld) return;
      isHeld = false;
      try {
        if (lstatSync(address).ino === ino) unlinkSync(address);
        // Fails where there are other sockets in it.
        rmdirSync(folder);
      } catch {
        // Nothing of ours is left then.
      }
    },
  };
}

/** Whether a server listens there. */
function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

/**
 * Makes a folder below one that everybody may write, for this user alone. Rejects where something else stands there:
 * whoever made it first could read along, or answer in our place.
 */
export async function makeOwnFolder(path: string, uid: number | undefined): Promise<void> {
  await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const found = await lstat(path);
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0) {
    throw new Error(`${path} is not a folder of this user alone`);
  }
}
