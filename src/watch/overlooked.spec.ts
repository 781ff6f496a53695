import { isOverlooked } from './overlooked.ts';

describe(isOverlooked.name, () => {
  const isFile = () => true;
  const before = { mtimeMs: 5, atimeMs: 5, isFile };

  it('sees that a file of the same time was read since, which chokidar keeps to itself', () => {
    expect(isOverlooked({ current: { mtimeMs: 5, atimeMs: 6, isFile }, previous: before })).toBe(true);
  });

  it.each<[string, unknown]>([
    ['a file that is newer', { current: { mtimeMs: 6, atimeMs: 7, isFile }, previous: before }],
    ['a file that nobody has read since', { current: { mtimeMs: 5, atimeMs: 5, isFile }, previous: before }],
    ['a new file', { current: { mtimeMs: 5, atimeMs: 6, isFile } }],
    ['a directory', { current: { mtimeMs: 5, atimeMs: 6, isFile: () => false }, previous: before }],
    ['what is gone', { previous: before }],
    ['details of another kind', { current: { mtimeMs: 5, atimeMs: 6 }, previous: before }],
    ['no details', undefined],
    ['none at all', null],
  ])('leaves %s to chokidar', (_, details) => {
    expect(isOverlooked(details)).toBe(false);
  });
});
