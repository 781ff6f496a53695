import { readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { describeSecondStart, measureSecondStart } from './limits/second-start.ts';
import { openGround, readRounds } from './processes/open-ground.ts';
import { endAll } from './processes/tool.ts';

const PAGE = join(import.meta.dirname, '../docs/limits.md');

/*
 * `node benchmarks/second-start.ts [--rounds N] [--write]`: how long an unchanged project takes from `nx serve` to the
 * first answer, in turns with Nx and the program alone, and where the time goes. Prints a section, and puts it into
 * docs/limits.md where it is told to.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rounds: { type: 'string' }, write: { type: 'boolean' } } });
  const [load = 0] = loadavg();
  const ground = openGround('start');
  const section = describeSecondStart(await measureSecondStart(ground, readRounds(values.rounds)), load);
  await endAll(ground.run);
  console.log(section);
  if (!values.write) return;
  const page = readFileSync(PAGE, 'utf8').replace(/^## A second start$[^]*?(?=^## )/m, () => `${section}\n`);
  writeFileSync(PAGE, await format(page, { ...(await resolveConfig(PAGE)), parser: 'markdown' }));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
