import { readFileSync } from 'node:fs';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

describe('CHANGELOG.md', () => {
  const headings = [...read('CHANGELOG.md').matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);

  it('tells of the version that package.json has', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    expect(headings.map((heading) => heading?.split(' ')[0])).toContain(`[${version}]`);
  });

  it('has a place for what comes next, before all versions', () => {
    expect(headings[0]).toBe('[Unreleased]');
  });
});
