/** What was seen of a run. All times are ms from its beginning. */
export interface Recording {
  /** ms */
  readonly length: number;
  /** The edited file, and the line in it as it was from each time on. */
  readonly file: string;
  readonly edits: readonly Seen[];
  /** What the terminal showed. */
  readonly lines: readonly Seen[];
  readonly requests: readonly Answer[];
}

export interface Seen {
  readonly at: number;
  readonly text: string;
}

export interface Answer extends Seen {
  /** Whether the program answered; `text` is the answer, or what went wrong. */
  readonly ok: boolean;
}

const WIDTH = 860;
/** px from one line of the terminal to the next. */
const STEP = 17;
const TERMINAL = 112;
/** Characters that fit into the terminal. */
const COLUMNS = 108;
/** Where the requests are drawn. px */
const [STRIP, STRIP_WIDTH] = [576, 268];
/** ms for which the last state is shown, before it begins anew. */
const REST = 2500;

const STYLE = `
svg { --back: #ffffff; --panel: #f6f8fa; --edge: #d0d7de; --ink: #1f2328; --dim: #656d76; --good: #116329; --bad: #cf222e; --mark: #0550ae }
@media (prefers-color-scheme: dark) { svg { --back: #0d1117; --panel: #161b22; --edge: #30363d; --ink: #e6edf3; --dim: #8d96a0; --good: #56d364; --bad: #ff7b72; --mark: #79c0ff } }
text { font: 12.5px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: var(--ink); white-space: pre }
rect { fill: var(--panel); stroke: var(--edge) }
.dim { fill: var(--dim) } .good { fill: var(--good) } .bad { fill: var(--bad) } .mark { fill: var(--mark) }
rect.good, rect.bad, rect.cover { stroke: none } rect.cover { fill: var(--panel); transform: scaleX(0); transform-box: fill-box; transform-origin: right }
@media (prefers-reduced-motion: reduce) { * { animation: none !important } }
`;

/** The recording as an SVG that plays by itself, again and again, in real time; it follows the reader's colour scheme. */
export function drawAnimation({ length, file, edits, lines, requests }: Recording): string {
  const whole = length + REST;
  const frames: string[] = [];
  /** Shows an element from one time to another (to the end of the recording, where there is none). */
  const during = (element: string, from: number, to?: number) => {
    const percent = (ms: number) => ((ms / whole) * 100).toFixed(2);
    const name = `k${frames.length}`;
    const end = to === undefined ? '' : ` ${percent(to)}% { opacity: 0 }`;
    frames.push(`@keyframes ${name} { 0% { opacity: 0 } ${percent(from)}% { opacity: 1 }${end} }`);
    const style = `opacity: ${to === undefined ? 1 : 0}; animation: ${name} ${whole}ms step-end infinite`;
    return `<g style="${style}">${element}</g>`;
  };
  /** Each one until the next one takes its place. */
  const inTurn = (seen: readonly Seen[], draw: (one: Seen, index: number) => string) =>
    seen.map((one, index) => during(draw(one, index), one.at, seen[index + 1]?.at));

  const answers = requests.filter(({ text }, index) => text !== requests[index - 1]?.text);
  const height = TERMINAL + 24 + lines.length * STEP;
  frames.push(
    `.cover { animation: cover ${whole}ms linear infinite }`,
    `@keyframes cover { from { transform: none } ${((length / whole) * 100).toFixed(2)}%, to { transform: scaleX(0) } }`,
  );
  const body = [
    box(0, 0, 548, 100),
    text(16, 26, file, 'dim'),
    ...inTurn(edits, (one) => text(16, 58, one.text)),
    ...edits.slice(1).map(({ at }) => during(text(16, 84, 'saved', 'mark'), at, at + 700)),
    box(560, 0, 300, 100),
    text(576, 26, 'GET /api/greeting?name=Ada', 'dim'),
    ...inTurn(answers, ({ text: said }, index) => text(576, 58, said, answers[index]?.ok ? 'good' : 'bad')),
    ...requests.map(({ at, ok }) => dot(STRIP + (at / length) * STRIP_WIDTH, ok)),
    `<rect class="cover" x="${STRIP}" y="74" width="${STRIP_WIDTH + 3}" height="13"/>`,
    box(0, TERMINAL, WIDTH, height - TERMINAL),
    ...lines.map(({ at, text: line }, index) =>
      during(text(16, TERMINAL + 24 + index * STEP, cut(line), classOf(line)), at),
    ),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1 -1 ${WIDTH + 2} ${height + 2}" width="${WIDTH}" role="img">
<title>An edit is served; an error is shown while the last good build goes on serving; the mended code is served</title>
<style>${STYLE}${frames.join('\n')}
</style>
${body.join('\n')}
</svg>
`;
}

function box(x: number, y: number, width: number, height: number): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>`;
}

function dot(x: number, ok: boolean): string {
  return `<rect class="${ok ? 'good' : 'bad'}" x="${x.toFixed(1)}" y="76" width="1.4" height="9"/>`;
}

function text(x: number, y: number, said: string, kind = ''): string {
  const escaped = said.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<text x="${x}" y="${y}" class="${kind}" xml:space="preserve">${escaped}</text>`;
}

function cut(line: string): string {
  return line.length > COLUMNS ? `${line.slice(0, COLUMNS - 1)}…` : line;
}

/** By the word in the second column of go-run's lines; a frame of code belongs to the error before it. */
function classOf(line: string): string {
  const word = /^go-run {2}(\w+)/.exec(line)?.[1];
  if (word === 'ready') return 'good';
  if (word === 'error') return 'bad';
  if (word === 'change') return 'mark';
  if (word !== undefined) return '';
  return line.includes('still running') ? 'good' : 'dim';
}
