import { array, assert, constantFrom, nat, property } from 'fast-check';
import { createFrameCursor } from './join-web-socket.ts';

/** A frame with a payload of this length, as a server or (masked) a client sends it. */
function makeFrame(length: number, isMasked: boolean): Buffer {
  const mask = isMasked ? 0x80 : 0;
  const head = [0x82];
  if (length < 126) head.push(mask | length);
  else if (length < 65_536) head.push(mask | 126, length >> 8, length & 0xff);
  else
    head.push(
      mask | 127,
      0,
      0,
      0,
      0,
      (length >> 24) & 0xff,
      (length >> 16) & 0xff,
      (length >> 8) & 0xff,
      length & 0xff,
    );
  return Buffer.concat([Buffer.from(head), Buffer.alloc(isMasked ? 4 : 0, 0xff), Buffer.alloc(length, 0x88)]);
}

describe(createFrameCursor.name, () => {
  it('is between frames at their ends alone, however the bytes are cut', () => {
    const lengths = array(constantFrom(0, 1, 125, 126, 127, 65_535, 65_536, 70_000), {
      minLength: 1,
      maxLength: 4,
    });
    assert(
      property(lengths, array(nat(200_000)), nat(1), (sizes, cuts, masked) => {
        const frames = sizes.map((size) => makeFrame(size, masked === 1));
        const bytes = Buffer.concat(frames);
        let sum = 0;
        const ends = new Set([0, ...frames.map(({ length }) => (sum += length))]);
        const cursor = createFrameCursor();
        const stops = [...new Set([...cuts.filter((cut) => cut < sum), ...ends, sum])].sort((a, b) => a - b);
        let at = 0;
        for (const stop of stops) {
          cursor.advance(bytes.subarray(at, stop));
          at = stop;
          if (cursor.isBetween !== ends.has(at)) return false;
        }
        return true;
      }),
      { numRuns: 50 },
    );
  });

  it('goes no further than to the end of the frame where that is asked', () => {
    const cursor = createFrameCursor();
    const bytes = Buffer.concat([makeFrame(5, false), makeFrame(3, false)]);
    cursor.advance(bytes.subarray(0, 4));
    expect(cursor.advance(bytes.subarray(4), true)).toBe(3);
    expect(cursor.advance(bytes.subarray(7), true)).toBe(0);
  });
});
