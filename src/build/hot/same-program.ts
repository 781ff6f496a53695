import { open, type FileHandle } from 'node:fs/promises';

/** The build ID and the note that the linker derives from it stand near the beginning. Bytes. */
const HEAD = 32 * 1024;
/** An ELF note's kind and owner, as 4-byte words and text: GNU's build ID, 20 bytes, and Go's. */
const GNU_NOTE = Buffer.from('\x04\0\0\0\x14\0\0\0\x03\0\0\0GNU\0', 'latin1');
const GO_NOTE = Buffer.from('\x04\0\0\0', 'latin1');

/** How much of each file is held at a time, in bytes. Programs have tens of megabytes. */
const PIECE = 256 * 1024;

/**
 * True where two ELF programs are equal byte for byte, but for the notes that hold the build ID. Rejects where
 * one can't be read.
 */
export async function isSameProgram(one: string, other: string): Promise<boolean> {
  const first = await open(one);
  try {
    const second = await open(other);
    try {
      return await isSame(first, second);
    } finally {
      await second.close();
    }
  } finally {
    await first.close();
  }
}

async function isSame(first: FileHandle, second: FileHandle): Promise<boolean> {
  const buffers = [Buffer.alloc(PIECE), Buffer.alloc(PIECE)] as const;
  for (let at = 0; ; at += PIECE) {
    const [a, b] = await Promise.all([readPiece(first, buffers[0], at), readPiece(second, buffers[1], at)]);
    if (at === 0 && (!maskNotes(a) || !maskNotes(b))) return false;
    if (!a.equals(b)) return false;
    if (a.length < PIECE) return true;
  }
}

/** Fills the buffer from there on, but for the file's end. */
async function readPiece(file: FileHandle, buffer: Buffer, at: number): Promise<Buffer> {
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, at + length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}

/** Overwrites the two notes; undefined for a file without Go's, or with one that is cut off. */
export function maskNotes(program: Buffer): Buffer | undefined {
  const head = program.subarray(0, HEAD);
  const gnu = head.indexOf(GNU_NOTE);
  if (gnu >= 0) head.fill(0, gnu + GNU_NOTE.length, Math.min(head.length, gnu + GNU_NOTE.length + 20));
  // Name size 4, size of the ID, kind 4, "Go\0\0", the ID (cmd/link's elfwritegobuildid).
  const name = head.indexOf('Go\0\0', 0, 'latin1');
  const start = name - 12;
  if (start < 0 || !head.subarray(start, start + 4).equals(GO_NOTE)) return undefined;
  const end = name + 4 + head.readUInt32LE(start + 4);
  if (end > head.length) return undefined;
  head.fill(0, name + 4, end);
  return program;
}
