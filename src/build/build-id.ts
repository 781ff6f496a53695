import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';

/** Where cmd/internal/buildid looks for the ID in an ELF, Mach-O or PE file: near the beginning. Bytes. */
const HEAD = 32 * 1024;

/** What the first bytes of a file that go has written tell. */
export type BuiltFile =
  | {
      readonly kind: 'program';
      /** The first bytes, by which a system knows its programs. */
      readonly header: Buffer;
      /** The part of the build ID that names the content. */
      readonly contentId: string | undefined;
    }
  /** `go build` of a package that is not main succeeds, and writes an archive. */
  | { readonly kind: 'archive' }
  /** Not there, or no file that can be read. */
  | { readonly kind: 'missing' };

/**
 * Reads the beginning of a built file. The ID (`action/…/content`) stands there between known words. Never
 * throws.
 */
export async function readBuiltFile(path: string): Promise<BuiltFile> {
  let file: FileHandle;
  try {
    file = await open(path);
  } catch {
    return { kind: 'missing' };
  }
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    const head = buffer.subarray(0, bytesRead).toString('latin1');
    if (head.startsWith('!<arch>\n')) return { kind: 'archive' };
    return {
      kind: 'program',
      header: buffer.subarray(0, Math.min(bytesRead, 64)),
      contentId: findContentId(head),
    };
  } catch {
    // A folder can be opened, but not read.
    return { kind: 'missing' };
  } finally {
    await file.close();
  }
}

/**
 * The last part of the ID, 20 characters of base64 (cmd/internal/buildid, HashToString). One of another form is
 * the user's own (`-ldflags=-buildid=…`), and says nothing of the content.
 */
function findContentId(head: string): string | undefined {
  // ELF: the Go note, whose payload follows "Go\0\0". Elsewhere: a marked text at the start of the code.
  const id = /Go\0\0([\w/-]+)/.exec(head)?.[1] ?? /\xff Go build ID: "([^"]+)"/.exec(head)?.[1];
  return /\/([\w-]{20})$/.exec(id ?? '')?.[1];
}
