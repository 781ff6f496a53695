import fc from 'fast-check';
import { hasSameEntry, readArchive } from './objects.ts';
import { makeArchive } from './testing/archive-file.ts';

describe(readArchive.name, () => {
  it('gives the entries, also behind one of odd length', () => {
    const entries = readArchive(makeArchive({ '__.PKGDEF': 'abc', '_go_.o': 'code' }));
    expect([...entries].map(([name, bytes]) => [name, bytes.toString()])).toEqual([
      ['__.PKGDEF', 'abc'],
      ['_go_.o', 'code'],
    ]);
  });

  it('never throws, whatever the bytes', () => {
    const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array));
    const archive = fc
      .tuple(fc.string(), fc.nat(200), fc.integer({ min: 0, max: 255 }))
      .map(([text, at, byte]) => {
        const made = makeArchive({ '__.PKGDEF': text, '_go_.o': text });
        made[at % made.length] = byte;
        return made.subarray(0, made.length - (byte % 7));
      });
    fc.assert(fc.property(fc.oneof(bytes, archive), (some) => void readArchive(some)));
  });
});

describe(hasSameEntry.name, () => {
  const head = 'go object linux amd64 go1.26.8 X\n';

  it('passes over the build ID that go stamps, and over nothing else', () => {
    const stamped = makeArchive({ '__.PKGDEF': `${head}build id "a/b"\nmain\n$$B\nexport` });
    const plain = (text: string) => makeArchive({ '__.PKGDEF': text });
    expect(hasSameEntry('__.PKGDEF', stamped, plain(`${head}main\n$$B\nexport`))).toBe(true);
    expect(hasSameEntry('__.PKGDEF', stamped, plain(`${head}main\n$$B\nexports`))).toBe(false);
    expect(hasSameEntry('__.PKGDEF', stamped, plain(`${head}\n$$B\nexport`))).toBe(false);
  });

  it('is false where one does not have it', () => {
    const archive = makeArchive({ '__.PKGDEF': 'a' });
    expect(hasSameEntry('_go_.o', archive, archive)).toBe(false);
    expect(hasSameEntry('__.PKGDEF', archive, Buffer.from('!<arch>\n'))).toBe(false);
    expect(hasSameEntry('__.PKGDEF', Buffer.alloc(0), Buffer.alloc(0))).toBe(false);
  });
});
