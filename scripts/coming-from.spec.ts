import { readFileSync } from 'node:fs';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

/** Words in the right column that are no options of go-run. */
const OTHERS = ['dependsOn', 'gow', 'main.go', 'serve', 'targets', 'tmp', 'true'];

describe('docs/coming-from.md', () => {
  const { properties } = JSON.parse(read('src/executors/go-run/schema.json')) as { properties: object };
  const page = read('docs/coming-from.md');

  it('names in its right columns only options that there are', () => {
    const cells = [...page.matchAll(/^\|.*\|(.*)\|\s*$/gm)].map(([, last]) => last ?? '');
    const names = cells.flatMap((cell) =>
      [...cell.matchAll(/`([a-z][A-Za-z]*(?:\.[a-z]+)?)(?=[`:])/g)].map(([, name]) => name ?? ''),
    );
    expect(names.length).toBeGreaterThan(20);
    const known = [...Object.keys(properties), ...OTHERS];
    expect(
      names.filter((name) => !known.includes(name) && !known.includes(name.split('.')[0] ?? '')),
    ).toEqual([]);
  });

  it('shows options that there are in its examples', () => {
    const examples = [...page.matchAll(/"options": (\{[^\n]*\})/g)].map(
      ([, text]) => JSON.parse(text ?? '') as object,
    );
    expect(examples.length).toBeGreaterThan(0);
    for (const name of examples.flatMap((one) => Object.keys(one))) expect(properties).toHaveProperty(name);
  });
});
