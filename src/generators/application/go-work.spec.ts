import { addUses, isTooOld, makeGoWork } from './join-module.ts';

describe('addUses', () => {
  it.each([
    ['go 1.26.0\n\nuse (\n\t./a\n)\n', 'go 1.26.0\n\nuse (\n\t./a\n\t./apps/b\n)\n'],
    ['go 1.26.0\r\n\r\nuse (\r\n\t./a\r\n)\r\n', 'go 1.26.0\r\n\r\nuse (\r\n\t./a\r\n\t./apps/b\r\n)\r\n'],
    ['go 1.26.0\n\nuse ./a // one\n', 'go 1.26.0\n\nuse (\n\t./a // one\n\t./apps/b\n)\n'],
    ['go 1.26.0', 'go 1.26.0\n\nuse ./apps/b\n'],
    [
      'go 1.26.0\nuse (\n\t./a // the (old) one\n)\nreplace x => ../x\n',
      'go 1.26.0\nuse (\n\t./a // the (old) one\n\t./apps/b\n)\nreplace x => ../x\n',
    ],
  ])('adds a folder to %j', (before, after) => {
    expect(addUses(before, ['apps/b'])).toBe(after);
    expect(addUses(after, ['apps/b'])).toBe(after);
  });

  it('finds a folder that is there in another spelling', () => {
    const text = 'go 1.26.0\n\nuse (\n\tapps/b/\n)\n';
    expect(addUses(text, ['./apps/b'])).toBe(text);
  });
});

describe('makeGoWork', () => {
  it('writes a file as go would, with quotes where a folder needs them', () => {
    expect(makeGoWork('1.26.0', ['.', 'my apps/b'])).toBe('go 1.26.0\n\nuse (\n\t.\n\t"./my apps/b"\n)\n');
  });
});

describe('isTooOld', () => {
  it('compares by number', () => {
    expect(['1.9', '1.21.5', '1.22', '1.22.0', '1.100', '2.0'].map(isTooOld)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
