import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type as system } from 'node:os';
import { join } from 'node:path';
import { format } from 'prettier';
import { findGo } from '../rig/environment.ts';
import { REPOSITORY } from '../rig/link-modules.ts';
import type { Fault, Group } from './fault.ts';
import type { Row, Tally } from './tally.ts';

const TITLES: Readonly<Record<Group, string>> = {
  edits: 'Edits',
  programs: 'Programs',
  end: 'The end',
  machine: 'The machine',
};

const REPORT = join(REPOSITORY, 'docs/reliability.md');

async function save(text: string): Promise<void> {
  writeFileSync(REPORT, await format(text, { parser: 'markdown', printWidth: 110 }));
}

/** Writes docs/reliability.md from what a run has counted. `bounds` is a section of its own. */
export async function writeReport(tally: Tally, faults: readonly Fault[], bounds = ''): Promise<void> {
  const deltas = findDeltas(readFileSync(REPORT, 'utf8'));
  const page = `${makeReport(tally, faults, describeMachine(), Date.now())}\n${bounds}`;
  await save(replaceDeltas(page, deltas));
}

/** How the paragraph about tries with deltas begins, which other runs leave as it is. */
const DELTAS = 'With `hotBuild: "delta"`:';

/** Puts what a run with deltas has counted into docs/reliability.md; all else stays as it is. */
export async function writeDeltas(tally: Tally): Promise<void> {
  const told = `${DELTAS} ${tellTries(tally, Date.now())} ${tally.deltas()} programs were linked as deltas. ${tellRun(tally, describeMachine())}`;
  await save(replaceDeltas(readFileSync(REPORT, 'utf8'), told));
}

/** The page with this paragraph about deltas, in the place of the one that it has. */
export function replaceDeltas(page: string, paragraph: string): string {
  const others = page.split('\n\n').filter((one) => !one.startsWith(DELTAS));
  const at = others.findIndex((one) => one.startsWith('## '));
  return others.toSpliced(at, 0, ...(paragraph === '' ? [] : [paragraph])).join('\n\n');
}

function findDeltas(page: string): string {
  return page.split('\n\n').find((one) => one.startsWith(DELTAS)) ?? '';
}

/** Puts the bounds of a later measurement into docs/reliability.md, in the place of those that are there. */
export async function writeBounds(bounds: string): Promise<void> {
  const [faults] = readFileSync(REPORT, 'utf8').split(/^## Bounds$/m);
  await save(`${faults}${bounds}`);
}

/** Adds what a run of some faults has counted to the rows of docs/reliability.md; the others stay as they are. */
export async function addToReport(tally: Tally): Promise<void> {
  await save(addTries(readFileSync(REPORT, 'utf8'), tally, describeMachine(), Date.now()));
}

/** The page with more tries, and whence they are. `now` in epoch ms. */
export function addTries(page: string, tally: Tally, machine: string, now: number): string {
  const whence = `Added: ${tellTries(tally, now)} ${tellRun(tally, machine)}`;
  const told = page.replace(/^## /m, () => `${whence}\n\n## `);
  return tally.rows().reduce(addRow, told);
}

/** A row that the page does not have yet is put at the end of its group. */
function addRow(page: string, row: Row): string {
  const { fault, survived, failed } = row;
  const [above = '', below] = page.split(new RegExp(`^## ${TITLES[fault.group]}$`, 'm'));
  if (below === undefined) throw new Error(`docs/reliability.md has no ${TITLES[fault.group]}`);
  const lines = below.split('\n');
  const isOf = (line: string) =>
    line === `| ${fault.name}` || line.startsWith(`| ${fault.name} (not tried: `);
  const at = lines.findIndex((line) => isOf(line.split(/ +\|/)[0] ?? ''));
  const [tried = 0, outlived = 0] =
    at < 0
      ? []
      : (lines[at]
          ?.match(/\d+(?= \|)/g)
          ?.slice(-2)
          .map(Number) ?? []);
  const sum = makeRow({ ...row, survived: survived + outlived, failed: failed + tried - outlived });
  const end = lines.findIndex((line, n) => line.startsWith('|') && !lines[n + 1]?.startsWith('|'));
  if (at < 0) lines.splice(end + 1, 0, sum);
  else lines[at] = sum;
  return `${above}## ${TITLES[fault.group]}${lines.join('\n')}`;
}

/** The report's text. `now` in epoch ms. */
function makeReport(tally: Tally, faults: readonly Fault[], machine: string, now: number): string {
  const groups = (Object.keys(TITLES) as Group[]).filter((group) =>
    faults.some((one) => one.group === group),
  );
  return `# Reliability

Written by \`npm run faults -- --minutes N\`, which overwrites this page; with \`--only NAME --times N --add\` tries of
some faults are added to those that it has. Each fault is a script in \`e2e/faults/\` against the real executor, with
timing drawn from a seed. After each the same questions are asked: is what lies on disk what runs, or its error on
screen? Was there one program at a time, and one build? Is every process gone after the end, within 5 s, every port
free, no file left in the cache or the temporary folder, and no unhandled rejection in the output?

**${tellTries(tally, now)}** ${tellRun(tally, machine)}

${groups.map((group) => makeTable(group, tally)).join('\n')}`;
}

function tellTries(tally: Tally, now: number): string {
  const failed = tally.rows().reduce((sum, row) => sum + row.failed, 0);
  return `${tally.tried()} tries in ${Math.round((now - tally.begun) / 60_000)} minutes, ${failed} failed.`;
}

function tellRun({ seed, begun }: Tally, machine: string): string {
  return `Seed ${seed}, ${new Date(begun).toISOString().slice(0, 10)}, ${machine}.`;
}

function makeTable(group: Group, tally: Tally): string {
  const rows = tally.rows().filter(({ fault }) => fault.group === group);
  const lines = rows.map(makeRow).join('\n');
  return `## ${TITLES[group]}\n\n| Fault | Tried | Survived |\n| --- | ---: | ---: |\n${lines}\n`;
}

function makeRow({ fault, survived, failed, skipped }: Row): string {
  const note = skipped === undefined || survived + failed > 0 ? '' : ` (not tried: ${skipped})`;
  return `| ${fault.name}${note} | ${survived + failed} | ${survived} |`;
}

function describeMachine(): string {
  const model = cpus()[0]?.model.trim() || 'unknown processor';
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const go = execFileSync(findGo(), ['env', 'GOVERSION'], { encoding: 'utf8' }).trim();
  const nx = JSON.parse(readFileSync(join(REPOSITORY, 'node_modules/nx/package.json'), 'utf8')) as {
    version: string;
  };
  const software = `${system()} ${release()}, Node ${process.versions.node}, ${go}, Nx ${nx.version}`;
  return `${cpus().length} × ${model}, ${memory}, ${software}`;
}
