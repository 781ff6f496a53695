import { sendTraffic, type Kind } from '../../e2e/proxy/traffic.ts';
import { openStage } from './open-stage.ts';

/** What a number of swaps under traffic has come to. */
export interface SwapFigures {
  readonly overlap: boolean;
  readonly swaps: number;
  /** Requests a second: as many as were asked for, if the machine keeps up. */
  readonly rate: number;
  readonly answered: Readonly<Record<Kind, number>>;
  readonly failures: readonly string[];
}

/** Swaps the program again and again while requests of all kinds come at `rate` a second. */
export async function measureSwaps(overlap: boolean, swaps: number, rate: number): Promise<SwapFigures> {
  const stage = await openStage(overlap);
  try {
    const traffic = sendTraffic(stage.url, rate);
    const begun = performance.now();
    for (let at = 1; at <= swaps; at++) {
      stage.restart(`swap ${at}`);
      await stage.events.next('ready');
    }
    await traffic.stop();
    const { get, post, events, socket } = traffic.tallies;
    return {
      overlap,
      swaps,
      rate: Math.round(((get.answered + post.answered) * 1000) / (performance.now() - begun)),
      answered: {
        get: get.answered,
        post: post.answered,
        events: events.answered,
        socket: socket.answered,
      },
      failures: [get, post, events, socket].flatMap(({ failures }) => failures),
    };
  } finally {
    await stage.close();
  }
}
