import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type as system } from 'node:os';
import { join } from 'node:path';
import { format } from 'prettier';
import { findGo } from '../rig/environment.ts';
import { REPOSITORY } from '../rig/link-modules.ts';
import type { Fault, Group } from './fault.ts';
import type { Tally } from './tally.ts';

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
  await save(`${makeReport(tally, faults, describeMachine(), Date.now())}\n${bounds}`);
}

/** Puts the bounds of a later measurement into docs/reliability.md, in the place of those that are there. */
export async function writeBounds(bounds: string): Promise<void> {
  const [faults] = readFileSync(REPORT, 'utf8').split(/^## Bounds$/m);
  await save(`${faults}${bounds}`);
}

/** The report's text. `now` in epoch ms. */
function makeReport(tally: Tally, faults: readonly Fault[], machine: string, now: number): string {
  const failed = tally.rows().reduce((sum, row) => sum + row.failed, 0);
  const minutes = Math.round((now - tally.begun) / 60_000);
  const groups = (Object.keys(TITLES) as Group[]).filter((group) =>
    faults.some((one) => one.group === group),
  );
  return `# Reliability

Written by \`npm run faults -- --minutes N\`, which overwrites this page. Each fault is a script in \`e2e/faults/\` against
the real executor, with timing drawn from a seed. After each the same questions are asked: is what lies on
disk what runs, or its error on screen? Was there one program at a time, and one build? Is every process gone
after the end, within 5 s, every port free, no file left in the cache or the temporary folder, and no
unhandled rejection in the output?

**${tally.tried()} tries in ${minutes} minutes, ${failed} failed.** Seed ${tally.seed},
${new Date(tally.begun).toISOString().slice(0, 10)}, ${machine}.

${groups.map((group) => makeTable(group, tally)).join('\n')}`;
}

function makeTable(group: Group, tally: Tally): string {
  const rows = tally.rows().filter(({ fault }) => fault.group === group);
  const lines = rows.map(({ fault, survived, failed, skipped }) => {
    const note = skipped === undefined ? '' : ` (not tried: ${skipped})`;
    return `| ${fault.name}${note} | ${survived + failed} | ${survived} |`;
  });
  return `## ${TITLES[group]}\n\n| Fault | Tried | Survived |\n| --- | ---: | ---: |\n${lines.join('\n')}\n`;
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
