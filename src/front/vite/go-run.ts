import type { Plugin, ViteDevServer } from 'vite';
import { createLines } from '../../progress/lines.ts';
import { formatDuration } from '../../progress/phrases.ts';
import { describeError, describeState } from '../state/describe-state.ts';
import { emptyState, servingProcess, type ReadyProcess } from '../state/run-state.ts';
import { reduceState } from '../state/reduce-state.ts';
import { followStream, type StreamedEvent } from '../stream/follow-stream.ts';
import { findStreamAddress, ownPlace } from '../stream/stream-address.ts';
import { makeMovingProxy, type ProxyPaths } from './moving-proxy.ts';
import { makeOverlayError, type OverlayError } from './overlay-error.ts';
import { createReactions } from './reactions.ts';
import { findWorkspaceRoot } from './workspace-root.ts';

export interface GoRunPluginOptions {
  /** The Nx project of the API. */
  readonly project: string;
  /** Its target with the executor nx-go-run:go-run. Default: serve. */
  readonly target?: string;
  /** The paths that Vite's server passes on to the API, as in `server.proxy`. false: none. Default: /api. */
  readonly proxy?: ProxyPaths | false;
  /** What is done when a new program is ready: reload the page, tell it (`nx-go-run:swap`), or nothing. Default: reload. */
  readonly onSwap?: 'reload' | 'event' | false;
  /** Default: the Nx workspace that Vite's root is in. */
  readonly workspaceRoot?: string;
}

/** The event of `import.meta.hot` after a swap, with the new process's {@link Swap}. */
const SWAP_EVENT = 'nx-go-run:swap';

/** What a page is told of a swap. */
export interface Swap {
  readonly project: string;
  readonly cycle: number;
  readonly pid: number;
  readonly baseUrl?: string;
}

/** For the frontend of an API that runs by nx-go-run: its address, its errors in Vite's overlay, and its swaps. */
export function goRun(options: GoRunPluginOptions): Plugin {
  const { project, target = 'serve', proxy = '/api', onSwap = 'reload' } = options;
  let state = emptyState(Date.now());
  const readyUrl = process.env['NX_READY_URL']?.replace(/\/$/, '');
  const moving =
    proxy === false ? undefined : makeMovingProxy(proxy, readyUrl, () => describeState(state, project));
  let stop = () => {};

  const serve = (server: ViteDevServer) => {
    const workspaceRoot = options.workspaceRoot ?? findWorkspaceRoot(server.config.root, process.env);
    const { show } = createLines(false, workspaceRoot);
    const { ws } = server;
    const { logger } = server.config;
    const react = createReactions();
    let overlay: OverlayError | undefined;
    const say = (text: string) => logger.info(`nx-go-run  ${text}`, { timestamp: true });
    const clear = () => ws.send({ type: 'update', updates: [] });
    const tellReady = ({ baseUrl, cycle }: ReadyProcess) => {
      const total = state.cycles.find((one) => one.cycle === cycle)?.durations.total;
      const time = total === undefined ? '' : `, ${formatDuration(total)}`;
      say(`${project} is ready${baseUrl === undefined ? '' : ` at ${baseUrl}`} (cycle ${cycle}${time})`);
    };
    const tellSwap = ({ pid, cycle, baseUrl }: ReadyProcess) => {
      const swap: Swap = { project, cycle, pid, ...(baseUrl === undefined ? {} : { baseUrl }) };
      if (onSwap === 'reload') ws.send({ type: 'full-reload', path: '*' });
      else if (onSwap === 'event') ws.send({ type: 'custom', event: SWAP_EVENT, data: swap });
    };
    const onEvent = (event: StreamedEvent) => {
      state = reduceState(state, event, event.time, show);
      const baseUrl = servingProcess(state)?.baseUrl;
      if (baseUrl) moving?.moveTo(baseUrl);
      for (const reaction of react(state)) {
        switch (reaction.kind) {
          case 'error': {
            overlay = makeOverlayError(reaction.error, project);
            const { loc, message } = overlay.err;
            say(
              loc
                ? `${show(loc.file)}:${loc.line}:${loc.column}  ${message}`
                : describeError(reaction.error, project),
            );
            // Without a page, Vite would keep it for the next one, mended or not.
            if (ws.clients.size === 0) break;
            // A page's first update with an overlay over it makes Vite's client reload, which is not wanted then.
            if (onSwap !== 'reload') clear();
            ws.send(overlay);
            break;
          }
          case 'mended':
            overlay = undefined;
            say(`${project} is mended`);
            clear();
            break;
          case 'ready':
            tellReady(reaction.program);
            break;
          case 'swapped':
            tellReady(reaction.program);
            tellSwap(reaction.program);
        }
      }
    };
    // A page that comes later.
    ws.on('connection', (socket: { send(text: string): void }) => {
      if (overlay) socket.send(JSON.stringify(overlay));
    });
    stop = followStream(findStreamAddress({ workspaceRoot, project, target }, ownPlace()), {
      onEvent,
      onLost: () => say(`${project}:${target} has ended; waiting for it`),
    });
    server.httpServer?.once('close', stop);
  };

  return {
    name: 'nx-go-run',
    apply: 'serve',
    config: () => (moving ? { server: { proxy: moving.entries } } : {}),
    configureServer: serve,
    // In middleware mode there is no server that closes.
    closeBundle: () => stop(),
  };
}
