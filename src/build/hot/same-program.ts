import { open, type FileHandle } from 'node:fs/promises';

/** The build ID, and what the linker derives from it, stand near the beginning. Bytes. */
const HEAD = 32 * 1024;

/** How much of each file is held at a time, in bytes. Programs have tens of megabytes. */
const PIECE = 256 * 1024;

/** Some bytes of a file: those from `start` to before `end`. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * True where two programs for Linux, macOS or Windows are equal byte for byte, but for their build IDs and what follows
 * from those: notes, UUID, signature. Rejects where one can't be read.
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
  let spans: readonly Span[] = [];
  for (let at = 0; ; at += PIECE) {
    const [a, b] = await Promise.all([readPiece(first, buffers[0], at), readPiece(second, buffers[1], at)]);
    if (at === 0) {
      const [ofFirst, ofSecond] = [findIdentity(a), findIdentity(b)];
      if (!ofFirst || !ofSecond || JSON.stringify(ofFirst) !== JSON.stringify(ofSecond)) return false;
      spans = ofFirst;
    }
    for (const { start, end } of spans)
      for (const piece of [a, b]) piece.fill(0, clamp(start - at, piece), clamp(end - at, piece));
    if (!a.equals(b)) return false;
    if (a.length < PIECE) return true;
  }
}

const clamp = (at: number, { length }: Buffer) => Math.max(0, Math.min(at, length));

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

/**
 * Where the build ID of a program is, of which these are the first bytes, and what the linker derives from it.
 * Undefined for a file that go has not linked, or of another form.
 */
export function findIdentity(program: Buffer): readonly Span[] | undefined {
  const head = program.subarray(0, HEAD);
  if (head.length < 4) return undefined;
  switch (head.readUInt32BE(0)) {
    case 0x7f454c46:
      return findNotes(head);
    case 0xcffaedfe: {
      const text = findMarkedText(head);
      return text && [text, ...findLoadCommands(head)];
    }
    default: {
      const text = head.toString('latin1', 0, 2) === 'MZ' ? findMarkedText(head) : undefined;
      return text && [text];
    }
  }
}

/** An ELF note's kind and owner, as 4-byte words and text: GNU's build ID, 20 bytes, and Go's. */
const GNU_NOTE = Buffer.from('\x04\0\0\0\x14\0\0\0\x03\0\0\0GNU\0', 'latin1');
const GO_NOTE = Buffer.from('\x04\0\0\0', 'latin1');

function findNotes(head: Buffer): readonly Span[] | undefined {
  const gnu = head.indexOf(GNU_NOTE);
  const gnuId = gnu + GNU_NOTE.length;
  const derived = gnu < 0 ? [] : [{ start: gnuId, end: Math.min(head.length, gnuId + 20) }];
  // Name size 4, size of the ID, kind 4, "Go\0\0", the ID (cmd/link's elfwritegobuildid).
  const name = head.indexOf('Go\0\0', 0, 'latin1');
  const note = name - 12;
  if (note < 0 || !head.subarray(note, note + 4).equals(GO_NOTE)) return undefined;
  const end = name + 4 + head.readUInt32LE(note + 4);
  return end > head.length ? undefined : [...derived, { start: name + 4, end }];
}

/** Where the form has no notes, the ID is the first text of the code (cmd/link's textbuildid). */
function findMarkedText(head: Buffer): Span | undefined {
  const mark = Buffer.from('\xff Go build ID: "', 'latin1');
  const start = head.indexOf(mark) + mark.length;
  const end = head.indexOf('"\n \xff', start, 'latin1');
  return start < mark.length || end < 0 ? undefined : { start, end };
}

/** Kinds of load commands (mach-o/loader.h). The linker derives the UUID from the ID; the signature has digests of all. */
const LC_UUID = 0x1b;
const LC_CODE_SIGNATURE = 0x1d;

function findLoadCommands(head: Buffer): readonly Span[] {
  const spans: Span[] = [];
  const word = (at: number) => (at + 4 <= head.length ? head.readUInt32LE(at) : 0);
  // The header: magic, processor, its kind, file type, number of commands, their size, flags, reserved.
  for (let at = 32, left = word(16); left > 0 && word(at + 4) >= 8; left--, at += word(at + 4)) {
    if (word(at) === LC_UUID) spans.push({ start: at + 8, end: at + 24 });
    if (word(at) === LC_CODE_SIGNATURE)
      spans.push({ start: word(at + 8), end: word(at + 8) + word(at + 12) });
  }
  return spans;
}
