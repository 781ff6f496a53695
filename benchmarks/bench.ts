import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readCommandLine } from './command-line.ts';
import { buildReaper } from './processes/reaper.ts';
import { throttle } from './processes/throttle.ts';
import { endAll, killAll } from './processes/tool.ts';
import { runProxy } from './proxy/run-proxy.ts';
import { publish } from './report/publish.ts';
import { runProgram } from './run/run-program.ts';
import type { Results } from './run/result.ts';

/*
 * `npm run bench`: what a save costs with this executor and with other tools; docs/benchmarks.md comes from it. See
 * command-line.ts for what limits a run. With `--proxy` it measures the stable port alone: proxy/run-proxy.ts.
 */
async function main(words: readonly string[]): Promise<void> {
  if (words.includes('--proxy')) return runProxy(words, tell);
  const request = readCommandLine(words);
  if (request.peers.some(({ tellsUnchanged }) => tellsUnchanged === 'events')) build();
  const versions = request.peers.map((peer) => ({ peer, version: peer.install() }));
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'nx-go-run-bench-')));
  const run = basename(folder);
  const interrupted = new AbortController();
  const onSignal = () => interrupted.abort(new Error('interrupted'));
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  // Nothing may outlive this process, whatever it ends by.
  process.on('exit', () => {
    killAll(run);
    rmSync(folder, { recursive: true, force: true });
  });
  const [load = 0] = loadavg();
  const finished: Results[] = [];
  const speedUp = request.throttled ? throttle() : () => undefined;
  const report = (write: boolean) =>
    publish({ request: { ...request, write }, words, versions, load, results: joinResults(finished) });
  try {
    const ground = { folder, run, reaper: buildReaper(folder), signal: interrupted.signal };
    for (const program of request.programs)
      finished.push(await runProgram(program, { ...ground, ...request, tell }));
    await report(request.write);
  } catch (error) {
    // What was measured until then is still worth reading.
    if (finished.length > 0) await report(false);
    interrupted.signal.throwIfAborted();
    throw error;
  } finally {
    await endAll(run);
    speedUp();
  }
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

function joinResults(all: readonly Results[]): Results {
  return {
    starts: all.flatMap(({ starts }) => starts),
    edits: all.flatMap(({ edits }) => edits),
    footprints: all.flatMap(({ footprints }) => footprints),
  };
}

/** Makes dist anew: what is measured is what would be published. */
function build(): void {
  const script = join(import.meta.dirname, '../scripts/build.ts');
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' });
  if (status !== 0) throw new Error('npm run build has failed');
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
