import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { buildReaper } from './processes/reaper.ts';
import { endAll, killAll } from './processes/tool.ts';
import { goVersion } from './peers/versions.ts';
import { measureLargeGraph } from './scale/large-graph.ts';
import { measureLargeWorkspace } from './scale/large-workspace.ts';
import { measureSharedLibrary } from './scale/shared-library.ts';

const PAGE = join(import.meta.dirname, '../docs/scale.md');

/*
 * `node benchmarks/scale.ts [--rounds N] [--write]`: what a large workspace, a large graph and several programs cost.
 * Prints its tables, and writes them into docs/scale.md where it is told to.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rounds: { type: 'string' }, write: { type: 'boolean' } } });
  const rounds = Number(values.rounds ?? 7);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds is a whole number from 1 on');
  const script = join(import.meta.dirname, '../scripts/build.ts');
  if (spawnSync(process.execPath, [script], { stdio: 'inherit' }).status !== 0)
    throw new Error('npm run build has failed');
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'nx-go-run-scale-')));
  const mark = basename(folder);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => process.exit(1));
  process.on('exit', () => {
    killAll(mark);
    rmSync(folder, { recursive: true, force: true });
  });
  const [load = 0] = loadavg();
  const ground = { folder, mark, reaper: buildReaper(folder) };
  const tell = (line: string) => void process.stderr.write(`${line}\n`);
  try {
    const workspace = await measureLargeWorkspace(ground, Math.min(rounds, 5), tell);
    const graph = await measureLargeGraph(ground, rounds, tell);
    const library = await measureSharedLibrary(ground, rounds, tell);
    await publish(describe({ workspace, graph, library }, rounds, load), values.write === true);
  } finally {
    await endAll(mark);
  }
}

function describe(
  tables: Readonly<Record<'workspace' | 'graph' | 'library', string>>,
  rounds: number,
  load: number,
): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${goVersion()}, Node ${process.version}`;
  return `# Scale

Made by \`node benchmarks/scale.ts --rounds ${rounds} --write\` on ${machine}, load before the run ${load.toFixed(2)}. It overwrites this page. All are medians, measured in turns in one run. Seconds differ between machines: compare the ratios.

## A large workspace

100,000 files in more than 10,000 folders, 200 Go packages in them, of which the program imports 40; and the same program in a workspace of its own. What is watched are the folders of the program's packages, those in which a \`go.work\` may appear, and those above a package, whose renaming would go unseen otherwise.

${tables.workspace}

## A large graph

The program imports all packages of its module, which form a tree. The body of a function in a leaf is edited, whose importers stay as they are. What grows with the graph is the linker's work, for the go command as for go-run.

${tables.graph}

## One library, four programs

Four programs that are served together import one library. An edit of its only function, until all four run it; and \`go build\` for the same edit, one program after the other, with nothing stopped or started. The builds queue for the machine.

${tables.library}
`;
}

async function publish(page: string, write: boolean): Promise<void> {
  const text = await format(page, { ...(await resolveConfig(PAGE)), parser: 'markdown' });
  console.log(text);
  if (write) writeFileSync(PAGE, text);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
