import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Plugin, PreviewServer, ResolvedConfig, ViteDevServer } from 'vite';
import { createLines } from '../terminal/lines.ts';
import { formatDuration } from '../events/phrases.ts';
import { describeError, describeState } from '../state/describe-state.ts';
import { emptyState, type ReadyProcess, type RunState } from '../state/run-state.ts';
import { reduceState } from '../state/reduce-state.ts';
import { followStream } from '../ui/stream/follow-stream.ts';
import { findStreamAddress, ownPlace } from '../ui/stream/stream-address.ts';
import { makeMovingProxy, type ProxyPaths } from './moving-proxy.ts';
import { describePlace, makeOverlayError, type OverlayError } from './overlay-error.ts';
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
  const readyUrl = process.env['NX_READY_URL']?.replace(/\/$/, '');
  let state: RunState | undefined;
  let say = (_text: string) => {};
  let hasSaidMissing = false;
  const explain = () => {
    if (state) return describeState(state, project);
    const missing = `${project}:${target} is not running. Start it: npx nx run ${project}:${target}`;
    if (!hasSaidMissing) say(missing);
    hasSaidMissing = true;
    return missing;
  };
  const moving = proxy === false ? undefined : makeMovingProxy(proxy, readyUrl, explain);
  let stop = () => {};

  /** Reads the events, now and whenever the API is started. */
  const follow = (config: ResolvedConfig, react: (state: RunState) => void) => {
    const workspaceRoot = options.workspaceRoot ?? findWorkspaceRoot(config.root, process.env);
    const { show } = createLines(false, workspaceRoot);
    say = (text) => config.logger.info(`nx-go-run  ${text}`, { timestamp: true });
    stop = followStream(findStreamAddress({ workspaceRoot, project, target }, ownPlace()), {
      onEvent(event) {
        state = reduceState(state ?? emptyState(event.time), event, event.time, show);
        hasSaidMissing = false;
        moving?.follow(state);
        react(state);
      },
      onLost() {
        state = undefined;
        moving?.moveTo(undefined);
        say(`${project}:${target} has ended; waiting for it`);
      },
    });
    return { show };
  };

  const serve = (server: ViteDevServer) => {
    const { ws } = server;
    const react = createReactions();
    let overlay: OverlayError | undefined;
    const clear = () => ws.send({ type: 'update', updates: [] });
    const { show } = follow(server.config, (now) => {
      for (const reaction of react(now)) {
        switch (reaction.kind) {
          case 'error': {
            overlay = makeOverlayError(reaction.error, project);
            say(describePlace(overlay, show) ?? describeError(reaction.error, project));
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
            say(describeReady(project, reaction.program, now));
            break;
          case 'swapped':
            say(describeReady(project, reaction.program, now));
            tellSwap(reaction.program);
        }
      }
    });
    const tellSwap = ({ pid, cycle, baseUrl }: ReadyProcess) => {
      const swap: Swap = { project, cycle, pid, ...(baseUrl === undefined ? {} : { baseUrl }) };
      if (onSwap === 'reload') ws.send({ type: 'full-reload', path: '*' });
      else if (onSwap === 'event') ws.send({ type: 'custom', event: SWAP_EVENT, data: swap });
    };
    // A page that comes later.
    ws.on('connection', (socket: { send(text: string): void }) => {
      if (overlay) socket.send(JSON.stringify(overlay));
    });
    server.httpServer?.once('close', stop);
  };

  const preview = (server: PreviewServer) => {
    const react = createReactions();
    follow(server.config, (now) => {
      for (const reaction of react(now)) {
        if (reaction.kind === 'ready' || reaction.kind === 'swapped') {
          say(describeReady(project, reaction.program, now));
        }
      }
    });
    server.httpServer.once('close', stop);
  };

  const plugin: Plugin = {
    name: 'nx-go-run',
    apply: 'serve',
    config(user, { isPreview }) {
      if (!moving) return {};
      // A preview that has no entries of its own has those of the server.
      return isPreview && user.preview?.proxy
        ? { preview: { proxy: moving.entriesBeside(user.preview.proxy) } }
        : { server: { proxy: moving.entriesBeside(user.server?.proxy) } };
    },
    configResolved({ root, build }) {
      // Only where no plugin configures the preview does Vite say that nothing was built.
      if (!existsSync(resolve(root, build.outDir))) delete plugin.configurePreviewServer;
    },
    configureServer: serve,
    configurePreviewServer: preview,
    // In middleware mode there is no server that closes.
    closeBundle: () => stop(),
  };
  return plugin;
}

function describeReady(project: string, { baseUrl, cycle }: ReadyProcess, { cycles }: RunState): string {
  const total = cycles.find((one) => one.cycle === cycle)?.durations.total;
  const time = total === undefined ? '' : `, ${formatDuration(total)}`;
  return `${project} is ready${baseUrl === undefined ? '' : ` at ${baseUrl}`} (cycle ${cycle}${time})`;
}
