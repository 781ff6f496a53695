import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...globSync('docs/*.md', { cwd: ROOT }).sort(),
];

/** A figure that the README quotes, and the page on which a run of its measurement has written it. */
const FIGURES: readonly (readonly [inReadme: string, page: string, there: string | RegExp])[] = [
  ['0.53 of the time', 'docs/benchmarks.md', '0.53 (hot)'],
  ['0.23 where ten packages', 'docs/benchmarks.md', '0.23 (hot)'],
  ['6.29 times as long', 'docs/benchmarks.md', '6.29'],
  ['540 such builds of random edits, 0 differences', 'docs/hot-path.md', 'hot path built 540'],
  ['0 failed in 200 swaps under 200 requests/s', 'docs/proxy.md', '200 swaps under 200 requests/s'],
  ['44 watches among 100,000 files', 'docs/scale.md', /^\| inotify watches .*\| 44 /m],
  ['274 ms for 500 projects', 'docs/plugin.md', '274 ms'],
  ['572 tries', 'docs/reliability.md', '**572 tries in 30 minutes, 0 failed.**'],
];

/** Where GitHub puts a heading: https://github.com/Flet/github-slugger has the rule. */
function anchorsOf(markdown: string): string[] {
  const headings = markdown.replace(/^```[^]*?^```$/gm, '').matchAll(/^#+ (.*)$/gm);
  return [...headings].map(([, heading = '']) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The relative links of a page that lead nowhere. */
function deadLinks(page: string): string[] {
  const text = read(page).replace(/^```[^]*?^```$/gm, '');
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [file = '', anchor] = link.split('#');
    const path = file === '' ? page : join(dirname(page), file);
    if (relative('.', path).startsWith('..') || !existsSync(join(ROOT, path))) return true;
    return anchor !== undefined && !anchorsOf(read(path)).includes(anchor);
  });
}

describe('the documents', () => {
  it.each(PAGES)('%s has no dead link', (page) => {
    expect(deadLinks(page)).toEqual([]);
  });

  it('are short where a stranger begins', () => {
    expect(Buffer.byteLength(read('README.md'))).toBeLessThan(7000);
    expect(Buffer.byteLength(read('CONTRIBUTING.md'))).toBeLessThan(8000);
  });

  it('say how often the faults of fetching Go were tried at least, as the rig has counted', () => {
    const [, least = 0] = /each tried at least (\d+) times, 0 failed/.exec(read('docs/setup.md')) ?? [];
    const rows = [...read('docs/reliability.md').matchAll(/^\| Go is fetched: .*\| +(\d+) \| +(\d+) \|$/gm)];
    expect(rows).toHaveLength(10);
    for (const [row, tried, survived] of rows) {
      expect([row, Number(tried)]).toEqual([row, Number(survived)]);
      expect(Number(tried)).toBeGreaterThanOrEqual(Number(least));
    }
    expect(Number(least)).toBeGreaterThanOrEqual(20);
  });

  it.each(FIGURES)('quote “%s” from %s', (quoted, page, there) => {
    expect(read('README.md')).toContain(quoted);
    expect(read(page)).toMatch(there);
  });

  it('begin in the README with the smallest project that setup.md explains', () => {
    const [, project = 'none'] = /^```json\n([^]*?)^```$/m.exec(read('README.md')) ?? [];
    expect(read('docs/setup.md')).toContain(project);
  });
});

describe('docs/design.md', () => {
  const specs = globSync(['{src,e2e,scripts}/**/*.spec.ts'], { cwd: ROOT });
  // `name.spec.ts`: “a test”, “another one”; a path where several have the name.
  const named = [...read('docs/design.md').matchAll(/^ +- `(\S+\.spec\.ts)`(.*)$/gm)].map(
    ([, spec = '', rest = '']) => ({
      spec,
      tests: [...rest.matchAll(/“(.*?)”/g)].map(([, test = '']) => test),
    }),
  );

  it('names tests that there are', () => {
    expect(named.length).toBeGreaterThan(20);
    const missing = named.flatMap(({ spec, tests }) => {
      const texts = specs.filter((path) => [path, basename(path)].includes(spec)).map(read);
      if (texts.length === 0) return [spec];
      return tests.filter(
        (test) => !texts.some((text) => text.includes(test.replaceAll('’', "'")) || text.includes(test)),
      );
    });
    expect(missing).toEqual([]);
  });
});

describe('CONTRIBUTING.md', () => {
  const page = read('CONTRIBUTING.md');
  const code = [...page.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);

  it('names files and folders that there are', () => {
    const files = new Set(globSync('{src,e2e,scripts}/**/*', { cwd: ROOT }).map((path) => basename(path)));
    const names = code.filter((text) => /^[\w-]+\.(ts|cjs)$/.test(text));
    expect(names.length).toBeGreaterThan(20);
    // The file that is edited in the story is nobody's.
    expect(names.filter((name) => !files.has(name) && !existsSync(join(ROOT, 'benchmarks', name)))).toEqual(
      [],
    );
    const paths = code.filter((text) => /^(src|e2e|scripts|benchmarks|docs)(\/[\w.-]+)*$/.test(text));
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('gives commands that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const runs = code.flatMap((text) => /^npm run (\S+)/.exec(text)?.[1] ?? []);
    expect(runs.filter((name) => !(name in scripts))).toEqual([]);
    const started = code.flatMap((text) => /^node (\S+)/.exec(text)?.[1] ?? []);
    expect(started.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
