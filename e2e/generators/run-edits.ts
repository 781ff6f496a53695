import { parseArgs } from 'node:util';
import type { Execution } from '../faults/execution.ts';
import { createRandom, deriveSeed, type Random } from '../faults/random.ts';
import type { Stage } from '../faults/stage.ts';
import {
  INPUTS,
  openService,
  OUTPUT_FOLDERS,
  OUTPUTS,
  PATHS,
  saysOf,
  textOf,
  type Input,
} from './service.ts';

const USAGE = `node e2e/generators/run-edits.ts [--minutes N] [--seed N]

  Edits a service of three steps (templ, sqlc, buf) at random for N minutes (default 15): inputs that are good, broken
  and removed, outputs that are edited and deleted, and the program's own Go. Looks again and again whether what lies on
  disk is what runs, or its error is shown, and whether a step has caused a cycle by what it wrote.`;

/** Edits of one executor's run. */
const EDITS = 60;

type State = { readonly kind: 'good' | 'broken'; readonly value: string } | { readonly kind: 'gone' };

/** What has happened in all runs. */
interface Counts {
  edits: number;
  looks: number;
  runs: number;
  generated: number;
  failed: number;
  builds: number;
  starts: number;
}

/** One run of the executor, edited; it is started amid edits, too. Throws where something is lost. */
async function editOneRun(stage: Stage, random: Random, counts: Counts, log: string[]): Promise<void> {
  const { workspace } = stage;
  const states = {} as Record<Input, State>;
  /** Outputs that this script has touched. */
  const touched = new Set<string>();
  const note = (words: string) => void log.push(words);
  const save = (input: Input, kind: 'good' | 'broken') => {
    const value = `v${++counts.edits}`;
    const text = textOf(input, value, kind === 'broken');
    if (random.chance(0.5)) workspace.saveAtomically(PATHS[input], text);
    else workspace.write(PATHS[input], text);
    states[input] = { kind, value };
    note(`${kind} ${input} ${value}`);
  };
  const mend = () => {
    for (const input of INPUTS) if (states[input]?.kind !== 'good') save(input, 'good');
  };
  const look = async () => {
    counts.looks++;
    note('look');
    const bad = INPUTS.filter((input) => states[input].kind !== 'good');
    // What has no source may go on as it was, or not.
    if (bad.some((input) => input === 'page' && states[input].kind === 'gone')) return;
    if (bad.length === 0) return void (await one.runs(expected()));
    const gone = bad.some((input) => states[input].kind === 'gone')
      ? ['ended with code', 'undefined: version']
      : [];
    await one.fails(
      new RegExp([...bad.map((input) => PATHS[input].replaceAll('.', '\\.')), ...gone].join('|')),
    );
  };
  const expected = () => {
    const value = (input: Input) => {
      const state = states[input];
      return state.kind === 'gone' ? '' : state.value;
    };
    const parts = saysOf({ page: value('page'), schema: value('schema'), proto: value('proto') });
    return { version: value('version'), parts };
  };
  const hurtOutput = () => {
    const path = random.pick([...OUTPUTS, ...OUTPUT_FOLDERS]);
    touched.add(workspace.path(path));
    if (!workspace.has(path)) return;
    counts.edits++;
    const isFile = path.endsWith('.go');
    if (isFile && random.chance(0.5)) workspace.write(path, `${workspace.read(path)}\n// By hand.\n`);
    else workspace.remove(path);
    note(`hurt ${path}`);
  };

  mend();
  const one = await stage.execute({
    generate: ['templ', 'sqlc', 'buf'],
    envFile: ['sentinel.env'],
  });
  counts.runs++;
  for (let edit = 0; edit < EDITS; edit++) {
    const act = random.fraction();
    if (act < 0.3) save(random.pick(INPUTS), 'good');
    else if (act < 0.38) save(random.pick(INPUTS), 'broken');
    else if (act < 0.41) {
      const input = random.pick(INPUTS);
      if (workspace.has(PATHS[input])) workspace.remove(PATHS[input]);
      states[input] = { kind: 'gone' };
      counts.edits++;
      note(`remove ${input}`);
    } else if (act < 0.49) hurtOutput();
    else if (act < 0.53) {
      const [first, ...more] = INPUTS.filter((input) => states[input].kind !== 'gone');
      if (first !== undefined) workspace.touch(PATHS[random.pick([first, ...more])]);
    } else if (act < 0.62) mend();
    else if (act < 0.8) await stage.pause(random.between(0, random.chance(0.5) ? 60 : 900));
    else await look();
  }
  mend();
  await one.rests(expected());
  checkCourse(one, touched);
  const count = (type: string) => one.events.all.filter((event) => event.type === type).length;
  counts.generated += count('generated');
  counts.failed += count('generate-failed');
  counts.builds += count('building');
  counts.starts += count('started');
  await one.end();
}

/** No step has caused a cycle by what it wrote, and no two builds or programs were at once. */
function checkCourse({ events, course }: Execution, touched: ReadonlySet<string>): void {
  const isOutput = (path: string) =>
    [...OUTPUTS, ...OUTPUT_FOLDERS].some(
      (output) => `${path}/`.includes(`/${output}/`) || path.includes(`/${output}/`),
    );
  const isHurt = (path: string) =>
    [...touched].some((one) => `${path}/`.startsWith(`${one}/`) || `${one}/`.startsWith(`${path}/`));
  for (const event of events.all) {
    if (event.type !== 'change') continue;
    const own = event.changes.filter(({ path }) => isOutput(path) && !isHurt(path));
    if (own.length > 0) {
      // What has led to it may be long past.
      const before = events.all.slice(0, events.all.indexOf(event) + 1).slice(-12);
      console.log(before.map((one) => JSON.stringify(one)).join('\n'));
      throw new Error(`cycle ${event.cycle} was caused by ${own.map(({ path }) => path).join(', ')}`);
    }
  }
  const { contradictions } = course();
  if (contradictions.length > 0) throw new Error(contradictions.join('\n'));
}

async function runEdits(minutes: number, seed: number): Promise<boolean> {
  const stage = await openService();
  const counts: Counts = { edits: 0, looks: 0, runs: 0, generated: 0, failed: 0, builds: 0, starts: 0 };
  const deadline = Date.now() + minutes * 60_000;
  let log: string[] = [];
  let complaint: string | undefined;
  try {
    do {
      log = [];
      await editOneRun(stage, createRandom(deriveSeed(seed, 'steps', counts.runs)), counts, log);
      console.log(JSON.stringify(counts));
    } while (Date.now() < deadline);
  } catch (error) {
    complaint = (error as Error).message.split('\n')[0];
    console.log(`seed ${seed}: ${complaint}\nafter ${log.join(', ')}\n${stage.tell()}`);
  }
  const complaints = [...(await stage.close()), ...(complaint === undefined ? [] : [complaint])];
  for (const one of complaints) console.log(one);
  const shown = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  console.log(`${shown.join(', ')}; ${complaints.length} complaints; seed ${seed}`);
  return complaints.length === 0;
}

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '15' },
    seed: { type: 'string' },
    help: { type: 'boolean' },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
if (values.help === true || Number.isNaN(minutes) || Number.isNaN(seed)) {
  console.error(USAGE);
  process.exitCode = 2;
} else process.exit((await runEdits(minutes, seed)) ? 0 : 1);
