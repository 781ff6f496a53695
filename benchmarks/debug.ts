import { execFileSync, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { FILE, makeDebugWorkspace } from '../e2e/rig/debug-workspace.ts';
import { findFreePort } from '../e2e/rig/ports.ts';
import { provideDlv } from '../e2e/rig/provide-dlv.ts';
import { openRig, type Rig } from '../e2e/rig/rig.ts';
import { openRpcClient } from '../e2e/rig/rpc-client.ts';
import { number, table } from './report/format.ts';
import { medianOf } from './statistics/summary.ts';

/** The first line of main, which each new program comes by. */
const FIRST = 14;

let edits = 0;
/** Changes what the program answers, and gives when that was saved, in ms. */
function save(rig: Rig): { readonly answer: string; readonly at: number } {
  const answer = `v${++edits}`;
  const text = rig.workspace.read(FILE).replace(/Fprint\(w, ".*"\)/, `Fprint(w, "${answer}")`);
  rig.workspace.write(FILE, text);
  return { answer, at: performance.now() };
}

/** Asks again and again for an answer, and gives when it came, and how long none came before, in ms. */
async function watch(port: number, answer: string): Promise<{ readonly at: number; readonly dark: number }> {
  let last = performance.now();
  let dark = 0;
  for (;;) {
    const text = await fetch(`http://127.0.0.1:${port}/`).then(
      (response) => response.text(),
      () => undefined,
    );
    const now = performance.now();
    if (text !== undefined) dark = Math.max(dark, now - last);
    if (text === answer) return { at: now, dark };
    if (text !== undefined) last = now;
    await pause(2);
  }
}

/** One way to work, with a workspace of its own; it is edited once more in each round. */
interface Way {
  readonly what: string;
  /** ms of one round. */
  round(): Promise<readonly number[]>;
  end(): Promise<void>;
}

async function serve(options: { readonly debug?: { readonly port: number; readonly dlv: string } }) {
  const rig = await openRig({ make: makeDebugWorkspace });
  const own = await findFreePort();
  rig.execute({ ...options, port: own, env: { PORT: String(own) } });
  await rig.events.next('ready');
  return { rig, own };
}

/** Save → answer where nobody is attached: with the option and without. */
async function unattached(what: string, withDebug: boolean): Promise<Way> {
  const debug = { port: await findFreePort(), dlv: provideDlv() };
  const { rig, own } = await serve(withDebug ? { debug } : {});
  return {
    what,
    async round() {
      const { answer, at } = save(rig);
      const seen = await watch(own, answer);
      return [seen.at - at, seen.dark];
    },
    end: () => rig.end(),
  };
}

/** Save → answer, and save → the breakpoint at the first line, while an editor stays attached. */
async function attached(what: string, lines: readonly number[]): Promise<Way> {
  const port = await findFreePort();
  const { rig, own } = await serve({ debug: { port, dlv: provideDlv() } });
  const editor = await rig.editor(port);
  await editor.attach({ [rig.workspace.path(FILE)]: lines });
  await rig.events.next('started');
  if (lines.length > 0) await editor.resume((await editor.stop()).threadId);
  await rig.events.next('ready');
  return {
    what,
    async round() {
      const { answer, at } = save(rig);
      if (lines.length === 0) {
        const seen = await watch(own, answer);
        return [seen.at - at, seen.dark];
      }
      const { threadId } = await editor.next('stopped');
      const took = performance.now() - at;
      await editor.resume(Number(threadId));
      await watch(own, answer);
      return [took];
    },
    end: () => rig.end(),
  };
}

/** Stops dlv, builds, and starts and asks the next one, as fast as a script can do what a person does by hand. */
async function byHand(what: string): Promise<Way> {
  const rig = await openRig({ make: makeDebugWorkspace });
  const cwd = rig.workspace.path('apps/app');
  const binary = join(cwd, 'by-hand');
  let stop = (): Promise<unknown> => Promise.resolve();
  const start = async () => {
    const [own, port] = [await findFreePort(), await findFreePort()];
    await stop();
    execFileSync('go', ['build', '-gcflags=all=-N -l', '-o', binary, '.'], { cwd, stdio: 'ignore' });
    const options = ['--headless', '--accept-multiclient', '--api-version=2'];
    const args = ['exec', ...options, `--listen=127.0.0.1:${port}`, binary];
    const env = { ...process.env, PORT: String(own) };
    const dlv = spawn(provideDlv(), args, { cwd, env, stdio: 'ignore' });
    const over = new Promise((resolve) => dlv.once('exit', resolve));
    while (!(await listens(port))) await pause(5);
    const client = await openRpcClient(port, { until: rig.untilSeen, notify: () => undefined });
    await client.call('CreateBreakpoint', {
      Breakpoint: { file: rig.workspace.path(FILE), line: FIRST },
    });
    await client.resume();
    stop = () => {
      client.vanish();
      dlv.kill();
      return over;
    };
  };
  await start();
  return {
    what,
    async round() {
      const { at } = save(rig);
      await start();
      return [performance.now() - at];
    },
    async end() {
      await stop();
      await rig.end();
    },
  };
}

/** Whether a dlv listens. */
function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false));
  });
}

/*
 * `node benchmarks/debug.ts [--rounds N]`: save → answer, dark time, and save → breakpoint in the new program, while an
 * editor stays attached, beside stopping, building and attaching by hand, and where nobody is attached. In turns.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rounds: { type: 'string' } } });
  const rounds = Number(values.rounds ?? 12);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds is a whole number from 1 on');
  const ways = [
    await unattached('save → answer without `debug`', false),
    await unattached('save → answer with `debug`, nobody attached', true),
    await attached('save → answer, an editor attached', []),
    await attached('save → breakpoint, an editor attached', [FIRST]),
    await byHand('save → breakpoint, stopped, built and attached anew'),
  ];
  const samples = new Map(ways.map((way) => [way, [] as (readonly number[])[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const way of ways) {
      const measured = await way.round();
      // The first round fills caches.
      if (round > 0) samples.get(way)?.push(measured);
    }
  }
  for (const way of ways) await way.end();
  const rows = [...samples].map(([{ what }, measured]) => {
    const dark = measured.flatMap(([, ms]) => (ms === undefined ? [] : [ms]));
    return [
      what,
      number(medianOf(measured.map(([ms = 0]) => ms))),
      dark.length > 0 ? number(medianOf(dark)) : '',
    ];
  });
  console.log(table(['what', 'median, ms', 'of it without an answer, ms'], rows));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
