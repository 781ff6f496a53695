import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '../faults/random.ts';
import { findGo, testEnvironment } from '../rig/environment.ts';
import { type GoTeam, makeGoTeam } from '../rig/go-team.ts';
import { editTeam, FIRST, folderOf, PROGRAMS, PROJECTS, type TeamState, writeTeam } from './random-team.ts';

// `node e2e/targets/run-edits.ts --edits 200 --seed 1`: vet, test and build by Nx with its cache after each of many random
// edits, against the go command; with `--lint` also lint, by the golangci-lint on PATH. Its figures stand in docs/targets.md.

type Outcome = Readonly<Record<string, string>>;

const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 12);

/** What the go command says of each project: `good` or `bad`, and of a good build the binary's hash. */
async function askGo(team: GoTeam, env: Readonly<Record<string, string>>, lints: boolean): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'nx-go-run-edits-'));
  const go = (args: readonly string[]) =>
    new Promise<boolean>((resolve) => {
      const options = { cwd: team.root, env: testEnvironment(env) };
      execFile(findGo(), args, options, (error) => resolve(error === null));
    });
  const outcome: Record<string, string> = {};
  const judge = async (
    target: string,
    names: readonly string[],
    args: (folders: string[]) => readonly string[],
  ) => {
    const folders = (some: readonly string[]) => some.map((name) => `./${folderOf(name)}`);
    // Each alone only where not all are well, since that takes ten times as long.
    const isGood = await go(args(folders(names)));
    for (const name of names)
      outcome[`${name}:${target}`] = isGood || (await go(args(folders([name])))) ? 'good' : 'bad';
  };
  await judge('vet', PROJECTS, (folders) => ['vet', ...folders]);
  await judge('test', PROJECTS, (folders) => ['test', '-count=1', ...folders]);
  const build = ['build', '-trimpath', '-buildvcs=false', '-o', `${folder}/`];
  await judge('build', PROGRAMS, (folders) => [...build, ...folders]);
  for (const name of PROGRAMS)
    if (outcome[`${name}:build`] === 'good') outcome[`${name}:build`] = digest(join(folder, name));
  for (const name of lints ? PROJECTS : []) {
    // A cache of its own, where nothing is yet.
    const all = testEnvironment({ ...env, GOLANGCI_LINT_CACHE: join(folder, 'lint') });
    const { status } = spawnSync('golangci-lint', ['run', './...'], {
      cwd: team.path(folderOf(name)),
      env: all,
    });
    outcome[`${name}:lint`] = status === 0 ? 'good' : 'bad';
  }
  rmSync(folder, { recursive: true });
  return outcome;
}

/** The same of Nx; and how many tasks came out of its cache. */
async function askNx(team: GoTeam, env: Readonly<Record<string, string>>, lints: boolean) {
  const checks = ['vet', 'test', ...(lints ? ['lint'] : [])];
  const { output, hits } = await team.nx(['run-many', '-t', ...checks, 'build', '--parallel=2'], env);
  const failed = new Set(output.split('\n').flatMap((line) => /^- (\w+:\w+)$/.exec(line)?.[1] ?? []));
  const outcome: Record<string, string> = {};
  for (const name of PROJECTS) {
    for (const target of checks)
      outcome[`${name}:${target}`] = failed.has(`${name}:${target}`) ? 'bad' : 'good';
    if (!PROGRAMS.includes(name)) continue;
    const file = team.path(`dist/${folderOf(name)}/${name}`);
    outcome[`${name}:build`] = failed.has(`${name}:build`) ? 'bad' : digest(file);
  }
  return { outcome, hits, output };
}

async function main(edits: number, seed: number, lints: boolean): Promise<void> {
  const team = makeGoTeam();
  for (const path of ['apps/api', 'libs/words', 'libs/other']) team.remove(path);
  if (lints) team.write('.golangci.yml', 'version: "2"\n');
  const { between } = createRandom(seed);
  const random = (below: number) => between(0, below - 1);
  const earlier: TeamState[] = [];
  let state = FIRST;
  const total = { hits: 0, tasks: 0, bad: 0, wrong: 0 };
  try {
    for (let edit = 0; edit <= edits; edit += 1) {
      writeTeam(team, state);
      const env = state.special ? { GOFLAGS: '-tags=special' } : {};
      const { outcome, hits, output } = await askNx(team, env, lints);
      const expected = await askGo(team, env, lints);
      const wrong = Object.keys(expected).filter((task) => expected[task] !== outcome[task]);
      for (const task of wrong)
        console.log(`edit ${edit}: ${task}: Nx ${outcome[task]}, go ${expected[task]}`);
      if (wrong.length > 0) console.log(output);
      total.hits += hits[0];
      total.tasks += hits[1];
      total.bad += Object.values(expected).filter((one) => one === 'bad').length;
      total.wrong += wrong.length;
      console.log(`${edit}: ${hits[0]} of ${hits[1]} from the cache, ${total.wrong} wrong so far`);
      earlier.push(state);
      state = editTeam(state, earlier, random);
    }
  } finally {
    team.delete();
  }
  console.log(
    `${edits} edits (seed ${seed}): ${total.tasks} tasks, ${total.hits} from the cache, ${total.bad} rightly failed, ${total.wrong} wrong`,
  );
  if (total.wrong > 0) process.exitCode = 1;
}

const { values } = parseArgs({
  options: {
    edits: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    lint: { type: 'boolean', default: false },
  },
});
await main(Number(values.edits), Number(values.seed), values.lint);
