import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { settingsTable } from './limits/settings-table.ts';
import { nx } from './peers/nx.ts';
import type { Peer } from './peers/peer.ts';
import { openGround, readRounds } from './processes/open-ground.ts';
import { endAll } from './processes/tool.ts';
import { PROGRAMS } from './programs.ts';
import { number, table } from './report/format.ts';
import { openLane } from './run/lane.ts';
import { medianOf } from './statistics/summary.ts';

/** An executor that does nothing but start the program that is built already. */
const ALONE = `
const { spawn } = require('node:child_process');
exports.default = async () => {
  console.log('entered ' + Date.now());
  const child = spawn(process.env.BENCH_PROGRAM, { stdio: 'inherit' });
  process.once('SIGTERM', () => child.kill());
  return { success: await new Promise((resolve) => child.once('exit', (code) => resolve(code === 0))) };
};
`;

/** Nx and the program, without this executor between them. */
const nxAlone: Peer = {
  name: 'nx-alone',
  about: 'Nx and the program',
  install: () => '',
  set(site) {
    const { root, app } = site;
    const command = nx.set(site);
    const write = (path: string, text: string) => writeFileSync(join(root, path), text);
    write('alone.cjs', ALONE);
    write('alone.json', JSON.stringify({ type: 'object', properties: {} }));
    write(
      'executors.json',
      JSON.stringify({ executors: { alone: { implementation: './alone.cjs', schema: './alone.json' } } }),
    );
    write(
      'package.json',
      JSON.stringify({ name: 'workspace', private: true, executors: './executors.json' }),
    );
    write('app/project.json', JSON.stringify({ name: 'app', targets: { serve: { executor: './:alone' } } }));
    const program = join(root, 'program');
    execFileSync('go', ['build', '-ldflags=-s -w', '-o', program, '.'], {
      cwd: app,
      env: { ...process.env, GOWORK: 'off' },
    });
    return { ...command, env: { ...command.env, BENCH_PROGRAM: program } };
  },
};

/*
 * `node benchmarks/second-start.ts [--rounds N]`: how long an unchanged project takes from `nx serve` to the first
 * answer, in turns with Nx and the program alone, and where the time goes. Without Nx's daemon. Prints tables.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rounds: { type: 'string' } } });
  const rounds = readRounds(values.rounds);
  const program = PROGRAMS.find(({ name }) => name === 'std');
  if (!program) throw new Error('there is no program std');
  const ground = openGround('start');
  const alone = { lane: await openLane(ground, program, nxAlone), samples: [] as number[] };
  const own = { lane: await openLane(ground, program, nx), samples: [] as number[] };
  const parts = { nx: [] as number[], entry: [] as number[], build: [] as number[], start: [] as number[] };
  // The first round builds, and fills the caches.
  for (let round = 0; round <= rounds; round++) {
    for (const { lane, samples } of [alone, own]) {
      const seen = lane.events.count();
      const began = Date.now();
      const took = await lane.start();
      const entered = /^.*entered (\d+)$/m.exec(lane.tool.output)?.[1];
      const events = lane.events.from(seen);
      await lane.end();
      if (round === 0) continue;
      samples.push(took);
      if (entered !== undefined) parts.nx.push(Number(entered) - began);
      for (const event of events) {
        if (event.type === 'building') parts.entry.push(event.time - began);
        if (event.type === 'built') parts.build.push(event.durations?.build ?? 0);
        if (event.type === 'ready') parts.start.push(event.durations?.ready ?? 0);
      }
    }
  }
  await endAll(ground.run);
  const told = [
    { what: 'Nx and the program', samples: alone.samples },
    { what: '`nx serve` by this executor', samples: own.samples },
  ];
  console.log(settingsTable('the first', told));
  const nxTakes = medianOf(parts.nx);
  const rows = [
    ['Nx, until it calls an executor', nxTakes],
    ['this executor, until the first `go build`', medianOf(parts.entry) - nxTakes],
    ['`go build`, which has nothing to do', medianOf(parts.build)],
    ['the program, until it is ready', medianOf(parts.start)],
  ] as const;
  console.log(
    table(
      ['part', 'median, ms'],
      rows.map(([what, ms]) => [what, number(ms)]),
    ),
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
