import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nx } from '../peers/nx.ts';
import type { Peer } from '../peers/peer.ts';
import { PROGRAMS } from '../programs.ts';
import { number, ratio, table } from '../report/format.ts';
import { type Ground, openLane } from '../run/lane.ts';
import { medianOf } from '../statistics/summary.ts';

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

/** What a second start takes, in ms: a sample for each round. */
export interface SecondStart {
  /** To the first answer. */
  readonly alone: readonly number[];
  readonly own: readonly number[];
  /** Of `own`, in the order of time. */
  readonly parts: Readonly<Record<Part, readonly number[]>>;
}

type Part = 'nx' | 'entry' | 'build' | 'start' | 'answer';

/** Starts an unchanged program in turns by this executor and without it, so many times, after one that builds. */
export async function measureSecondStart(ground: Ground, rounds: number): Promise<SecondStart> {
  const program = PROGRAMS.find(({ name }) => name === 'std');
  if (!program) throw new Error('there is no program std');
  const alone = { lane: await openLane(ground, program, nxAlone), samples: [] as number[] };
  const own = { lane: await openLane(ground, program, nx), samples: [] as number[] };
  const parts: Record<Part, number[]> = { nx: [], entry: [], build: [], start: [], answer: [] };
  for (let round = 0; round <= rounds; round++) {
    for (const { lane, samples } of [alone, own]) {
      const seen = lane.events.count();
      const took = await lane.start();
      const entered = /^.*entered (\d+)$/m.exec(lane.tool.output)?.[1];
      const events = lane.events.from(seen);
      await lane.end();
      if (round === 0) continue;
      samples.push(took);
      if (entered !== undefined) parts.nx.push(Number(entered) - lane.startedAt);
      for (const event of events) {
        if (event.type === 'building') parts.entry.push(event.time - lane.startedAt);
        if (event.type === 'built') parts.build.push(event.durations?.build ?? 0);
        if (event.type !== 'ready') continue;
        parts.start.push(event.durations?.ready ?? 0);
        parts.answer.push(took - (event.time - lane.startedAt));
      }
    }
  }
  return { alone: alone.samples, own: own.samples, parts };
}

/** A section of Markdown. `load` is that of the machine before the run. */
export function describeSecondStart({ alone, own, parts }: SecondStart, load: number): string {
  const whole = medianOf(own);
  const times = whole / medianOf(alone);
  const nxTakes = medianOf(parts.nx);
  const rows = [
    ['Nx, until it calls an executor', nxTakes],
    ['this executor, until the first `go build`', medianOf(parts.entry) - nxTakes],
    ['`go build`, which has nothing to do', medianOf(parts.build)],
    ['the program, until it is ready', medianOf(parts.start)],
    ['from then on until the answer', medianOf(parts.answer)],
    ['all of it', whole],
    ['Nx and the program by themselves', medianOf(alone)],
  ] as const;
  const shown = table(
    ['part', 'median, ms', 'share'],
    rows.map(([what, ms]) => [what, number(ms), ratio(ms / whole)]),
  );
  return `## A second start

An unchanged project is served by \`nx serve\` at ${ratio(times)} times of what Nx and the program need by themselves, until the first answer (\`node benchmarks/second-start.ts --rounds ${own.length} --write\`, in turns, without Nx's daemon, load before the run ${load.toFixed(2)}):

${shown}

The aim was 1.3${times > 1.3 ? ', and is missed' : ''}. \`go build\` has to be asked, since only go knows that nothing has changed. The executor's part is the loading of its modules, during which \`go env\` is answered; a bundle would more than halve it, and is not made for the reasons above.
`;
}
