import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, type as system } from 'node:os';
import { join } from 'node:path';
import { format } from 'prettier';
import { REPOSITORY } from '../rig/link-modules.ts';
import type { TriedDelta } from './try-deltas.ts';
import type { Tried } from './try-edits.ts';

const DOCUMENT = join(REPOSITORY, 'docs/hot-path.md');

/** Writes all edits of a run with this seed into docs/hot-path.md. */
export function writeReport(all: readonly Tried[], seed: number): Promise<void> {
  return writeSection('Is it the same program?', makeReport(all, seed));
}

/** Writes all edits of a run for other systems into docs/hot-path.md. */
export function writeCrossedReport(all: readonly Tried[], seed: number): Promise<void> {
  return writeSection(
    'Is it the same program for macOS and Windows?',
    `Written by \`node e2e/hot/run-equality.ts --crossed N\`, on Linux: compiler and linker write for each system what they write
on that system itself, so the comparison is the same; the programs are not run. Left out of it are the build ID, and
for macOS the UUID and the signature, which the linker derives from the rest. Without C.

${summarizeTries(all, seed)}
${tabulate(all, 'System', ({ platform }) => platform)}
${tabulate(all, 'Flags', ({ flags }) => `\`${flags}\``)}
${tabulate(all, 'Go', ({ go }) => go)}`,
  );
}

/** Writes all edits of a run with delta links into docs/hot-path.md. */
export function writeDeltaReport(all: readonly TriedDelta[], seed: number): Promise<void> {
  return writeSection(
    'Is a delta the same program?',
    makeDeltaReport(all, seed, describeMachine(), new Date()),
  );
}

/** What came of a save of a file as a commit has left it. */
export interface Replayed {
  readonly program: string;
  /** `failed`: it did not compile; `go`: the hot path has not built it; `same`: nothing was to be linked. */
  readonly link: TriedDelta['link'] | 'failed';
  readonly because?: string;
  readonly wrong?: string;
}

/** Writes the saves of a replay into docs/hot-path.md. */
export function writeHistoryReport(all: readonly Replayed[]): Promise<void> {
  const count = (link: Replayed['link'], of: readonly Replayed[]) =>
    of.filter((one) => one.link === link).length;
  const rows = [...Map.groupBy(all, ({ program }) => program)].map(([program, of]) => {
    const [delta, full] = [count('delta', of), count('full', of)];
    const share = delta + full === 0 ? '' : `${Math.round((100 * delta) / (delta + full))} %`;
    const others = (['same', 'go', 'failed'] as const).map((link) => count(link, of));
    const wrong = of.filter((one) => one.wrong !== undefined).length;
    return `| ${[program, delta, full, share, ...others, wrong].join(' | ')} |`;
  });
  const full = Map.groupBy(
    all.filter(({ link }) => link === 'full'),
    ({ because = '' }) => summarizeReason(because),
  );
  const reasons = [...full].map(([because, of]) => `| ${because} | ${of.length} |`);
  return writeSection(
    'Which saves of a day are deltas?',
    `Written by \`node e2e/hot/run-history.ts\`: the last commits of public repositories, played again file by file, as
if somebody saved each file, with a quiet moment after each. Each delta is verified as above. What the hot path leaves to go (a
new file, a new import), and what does not compile in the middle of a commit, is linked by nobody.
${new Date().toISOString().slice(0, 10)}, ${describeMachine()}.

| Program | Delta | In full | Deltas of both | Nothing to link | By go | Did not compile | Differences |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}
${reasons.length === 0 ? '' : `\n| Why not as a delta | Saves |\n| --- | ---: |\n${reasons.join('\n')}\n`}`,
  );
}

const summarizeReason = (because: string) =>
  because.replace(/\S*\d{3,}\S*/g, '…').replace(/^\S+ refers to/, '… refers to');

/** Puts the text in the place of what stands below that heading. Rejects where there is none. */
async function writeSection(heading: string, body: string): Promise<void> {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [head, after] = text.split(`\n## ${heading}\n`);
  if (head === undefined || after === undefined) throw new Error(`${DOCUMENT} has no heading ${heading}`);
  const next = after.indexOf('\n## ');
  const rest = next < 0 ? '' : after.slice(next);
  const written = `${head}\n## ${heading}\n\n${body}\n${rest}`;
  writeFileSync(DOCUMENT, await format(written, { parser: 'markdown', printWidth: 110 }));
}

/** The text about delta links. */
function makeDeltaReport(all: readonly TriedDelta[], seed: number, machine: string, now: Date): string {
  const count = (link: TriedDelta['link'], of = all) => of.filter((one) => one.link === link).length;
  const wrong = (of = all) => of.filter((one) => one.wrong !== undefined).length;
  const table = (title: string, by: (tried: TriedDelta) => string) => {
    const rows = [...Map.groupBy(all, by)].map(
      ([name, of]) =>
        `| ${name} | ${count('delta', of)} | ${count('full', of)} | ${count('same', of)} | ${count('go', of)} | ${wrong(of)} |`,
    );
    const head = `| ${title} | Delta | In full | Nothing to link | By go | Differences |\n| --- | ---: | ---: | ---: | ---: | ---: |`;
    return `${head}\n${rows.join('\n')}\n`;
  };
  const fallbacks = Map.groupBy(
    all.filter(({ link }) => link === 'full'),
    ({ because = '' }) => summarizeReason(because),
  );
  const reasons = [...fallbacks].map(([because, of]) => `| ${because} | ${of.length} |`);
  return `Written by \`node e2e/hot/run-equality.ts --deltas N\`. Random edits of programs are built with delta links. Each delta
that is followed by a rest is verified against a full link, which is compared with what \`go build\` makes byte for byte; each
delta is run beside go's program under GOGC=20 and gccheckmark=1, and both have to print the same and end the same way.

**${all.length} edits, of which ${count('delta')} were linked as deltas, ${count('full')} in full, ${count('same')} needed no link, and go built ${count('go')}: ${wrong()} differences.**
Seed ${seed}, ${now.toISOString().slice(0, 10)}, ${machine}.

${table('Program', ({ program, packages }) => `${program}, ${packages} packages`)}
${table('Edit', ({ kind }) => kind)}
${table('Go', ({ go, cgo }) => `${go}, CGO_ENABLED=${cgo ? 1 : 0}`)}
| Why not as a delta | Edits |
| --- | ---: |
${reasons.join('\n')}
`;
}

/** The text about the hot path. */
function makeReport(all: readonly Tried[], seed: number): string {
  const fallbacks = Map.groupBy(all, ({ via, because }) => (via === 'go' ? because : undefined));
  const reasons = [...fallbacks].flatMap(([because, of]) =>
    because === undefined ? [] : [`| ${because} | ${of.length} |`],
  );
  return `Written by \`node e2e/hot/run-equality.ts --edits N\`. Random edits of programs with three modules are built by
the hot path, and each result is compared byte for byte with what \`go build\` alone makes of the same sources, less
the notes that hold the build ID.

${summarizeTries(all, seed)}
${tabulate(all, 'Edit', ({ kind }) => kind.replace(/^mended .*/, 'mended'))}
${tabulate(all, 'Flags', ({ flags }) => `\`${flags}\``)}
${tabulate(all, 'Go', ({ go }) => go)}
| Why go had to build | Edits |
| --- | ---: |
${reasons.join('\n')}
`;
}

const countVia = (of: readonly Tried[], via: Tried['via']) => of.filter((one) => one.via === via).length;
const countWrong = (of: readonly Tried[]) => of.filter((one) => one.wrong !== undefined).length;

function summarizeTries(all: readonly Tried[], seed: number): string {
  const count = (via: Tried['via']) => countVia(all, via);
  return `**${all.length} edits, of which the hot path built ${count('hot')}, go ${count('go')}, and ${count('failed')} did not compile (as meant): ${countWrong(all)} differences.**
Seed ${seed}, ${new Date().toISOString().slice(0, 10)}, ${describeMachine()}.
`;
}

function tabulate(all: readonly Tried[], title: string, by: (tried: Tried) => string): string {
  const rows = [...Map.groupBy(all, by)].map(([name, of]) => {
    const counts = (['hot', 'go', 'failed'] as const).map((via) => countVia(of, via));
    return `| ${name} | ${counts.join(' | ')} | ${countWrong(of)} |`;
  });
  const head = `| ${title} | Hot | By go | Did not compile | Differences |\n| --- | ---: | ---: | ---: | ---: |`;
  return `${head}\n${rows.join('\n')}\n`;
}

function describeMachine(): string {
  const model = cpus()[0]?.model.trim() || 'unknown processor';
  return `${cpus().length} × ${model}, ${system()} ${release()}, Node ${process.versions.node}`;
}
