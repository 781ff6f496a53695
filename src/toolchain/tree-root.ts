import { createHash } from 'node:crypto';
import { failure, success, type Result } from '../problem.ts';

/** Reads a file of a checksum database, such as `lookup/…` or `tile/8/0/000`. */
export type ReadRemote = (path: string) => Promise<Result<Buffer>>;

/** What it means where the proof fails. */
export const UNBELIEVABLE =
  'Something between here and the database changes what it says. Nothing was unpacked.';

/** Hashes in a tile, and how high it is: 2⁸. */
const WIDTH = 256;

/** `tile/8/1/x012/345.p/67` (go.dev/design/25530-sumdb#checksum-database). */
function nameTile(level: number, index: number, width: number): string {
  let path = String(index % 1000).padStart(3, '0');
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000))
    path = `x${String(rest % 1000).padStart(3, '0')}/${path}`;
  return `tile/8/${level}/${path}${width === WIDTH ? '' : `.p/${width}`}`;
}

/**
 * The root of the Merkle tree of `size` records (RFC 6962) if the record with that number is this one: its own hash,
 * and those beside its way up from the database's tiles. A wrong tile gives a wrong root.
 */
export async function computeRoot(
  record: Buffer,
  id: number,
  size: number,
  read: ReadRemote,
): Promise<Result<Buffer>> {
  const tiles = new Map<string, Promise<Result<Buffer>>>();
  let problem: Result<Buffer> | undefined;
  const readTile = async (level: number, index: number): Promise<Buffer> => {
    const width = Math.min(WIDTH, Math.floor(size / WIDTH ** level) - index * WIDTH);
    const path = nameTile(level, index, width);
    const known = tiles.get(path) ?? readWhole(path, nameTile(level, index, WIDTH), width);
    tiles.set(path, known);
    const tile = await known;
    if (!tile.ok) problem ??= tile;
    return tile.ok ? tile.value : Buffer.alloc(width * 32);
  };
  // A tile that has been completed since may be there in whole only.
  const readWhole = async (path: string, whole: string, width: number): Promise<Result<Buffer>> => {
    const tile = await read(path);
    const found = tile.ok || path === whole ? tile : await read(whole);
    if (!found.ok) return tile;
    return found.value.length < width * 32
      ? failure(`the checksum database: ${path} is cut off`, UNBELIEVABLE)
      : success(found.value.subarray(0, width * 32));
  };
  /** The hash of a whole part of the tree, between records. */
  const hashRange = async (from: number, to: number): Promise<Buffer> => {
    const height = Math.log2(to - from);
    if (!Number.isInteger(height)) {
      const middle = from + largestPowerBelow(to - from);
      return join(...(await Promise.all([hashRange(from, middle), hashRange(middle, to)])));
    }
    const level = Math.floor(height / 8);
    const first = from / WIDTH ** level;
    const tile = await readTile(level, Math.floor(first / WIDTH));
    const at = first % WIDTH;
    let hashes = Array.from({ length: 2 ** (height % 8) }, (_, more) =>
      tile.subarray((at + more) * 32, (at + more + 1) * 32),
    );
    while (hashes.length > 1)
      hashes = hashes.flatMap((left, n) => (n % 2 === 0 ? [join(left, hashes[n + 1] as Buffer)] : []));
    return hashes[0] as Buffer;
  };
  const climb = async (from: number, to: number): Promise<Buffer> => {
    if (to - from === 1) return sha256(Buffer.of(0), record);
    const middle = from + largestPowerBelow(to - from);
    return id < middle
      ? join(...(await Promise.all([climb(from, middle), hashRange(middle, to)])))
      : join(...(await Promise.all([hashRange(from, middle), climb(middle, to)])));
  };
  const root = await climb(0, size);
  return problem ?? success(root);
}

function join(left: Buffer, right: Buffer): Buffer {
  return sha256(Buffer.of(1), left, right);
}

/** The largest power of two that is smaller than n, which is at least 2. */
function largestPowerBelow(n: number): number {
  return 2 ** (Math.ceil(Math.log2(n)) - 1);
}

/** Of these parts, one after the other. */
export function sha256(...parts: readonly (Buffer | string)[]): Buffer {
  return parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
}
