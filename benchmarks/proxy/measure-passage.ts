import { Agent, get } from 'node:http';
import { openStage } from './open-stage.ts';

/** The program asked directly and through the proxy, in turns. ms, and requests a second. */
export interface PassageFigures {
  readonly requests: number;
  readonly bare: { readonly median: number; readonly throughput: number };
  readonly proxied: { readonly median: number; readonly throughput: number };
}

/** How many requests a turn has, and how many are under way at once for the throughput. */
const TURN = 200;
const AT_ONCE = 16;

/** Asks `requests` times one after the other, and as often with 16 under way, on connections that are kept. */
export async function measurePassage(requests: number): Promise<PassageFigures> {
  const stage = await openStage(false);
  const agents = new Map<string, Agent>();
  const urls = [stage.privateUrl, stage.url] as const;
  for (const url of urls) agents.set(url, new Agent({ keepAlive: true, maxSockets: AT_ONCE }));
  const ask = (url: string) =>
    new Promise<void>((resolve, reject) => {
      get(url, { agent: agents.get(url) }, (answer) => answer.resume().on('end', resolve)).on(
        'error',
        reject,
      );
    });
  const times = new Map<string, number[]>(urls.map((url) => [url, []]));
  const spans = new Map<string, number>(urls.map((url) => [url, 0]));
  try {
    for (const url of urls) for (let at = 0; at < TURN; at++) await ask(url);
    for (let done = 0; done < requests; done += TURN) {
      for (const url of urls) {
        for (let at = 0; at < TURN; at++) {
          const begun = performance.now();
          await ask(url);
          times.get(url)?.push(performance.now() - begun);
        }
        const begun = performance.now();
        await Promise.all(Array.from({ length: TURN }, () => ask(url)));
        spans.set(url, (spans.get(url) ?? 0) + performance.now() - begun);
      }
    }
    const figures = (url: string) => ({
      median: median(times.get(url) ?? []),
      throughput: (times.get(url)?.length ?? 0) / ((spans.get(url) ?? 0) / 1000),
    });
    return { requests, bare: figures(stage.privateUrl), proxied: figures(stage.url) };
  } finally {
    for (const agent of agents.values()) agent.destroy();
    await stage.close();
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}
