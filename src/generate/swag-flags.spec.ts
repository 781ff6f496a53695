import { resolve } from 'node:path';
import { readSwagFlags } from './swag-flags.ts';

const cwd = resolve('/w/api');
const read = (...flags: string[]) => {
  const result = readSwagFlags(flags, cwd);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
};

describe('readSwagFlags', () => {
  it('passes on what it need not know', () => {
    expect(read('--propertyStrategy', 'snakecase', '-q', '--tags=a,b').rest).toEqual([
      '--propertyStrategy',
      'snakecase',
      '-q',
      '--tags=a,b',
    ]);
  });

  it('takes more directories, excludes and output types out, in both spellings', () => {
    const flags = read('--dir=../lib,x', '-d', 'y', '--exclude', 'a,b', '-ot=yaml');
    expect(flags).toMatchObject({
      directories: ['../lib', 'x', 'y'],
      excluded: ['a', 'b'],
      outputTypes: ['yaml'],
      rest: [],
    });
  });

  it('knows the files that swag reads', () => {
    expect(read().inputs).toEqual([resolve(cwd, '.swaggo')]);
    const flags = read('--md', 'api docs', '--overridesFile=types');
    expect(flags.inputs).toEqual([resolve(cwd, 'api docs'), resolve(cwd, 'types')]);
    expect(flags.rest).toEqual(['--md=api docs', '--overridesFile=types']);
  });

  it.each([
    '--parseDependency',
    '-pd',
    '--parseDependencyLevel=1',
    '--pdl',
    '--parseGoList=false',
    '--parseVendor',
  ])('knows that %s makes swag read more than the search', (flag) => {
    expect(read(flag).readsDependencies).toBe(true);
    expect(read('--parseFuncBody').readsDependencies).toBe(false);
  });

  it.each(['--output=x', '-o', '--generalInfo', '-g=main.go'])(
    'refuses %s, which has an option of its own',
    (flag) => {
      const result = readSwagFlags([flag, 'x'], cwd);
      expect(result.ok).toBe(false);
      expect(!result.ok && result.problem.hint).toMatch(/Set swagger\.(output|generalInfo) instead/);
    },
  );
});
