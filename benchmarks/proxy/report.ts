import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, type as system } from 'node:os';
import { join } from 'node:path';
import { format } from 'prettier';
import type { HoldFigures } from './measure-hold.ts';
import type { PassageFigures } from './measure-passage.ts';
import type { SwapFigures } from './measure-swaps.ts';

/** All that a run has measured. */
export interface ProxyFigures {
  readonly swaps: readonly SwapFigures[];
  readonly passage: PassageFigures;
  readonly hold: HoldFigures;
}

const DOCUMENT = join(import.meta.dirname, '../../docs/proxy.md');
const START = '<!-- figures:start -->';
const END = '<!-- figures:end -->';

/** Writes the figures between the marks of docs/proxy.md. */
export async function publish(figures: ProxyFigures, words: readonly string[]): Promise<void> {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [start, end] = [text.indexOf(START), text.indexOf(END)];
  if (start < 0 || end < start) throw new Error('docs/proxy.md has lost its marks');
  const whole = `${text.slice(0, start + START.length)}\n\n${describe(figures, words)}\n\n${text.slice(end)}`;
  writeFileSync(DOCUMENT, await format(whole, { parser: 'markdown', printWidth: 110 }));
}

/** The figures as Markdown. */
export function describe({ swaps, passage, hold }: ProxyFigures, words: readonly string[]): string {
  const swapRows = swaps.map(({ overlap, swaps: count, rate, answered, failures }) => {
    const { get, post, events, socket } = answered;
    const kinds = `${get} GET, ${post} POST of 1 MB, ${events} event streams, ${socket} WebSockets`;
    return `| ${count} swaps under ${rate} requests/s, ${overlap ? 'overlapping' : 'one after the other'} | ${kinds} | ${failures.length} failed |`;
  });
  const { bare, proxied } = passage;
  const rows = [
    ...swapRows,
    `| median latency of a GET | ${bare.median.toFixed(2)} ms without the proxy | ${proxied.median.toFixed(2)} ms through it |`,
    `| throughput, 16 under way | ${bare.throughput.toFixed(0)} requests/s without the proxy | ${proxied.throughput.toFixed(0)} requests/s through it |`,
    `| memory of the executor while it holds ${hold.requests} requests, half of them with 1 MB | ${hold.before.toFixed(0)} MB before | ${hold.holding.toFixed(0)} MB; ${hold.failures} failed |`,
  ];
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${system()} ${release()}`;
  const [load = 0] = loadavg();
  const date = new Date().toISOString().slice(0, 10);
  return `| measured | | |
| --- | --- | --- |
${rows.join('\n')}

\`npm run bench -- ${words.join(' ')}\`, ${date}, ${machine}, Node ${process.versions.node}; load at the end ${load.toFixed(1)}. Clients, proxy and program share the machine.`;
}
