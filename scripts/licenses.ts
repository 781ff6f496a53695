/** A package, and the licence that its package.json names. */
export interface Licensed {
  readonly name: string;
  readonly license?: string | undefined;
}

/** Licences (SPDX) that ask no more of a distributor than to pass on their text: their code may be bundled. */
export const BUNDLED: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
];

/** Licences of what is only used to work on this package, and of which nothing is passed on. */
export const USED: readonly string[] = [
  ...BUNDLED,
  'CC0-1.0',
  'CC-BY-4.0',
  'MPL-2.0',
  'PSF-2.0',
  'Python-2.0',
];

/** Of each package whose licence is unknown or not allowed: its name, and that licence. */
export function findForbidden(packages: readonly Licensed[], allowed: readonly string[]): readonly string[] {
  return packages
    .filter(({ license }) => license === undefined || !isAllowed(license, allowed))
    .map(({ name, license }) => `${name}: ${license ?? 'no licence'}`);
}

/** An SPDX expression of names, AND and OR; anything more complicated is for a person to read. */
function isAllowed(expression: string, allowed: readonly string[]): boolean {
  const bare = expression.replace(/^\((.*)\)$/, '$1');
  return bare.split(' OR ').some((choice) => choice.split(' AND ').every((name) => allowed.includes(name)));
}
