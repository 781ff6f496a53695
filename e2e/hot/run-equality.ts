import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createFiles } from '../../src/files/testing/temporary-files.ts';
import { namePlatform, type Platform } from '../../src/plan/host.ts';
import { deriveSeed } from '../faults/random.ts';
import { crossedFlagSets, flagSets } from './flag-sets.ts';
import { GO_VERSIONS } from './go-versions.ts';
import { deltaPrograms } from './delta-programs.ts';
import { tryDeltas, type TriedDelta } from './try-deltas.ts';
import { tryEdits, type Tried } from './try-edits.ts';
import { writeCrossedReport, writeDeltaReport, writeReport } from './write-report.ts';

const USAGE = `node e2e/hot/run-equality.ts [--edits N] [--seed N] [--flags NAME] [--go VERSION]
  --edits N     tries edits until the hot path has built N (500), and writes docs/hot-path.md
  --seed N      draws the same edits again
  --flags NAME  only with these flags; writes nothing
  --go VERSION  only with this Go, such as go1.27.4; writes nothing
  --crossed N   instead: tries edits of programs for macOS and Windows until the hot path has built N for each, and writes
                docs/hot-path.md
  --deltas N    instead: tries edits until N were linked as deltas, and writes docs/hot-path.md
  --minutes M   ends the tries of deltas after M minutes
  --record FILE keeps the tries of deltas there, and goes on where an earlier run with that file has ended`;

/** The versions of Go of which the linker is known. */
const DELTA_VERSIONS = ['go1.26.8', 'go1.27.4'];

/** Edits of one workspace, before the next one with other flags. */
const ROUND = 30;

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: {
      edits: { type: 'string' },
      seed: { type: 'string' },
      flags: { type: 'string' },
      go: { type: 'string' },
      crossed: { type: 'string' },
      deltas: { type: 'string' },
      minutes: { type: 'string' },
      record: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const wanted = Number(values.edits ?? 500);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  const sets = flagSets.filter(({ name }) => values.flags === undefined || name === values.flags);
  const versions = values.go === undefined ? GO_VERSIONS : [values.go];
  console.log(`seed ${seed}`);
  if (values.crossed !== undefined) return runCrossed(Number(values.crossed), seed);
  if (values.deltas !== undefined)
    return runDeltas(Number(values.deltas), Number(values.minutes ?? 600), seed, values.record);
  const all: Tried[] = [];
  const hot = () => all.filter(({ via }) => via === 'hot').length;
  for (let round = 0; hot() < wanted; round++) {
    // Through all versions with each set of flags, one after the other.
    const flagSet = sets[Math.floor(round / versions.length) % sets.length];
    const version = versions[round % versions.length];
    if (!flagSet || !version) break;
    let left = ROUND;
    const before = hot();
    const more = { GOTOOLCHAIN: version };
    const edits = tryEdits(flagSet, deriveSeed(seed, flagSet.name, round), undefined, more, findHost());
    for await (const tried of edits) {
      all.push(tried);
      if (tried.wrong !== undefined) console.log(`WRONG ${JSON.stringify(tried)}`);
      if (--left === 0 || hot() >= wanted) break;
    }
    console.log(`${version}, ${flagSet.name}: ${all.length} edits, ${hot()} hot`);
    if (hot() === before) {
      console.log('WRONG the hot path has built none of these');
      return 1;
    }
  }
  const wrong = all.filter((one) => one.wrong !== undefined);
  console.log(`${all.length} edits, ${hot()} hot, ${wrong.length} wrong`);
  if (values.flags === undefined && values.go === undefined) await writeReport(all, seed);
  return wrong.length > 0 ? 1 : 0;
}

/** What the hot path has to be equal for beside Linux, of which no program can be run here. */
const CROSSED: readonly Platform[] = ['darwin', 'windows'].flatMap((os) =>
  ['amd64', 'arm64'].map((arch) => ({ os, arch })),
);

/** This machine. */
function findHost(): Platform {
  const [os = '', arch = ''] = execFileSync('go', ['env', 'GOHOSTOS', 'GOHOSTARCH'], { encoding: 'utf8' })
    .trim()
    .split(/\s+/);
  return { os, arch };
}

async function runCrossed(wanted: number, seed: number): Promise<number> {
  const all: Tried[] = [];
  const round = Math.ceil(wanted / crossedFlagSets.length);
  for (const host of CROSSED) {
    const hot = () =>
      all.filter(({ via, platform }) => via === 'hot' && platform === namePlatform(host)).length;
    for (let at = 0; hot() < wanted; at++) {
      const [flagSet, go] = crossedFlagSets[at % crossedFlagSets.length] ?? [];
      const version = GO_VERSIONS[go ?? 0];
      if (!flagSet || version === undefined) break;
      const before = hot();
      const more = { GOTOOLCHAIN: version };
      for await (const tried of tryEdits(
        flagSet,
        deriveSeed(seed, flagSet.name, at),
        undefined,
        more,
        host,
      )) {
        all.push(tried);
        if (tried.wrong !== undefined) console.log(`WRONG ${JSON.stringify(tried)}`);
        if (hot() - before >= round) break;
      }
      console.log(`${namePlatform(host)}, ${version}, ${flagSet.name}: ${hot()} hot`);
    }
  }
  const wrong = all.filter((one) => one.wrong !== undefined);
  console.log(`${all.length} edits, ${wrong.length} wrong`);
  await writeCrossedReport(all, seed);
  return wrong.length > 0 ? 1 : 0;
}

/** A line of the file in which the tries of deltas are kept. */
interface Recorded extends TriedDelta {
  readonly seed: number;
  readonly round: number;
}

async function runDeltas(wanted: number, minutes: number, drawn: number, record = ''): Promise<number> {
  const until = Date.now() + minutes * 60_000;
  const kept = existsSync(record) ? readFileSync(record, 'utf8').trim().split('\n') : [];
  const all = kept.map((line) => JSON.parse(line) as Recorded);
  const { seed, round: last } = all.at(-1) ?? { seed: drawn, round: -1 };
  if (seed !== drawn) console.log(`goes on with seed ${seed}, after round ${last}`);
  const deltas = () => all.filter(({ link }) => link === 'delta').length;
  using tools = createFiles();
  for (let round = last + 1; deltas() < wanted && Date.now() < until; round++) {
    const program = deltaPrograms[round % deltaPrograms.length];
    const version = DELTA_VERSIONS[Math.floor(round / deltaPrograms.length) % DELTA_VERSIONS.length];
    if (!program || version === undefined) break;
    let left = program.round;
    for await (const tried of tryDeltas(
      program,
      deriveSeed(seed, program.name, round),
      version,
      tools.root,
    )) {
      const recorded = { seed, round, ...tried };
      all.push(recorded);
      if (record !== '') appendFileSync(record, `${JSON.stringify(recorded)}\n`);
      if (tried.wrong !== undefined) console.log(`WRONG ${JSON.stringify(tried)}`);
      if (--left === 0 || deltas() >= wanted || Date.now() >= until) break;
    }
    console.log(
      `${new Date().toISOString()} ${version}, ${program.name}: ${all.length} edits, ${deltas()} deltas`,
    );
  }
  const wrong = all.filter((one) => one.wrong !== undefined);
  console.log(`${all.length} edits, ${deltas()} deltas, ${wrong.length} wrong`);
  await writeDeltaReport(all, seed);
  return wrong.length > 0 ? 1 : 0;
}

process.exitCode = await run();
