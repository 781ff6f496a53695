import { readFileSync } from 'node:fs';
import { BUNDLED, findForbidden, USED, type Licensed } from './licenses.ts';

const readPackages = (): Licensed[] => {
  const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as {
    packages: Record<string, Omit<Licensed, 'name'> & { link?: true }>;
  };
  // A link is this package itself.
  return Object.entries(packages)
    .filter(([, { link }]) => !link)
    .map(([name, { license }]) => ({ name, license }));
};

describe('findForbidden', () => {
  it('finds nothing among all that is installed to work on this package', () => {
    expect(readPackages().length).toBeGreaterThan(100);
    expect(findForbidden(readPackages(), USED)).toEqual([]);
  });

  it.each([
    ['MIT', []],
    ['(MIT OR GPL-3.0-only)', []],
    ['Apache-2.0 AND MIT', []],
    ['Apache-2.0 AND GPL-2.0-only', ['one: Apache-2.0 AND GPL-2.0-only']],
    ['GPL-3.0-only', ['one: GPL-3.0-only']],
    ['SEE LICENSE IN LICENSE.md', ['one: SEE LICENSE IN LICENSE.md']],
    ['(MIT OR GPL-3.0-only) AND CC-BY-4.0', ['one: (MIT OR GPL-3.0-only) AND CC-BY-4.0']],
    [undefined, ['one: no licence']],
  ])('judges %s', (license, found) => {
    expect(findForbidden([{ name: 'one', license }], BUNDLED)).toEqual(found);
  });
});
