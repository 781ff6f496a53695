import { parseArgs } from 'node:util';
import { deriveSeed } from '../faults/random.ts';
import { flagSets } from './flag-sets.ts';
import { tryEdits, type Tried } from './try-edits.ts';
import { writeReport } from './write-report.ts';

const USAGE = `node e2e/hot/run-equality.ts [--edits N] [--seed N] [--flags NAME]
  --edits N     tries edits until the hot path has built N (500), and writes docs/hot-path.md
  --seed N      draws the same edits again
  --flags NAME  only with these flags; writes nothing`;

/** Edits of one workspace, before the next one with other flags. */
const ROUND = 30;

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: {
      edits: { type: 'string' },
      seed: { type: 'string' },
      flags: { type: 'string' },
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
  console.log(`seed ${seed}`);
  const all: Tried[] = [];
  const hot = () => all.filter(({ via }) => via === 'hot').length;
  for (let round = 0; hot() < wanted; round++) {
    const flagSet = sets[round % sets.length];
    if (!flagSet) break;
    let left = ROUND;
    for await (const tried of tryEdits(flagSet, deriveSeed(seed, flagSet.name, round))) {
      all.push(tried);
      if (tried.wrong !== undefined) console.log(`WRONG ${JSON.stringify(tried)}`);
      if (--left === 0 || hot() >= wanted) break;
    }
    console.log(`${flagSet.name}: ${all.length} edits, ${hot()} hot`);
  }
  const wrong = all.filter((one) => one.wrong !== undefined);
  console.log(`${all.length} edits, ${hot()} hot, ${wrong.length} wrong`);
  if (values.flags === undefined) await writeReport(all, seed);
  return wrong.length > 0 ? 1 : 0;
}

process.exitCode = await run();
