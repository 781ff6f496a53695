import { readFileSync } from 'node:fs';
import { drawAnimation, type Recording } from './animation.ts';

const recording: Recording = {
  length: 7500,
  file: 'main.go',
  edits: [
    { at: 0, text: 'return a < b' },
    { at: 1000, text: 'return a > b' },
  ],
  lines: [
    { at: 0, text: 'go-run  ready    http://localhost:8080' },
    { at: 2500, text: `go-run  error    main.go:1:1  ${'x'.repeat(200)}` },
  ],
  requests: [
    { at: 100, ok: true, text: 'old' },
    { at: 200, ok: true, text: 'old' },
    { at: 5000, ok: false, text: 'refused' },
  ],
};

/** When a text is shown, in percent of the whole, as its frames say. */
function shown(svg: string, text: string): (string | undefined)[] {
  const name = new RegExp(`animation: (k\\d+) 10000ms[^>]*><text[^>]*>${text}`).exec(svg)?.[1];
  const frames = new RegExp(`@keyframes ${name} (.*)`).exec(svg)?.[1] ?? '';
  return [...frames.matchAll(/([\d.]+)% \{ opacity: [01] \}/g)].map(([, percent]) => percent);
}

describe('drawAnimation', () => {
  const svg = drawAnimation(recording);

  it('shows a line of the terminal from its time on, and the code until it is edited', () => {
    expect(shown(svg, 'go-run {2}error')).toEqual(['0', '25.00']);
    expect(shown(svg, 'return a &lt; b')).toEqual(['0', '0.00', '10.00']);
    expect(shown(svg, 'return a &gt; b')).toEqual(['0', '10.00']);
  });

  it('shows an answer until there is another one, and marks each request by how it went', () => {
    expect(shown(svg, 'old')).toEqual(['0', '1.00', '50.00']);
    expect(shown(svg, 'refused')).toEqual(['0', '50.00']);
    expect(svg.match(/<rect class="good"/g)).toHaveLength(2);
    expect(svg.match(/<rect class="bad"/g)).toHaveLength(1);
  });

  it('cuts what does not fit', () => {
    expect(svg).toContain('xxx…</text>');
    expect(svg).not.toContain('x'.repeat(100));
  });
});

describe('docs/images/serve.svg', () => {
  const svg = readFileSync(new URL('../docs/images/serve.svg', import.meta.url), 'utf8');

  it('is small, follows the colours of the reader, and fetches nothing', () => {
    expect(svg.length).toBeLessThan(100_000);
    expect(svg).toContain('prefers-color-scheme: dark');
    expect(svg).not.toMatch(/href|@import|url\(/);
  });

  it('tells of an edit that is served, and of an error while the last good build goes on', () => {
    for (const word of ['change', 'build', 'run', 'ready', 'error']) expect(svg).toContain(`go-run  ${word}`);
    expect(svg).toContain('still running the last good build');
    expect(svg).not.toContain('<rect class="bad"');
  });
});
