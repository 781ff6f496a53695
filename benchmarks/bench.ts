import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readCommandLine, type Request } from './command-line.ts';
import { buildReaper } from './processes/reaper.ts';
import { endAll, killAll } from './processes/tool.ts';
import { publish } from './report/publish.ts';
import type { Ground } from './run/lane.ts';
import { runProgram } from './run/run-program.ts';
import type { Results } from './run/result.ts';

/*
 * `npm run bench`: what a save costs with this executor and with other tools; docs/benchmarks.md comes from it. See
 * command-line.ts for what limits a run.
 */
async function main(words: readonly string[]): Promise<void> {
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
  try {
    const results = await runPrograms(request, {
      folder,
      run,
      reaper: buildReaper(folder),
      signal: interrupted.signal,
    });
    await publish({ request, words, versions, results });
  } finally {
    await endAll(run);
  }
}

async function runPrograms(
  { programs, peers, kinds, edits, starts }: Request,
  ground: Ground,
): Promise<Results> {
  const tell = (line: string) => void process.stderr.write(`${line}\n`);
  const all: Results[] = [];
  for (const program of programs)
    all.push(await runProgram(program, { ...ground, peers, edits, starts, kinds, tell }));
  return {
    starts: all.flatMap((one) => one.starts),
    edits: all.flatMap((one) => one.edits),
    footprints: all.flatMap((one) => one.footprints),
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
