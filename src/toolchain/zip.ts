import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { fromFdPromise, type Entry, type ZipFile } from 'yauzl';
import { failure, success, type Result } from '../problem.ts';

/** An open zip file of a module, as a proxy serves it (go.dev/ref/mod#zip-files). */
export interface ModuleZip {
  /** Of all files, unpacked. Bytes. */
  readonly size: number;
  /** Go's checksum of what is in it, `h1:…` (golang.org/x/mod/sumdb/dirhash). `onFile` gets the size of each file. */
  hash(signal: AbortSignal, onFile: (size: number) => void): Promise<Result<string>>;
  /** Hands over each file, several at a time. `path` is what comes after the prefix. Rejects with what `take` throws. */
  forEach(
    prefix: string,
    take: (path: string, content: Readable, size: number) => Promise<void>,
    signal: AbortSignal,
  ): Promise<Result<void>>;
  close(): Promise<void>;
}

/** As many threads as libuv has for unpacking. */
const AT_ONCE = 4;
/** Go itself takes no module whose files are larger, together, than this. Bytes; cmd/go/internal/modfetch/codehost. */
export const MOST_BYTES = 500 * 2 ** 20;
const MOST_FILES = 100_000;

/**
 * Opens a zip file. It is read from the disk as it is needed, since all of a toolchain in memory would be 400 MB.
 * A broken one is a failure.
 */
export async function openModuleZip(path: string): Promise<Result<ModuleZip>> {
  const file = await open(path);
  try {
    const zip = await fromFdPromise(file.fd, { autoClose: false, lazyEntries: true });
    const entries: Entry[] = [];
    const names = new Set<string>();
    let size = 0;
    for await (const entry of zip.eachEntry()) {
      entries.push(entry);
      names.add(entry.fileName);
      size += entry.uncompressedSize;
      if (size > MOST_BYTES || entries.length > MOST_FILES) throw new Error('it unpacks to more than 500 MB');
    }
    if (names.size < entries.length) throw new Error('it holds a file twice');
    return success(createModuleZip(zip, entries, size, file));
  } catch (error) {
    await file.close();
    return broken(error);
  }
}

function createModuleZip(zip: ZipFile, entries: readonly Entry[], size: number, file: FileHandle): ModuleZip {
  const each = async (take: (entry: Entry, content: Readable) => Promise<void>, signal: AbortSignal) => {
    let at = 0;
    const work = async () => {
      try {
        for (let entry = entries[at++]; entry && !signal.aborted; entry = entries[at++]) {
          await take(entry, await zip.openReadStreamPromise(entry));
        }
      } catch (error) {
        at = entries.length;
        throw error;
      }
    };
    // All have to be over before the file may be closed.
    const all = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
    const failed = all.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason as Error;
  };
  return {
    size,
    async hash(signal, onFile) {
      const lines: [name: string, line: string][] = [];
      try {
        await each(async ({ fileName, uncompressedSize }, content) => {
          if (fileName.includes('\n')) throw new Error('it holds a file with a line end in its name');
          const hash = createHash('sha256');
          for await (const part of content) hash.update(part as Buffer);
          onFile(uncompressedSize);
          lines.push([fileName, `${hash.digest('hex')}  ${fileName}\n`]);
        }, signal);
      } catch (error) {
        return broken(error);
      }
      // Go sorts by bytes.
      lines.sort(([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
      const summary = lines.reduce((hash, [, line]) => hash.update(line), createHash('sha256'));
      return success(`h1:${summary.digest('base64')}`);
    },
    async forEach(prefix, take, signal) {
      const stranger = entries.find(({ fileName }) => !fileName.startsWith(prefix));
      if (stranger) return broken(new Error(`it holds ${stranger.fileName}`));
      await each(
        (entry, content) => take(entry.fileName.slice(prefix.length), content, entry.uncompressedSize),
        signal,
      );
      return success(undefined);
    },
    close: () => file.close(),
  };
}

function broken(error: unknown) {
  return failure(
    `the zip file is broken: ${(error as Error).message}`,
    'Try again; if it stays so, name another proxy in GOPROXY.',
  );
}
