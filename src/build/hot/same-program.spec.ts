import fc from 'fast-check';
import { createFiles } from '../../files/testing/temporary-files.ts';
import { findIdentity, isSameProgram } from './same-program.ts';

const word = (value: number) => Buffer.from([value, 0, 0, 0]);
const GNU_ID = 100 + 16;
const GO_ID = 200 + 16;

/** A program's first bytes with the two notes, as the linker writes them. */
function makeProgram(goId = 'a/b/c/d', gnuId = 1): Buffer {
  const program = Buffer.alloc(400, 0x90);
  program.write('\x7fELF', 'latin1');
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

describe(findIdentity.name, () => {
  /** A Mach-O file for 64 bits with the ID's text in its code, a UUID and a signature. */
  const machO = Buffer.alloc(400, 0x90);
  const words = (at: number, ...values: readonly number[]) =>
    values.forEach((value, index) => machO.writeUInt32LE(value, at + 4 * index));
  words(0, 0xfeedfacf, 0x0100000c, 0, 2, 3, 64, 0x85, 0);
  words(32, 0x32, 24);
  words(56, 0x1b, 24);
  words(80, 0x1d, 16, 380, 20);
  machO.write('\xff Go build ID: "a/b/c/d"\n \xff', 200, 'latin1');
  const pe = Buffer.alloc(400, 0x90);
  pe.write('MZ', 'latin1');
  pe.write('\xff Go build ID: "a/b/c/d"\n \xff', 200, 'latin1');
  const text = { start: 216, end: 223 };

  it.each([
    [
      'an ELF file',
      makeProgram(),
      [
        { start: GNU_ID, end: GNU_ID + 20 },
        { start: GO_ID, end: GO_ID + 7 },
      ],
    ],
    ['a Mach-O file', machO, [text, { start: 64, end: 80 }, { start: 380, end: 400 }]],
    ['a PE file', pe, [text]],
  ])('leaves in %s every byte but those of the ID and of what follows from it', async (_, program, spans) => {
    expect(findIdentity(program)).toEqual(spans);
    const isId = (at: number) => spans.some(({ start, end }) => at >= start && at < end);
    await fc.assert(
      fc.asyncProperty(fc.nat(399), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const changed = Buffer.from(program);
        changed[at] = (changed[at] as number) ^ change;
        expect(await compare(program, changed)).toBe(isId(at));
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['a script', Buffer.from('#!/bin/sh\n')],
    ['nothing', Buffer.alloc(0)],
    ['the name of a note alone', Buffer.from('\x7fELFGo\0\0a/b', 'latin1')],
    ['an ID without an end', pe.subarray(0, 220)],
    ['a note that is cut off', makeProgram().subarray(0, GO_ID + 3)],
  ])('is none in %s', (_, bytes) => {
    expect(findIdentity(bytes)).toBeUndefined();
  });

  it('ends with the load commands, whatever their sizes', () => {
    const odd = Buffer.from(machO);
    odd.writeUInt32LE(0, 36);
    expect(findIdentity(odd)).toEqual([text]);
    odd.writeUInt32LE(0xffffffff, 36);
    expect(findIdentity(odd)).toEqual([text]);
  });
});
