import type { Summary } from '../statistics/summary.ts';

/** One bar: a tool's time, in ms. */
export interface Bar {
  readonly label: string;
  readonly times: Summary;
  /** True for this executor. */
  readonly own: boolean;
}

/** The bars of one program, with an axis of their own. */
export interface Panel {
  readonly title: string;
  readonly bars: readonly Bar[];
}

const WIDTH = 720;
const LEFT = 110;
/** From the end of the axis to the right edge: room for a number. */
const RIGHT = 150;
const ROW = 22;
const TITLE = 34;
const BELOW = 14;

/** Colours for a light ground, and for a dark one. */
const STYLE = `
    text { font: 13px system-ui, sans-serif; fill: #1f2328; }
    .title { font-weight: 600; }
    .other { fill: #8c959f; }
    .own { fill: #0969da; }
    .spread { stroke: #1f2328; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .other { fill: #6e7681; }
      .own { fill: #4493f8; }
      .spread { stroke: #e6edf3; }
    }`;

/** Draws horizontal bars of medians, with a line from the least to the greatest, as SVG. */
export function drawChart(panels: readonly Panel[]): string {
  let y = 0;
  const drawn = panels.map((panel) => {
    const at = y;
    y += TITLE + panel.bars.length * ROW + BELOW;
    return drawPanel(panel, at);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" role="img" aria-label="Save to serving">
  <style>${STYLE}
  </style>
${drawn.join('\n')}
</svg>
`;
}

function drawPanel({ title, bars }: Panel, top: number): string {
  const most = Math.max(...bars.map(({ times }) => times.max));
  const scale = (ms: number) => round((ms / most) * (WIDTH - LEFT - RIGHT));
  const rows = bars.map(({ label, times, own }, at) => {
    const y = top + TITLE + at * ROW;
    const middle = y + ROW / 2;
    const [from, to] = [LEFT + scale(times.min), LEFT + scale(times.max)];
    return `  <text x="${LEFT - 8}" y="${middle + 4}" text-anchor="end">${escape(label)}</text>
  <rect class="${own ? 'own' : 'other'}" x="${LEFT}" y="${y + 3}" width="${scale(times.median)}" height="${ROW - 6}" rx="2"/>
  <line class="spread" x1="${round(from)}" y1="${middle}" x2="${round(to)}" y2="${middle}"/>
  <text x="${round(to + 8)}" y="${middle + 4}">${(times.median / 1000).toFixed(2)} s</text>`;
  });
  return [`  <text class="title" x="0" y="${top + 20}">${escape(title)}</text>`, ...rows].join('\n');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
