import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measureEntry } from './limits/entry.ts';
import { settingsTable } from './limits/settings-table.ts';
import { buildReaper } from './processes/reaper.ts';
import { endAll, killAll } from './processes/tool.ts';

/*
 * `node benchmarks/entry.ts [--rounds N] [<dist> …]`: how long this package, built anew, takes from Nx's load of the
 * executor to the first `go build`, and the same of other builds (their `dist` folders), in turns. Prints a table.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { rounds: { type: 'string' } },
    allowPositionals: true,
  });
  const rounds = Number(values.rounds ?? 12);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds is a whole number from 1 on');
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'nx-go-run-entry-')));
  const run = basename(folder);
  process.on('exit', () => {
    killAll(run);
    rmSync(folder, { recursive: true, force: true });
  });
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => process.exit(1));
  execFileSync(process.execPath, [join(import.meta.dirname, '../scripts/build.ts')], { stdio: 'inherit' });
  const ground = { folder, run, reaper: buildReaper(folder), signal: new AbortController().signal };
  const [own, ...others] = await measureEntry(
    ground,
    rounds,
    positionals.map((dist) => resolve(dist)),
  );
  await endAll(run);
  const told = [own, ...others].map(({ dist, samples }) => ({ what: `\`${dist}\``, samples }));
  console.log(settingsTable('the first', told));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
