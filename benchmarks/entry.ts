import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measureEntry } from './limits/entry.ts';
import { settingsTable } from './limits/settings-table.ts';
import { openGround, readRounds } from './processes/open-ground.ts';
import { endAll } from './processes/tool.ts';

/*
 * `node benchmarks/entry.ts [--rounds N] [<dist> …]`: how long this package, built anew, takes from Nx's load of the
 * executor to the first `go build`, and the same of other builds (their `dist` folders), in turns. Prints a table.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { rounds: { type: 'string' } },
    allowPositionals: true,
  });
  const rounds = readRounds(values.rounds);
  const ground = openGround('entry');
  const [own, ...others] = await measureEntry(
    ground,
    rounds,
    positionals.map((dist) => resolve(dist)),
  );
  await endAll(ground.run);
  const told = [own, ...others].map(({ dist, samples }) => ({ what: `\`${dist}\``, samples }));
  console.log(settingsTable('the first', told));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
