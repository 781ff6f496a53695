import { parseArgs } from 'node:util';
import { measureHold } from './measure-hold.ts';
import { measurePassage } from './measure-passage.ts';
import { measureSwaps, type SwapFigures } from './measure-swaps.ts';
import { describe, publish } from './report.ts';

/**
 * `npm run bench -- --proxy`: what the stable port costs, and whether a request fails. `--swaps`, `--rate` and
 * `--requests` limit it; `--write` puts the figures into docs/proxy.md.
 */
export async function runProxy(words: readonly string[], tell: (line: string) => void): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      proxy: { type: 'boolean' },
      swaps: { type: 'string', default: '200' },
      rate: { type: 'string', default: '200' },
      requests: { type: 'string', default: '4000' },
      write: { type: 'boolean', default: false },
    },
  });
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => process.exit(1));
  const swaps: SwapFigures[] = [];
  for (const overlap of [false, true]) {
    tell(`${values.swaps} swaps, ${overlap ? 'overlapping' : 'one after the other'}`);
    const figures = await measureSwaps(overlap, Number(values.swaps), Number(values.rate));
    for (const failure of new Set(figures.failures)) tell(`failed: ${failure}`);
    swaps.push(figures);
  }
  tell('latency and throughput');
  const passage = await measurePassage(Number(values.requests));
  tell('memory');
  const hold = await measureHold(1000);
  const figures = { swaps, passage, hold };
  process.stdout.write(`${describe(figures, words)}\n`);
  if (values.write) await publish(figures, words);
}
