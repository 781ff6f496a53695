import fc from 'fast-check';
import { writeFileSync } from 'node:fs';
import { createFiles, type TemporaryFiles } from '../files/testing/temporary-files.ts';
import { readBuiltFile } from './build-id.ts';

describe('readBuiltFile', () => {
  let files: TemporaryFiles;
  beforeAll(() => void (files = createFiles()));
  afterAll(() => files[Symbol.dispose]());

  const read = (...parts: (string | Uint8Array)[]) => {
    const bytes = Buffer.concat(
      parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)),
    );
    writeFileSync(files.path('file'), bytes);
    return readBuiltFile(files.path('file'));
  };
  const hash = fc.stringMatching(/^[\w-]{20}$/);
  const bytes = fc.uint8Array({ maxLength: 2000 });

  it('finds in any bytes none, or one of the form that go gives it', async () => {
    const part = fc.oneof(
      bytes,
      fc.constantFrom('Go\0\0', '\xff Go build ID: "', '"', '/', 'a/b', '!<arch>\n'),
      hash,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part), async (parts) => {
        const found = await read(...parts);
        if (found.kind === 'program') expect(found.contentId ?? 'x'.repeat(20)).toMatch(/^[\w-]{20}$/);
      }),
    );
  });

  it.each([
    ['ELF', 'Go\0\0', '\0'],
    ['Mach-O and PE', '\xff Go build ID: "', '"\n \xff'],
  ])('finds it among other bytes, as it stands in %s', async (_, start, end) => {
    const zeros = fc.nat(2000).map((length) => new Uint8Array(length));
    await fc.assert(
      fc.asyncProperty(
        zeros,
        fc.array(hash, { minLength: 2, maxLength: 4 }),
        bytes,
        async (before, parts, after) => {
          const found = await read(before, start + parts.join('/') + end, after);
          expect(found).toEqual({ kind: 'program', header: expect.anything(), contentId: parts.at(-1) });
        },
      ),
    );
  });

  it.each(['', '/', 'x', 'a/b', 'a/', 'release/1.0', `a/${'x'.repeat(19)}`, `a/${'x'.repeat(21)}`])(
    'finds none in %j, which is the user’s own, and the same for every content',
    async (id) => {
      expect(await read(`Go\0\0${id}\0`)).toEqual({
        kind: 'program',
        header: expect.anything(),
        contentId: undefined,
      });
      expect(await read(`\xff Go build ID: "${id}"\n`)).toEqual({
        kind: 'program',
        header: expect.anything(),
        contentId: undefined,
      });
    },
  );

  it('passes over an ID that is cut off, by the end of the file or of what is read', async () => {
    const id = `Go\0\0${'a'.repeat(20)}/${'b'.repeat(20)}`;
    expect(await read(id.slice(0, -1))).toEqual({
      kind: 'program',
      header: expect.anything(),
      contentId: undefined,
    });
    expect(await read(new Uint8Array(32 * 1024 - id.length + 1), id)).toEqual({
      kind: 'program',
      header: expect.anything(),
      contentId: undefined,
    });
  });
});
