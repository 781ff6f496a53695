import fc from 'fast-check';
import { createFiles } from '../../files/testing/temporary-files.ts';
import { isSameProgram, maskNotes } from './same-program.ts';

const word = (value: number) => Buffer.from([value, 0, 0, 0]);
const GNU_ID = 100 + 16;
const GO_ID = 200 + 16;

/** A program's first bytes with the two notes, as the linker writes them. */
function makeProgram(goId = 'a/b/c/d', gnuId = 1): Buffer {
  const program = Buffer.alloc(400, 0x90);
  Buffer.concat([word(4), word(20), word(3), Buffer.from('GNU\0'), Buffer.alloc(20, gnuId)]).copy(
    program,
    100,
  );
  Buffer.concat([word(4), word(goId.length), word(4), Buffer.from(`Go\0\0${goId}`)]).copy(program, 200);
  return program;
}

async function compare(one: Buffer, other: Buffer) {
  using files = createFiles({ one: '', other: '' });
  files.write('one', one);
  files.write('other', other);
  return await isSameProgram(files.path('one'), files.path('other'));
}

describe(isSameProgram.name, () => {
  it('passes over the build ID in both notes', async () => {
    expect(await compare(makeProgram('a/b/c/d', 1), makeProgram('w/x/y/z', 2))).toBe(true);
  });

  it('compares to the last byte, however long they are', async () => {
    const long = (last: number) =>
      Buffer.concat([makeProgram(), Buffer.alloc(600_000, 1), Buffer.from([last])]);
    expect(await compare(long(1), long(1))).toBe(true);
    expect(await compare(long(1), long(2))).toBe(false);
    expect(await compare(long(1), Buffer.concat([long(1), Buffer.from([1])]))).toBe(false);
    const whole = Buffer.concat([makeProgram(), Buffer.alloc(256 * 1024 - 400)]);
    expect(await compare(whole, whole)).toBe(true);
    expect(await compare(whole, Buffer.concat([whole, Buffer.from([0])]))).toBe(false);
  });

  it('is false for IDs of different length, which move what follows', async () => {
    expect(await compare(makeProgram('a/b/c/d'), makeProgram('a/b/c/de'))).toBe(false);
  });

  it('rejects where a program is gone', async () => {
    await expect(isSameProgram('/nowhere/a', '/nowhere/b')).rejects.toThrow('ENOENT');
  });
});

describe(maskNotes.name, () => {
  it('leaves every byte but those of the IDs', () => {
    const isId = (at: number) =>
      (at >= GNU_ID && at < GNU_ID + 20) || (at >= GO_ID && at < GO_ID + 'a/b/c/d'.length);
    fc.assert(
      fc.property(fc.nat(399), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = makeProgram();
        changed[at] = (changed[at] as number) ^ change;
        const [before, after] = [maskNotes(makeProgram()), maskNotes(changed)];
        expect(after !== undefined && before?.equals(after)).toBe(isId(at));
      }),
      { numRuns: 1000 },
    );
  });

  it('does not take a file without the note of go', () => {
    expect(maskNotes(Buffer.from('#!/bin/sh\n'))).toBeUndefined();
    expect(maskNotes(Buffer.from('Go\0\0a/b'))).toBeUndefined();
  });
});
