import { cpus, totalmem, type, release } from 'node:os';
import type { Request } from '../command-line.ts';
import { ABOUT_EDITS } from '../edits/edit-kinds.ts';
import type { Peer } from '../peers/peer.ts';
import type { Program } from '../programs.ts';
import { goVersion } from '../peers/versions.ts';
import type { Results } from '../run/result.ts';
import { figuresTable } from './figures.ts';
import { table } from './format.ts';
import { costsTable, stepsTable, timesTable } from './program-tables.ts';

/** All that a report is made of. */
export interface Findings {
  readonly request: Request;
  /** The command line, after `npm run bench`. */
  readonly words: readonly string[];
  readonly versions: readonly { readonly peer: Peer; readonly version: string }[];
  /** The machine's load average over the minute before the run. */
  readonly load: number;
  readonly results: Results;
}

/** The report as Markdown; `chart` is the path of its picture. */
export function writeDocument({ request, words, versions, load, results }: Findings, chart: string): string {
  const programs = request.programs.map((program) => describeProgram(program, request, results, '##'));
  return `# Benchmarks

Made by \`${commandOf(words)}\`, which overwrites this page but for the runs of their own at its end. How much time passes between saving a file and an answer of the new code, with this executor and with other tools, side by side in one run.

![Save to serving, for each tool and program](${chart})

${table(
  ['', ''],
  [
    ['machine', describeMachine()],
    ['system', `${type()} ${release()}`],
    ['load before the run', load.toFixed(2)],
    ['made on', new Date().toISOString().slice(0, 10)],
    ['Go', goVersion()],
    ['Node', process.version],
    ['counted edits of each kind, tool and program', `${request.edits}, after one that warms up`],
    ['starts of each tool', String(request.starts)],
  ],
)}

Seconds differ between machines, so compare the ratios to the hand.

## The figures asked for

${figuresTable(results)}

What a cycle can't get below, and what was tried, is on [a page of its own](limits.md).

## The tools

${table(
  ['', 'version', 'how'],
  versions.map(({ peer, version }) => [peer.name, version, peer.about]),
)}

## The edits

${table(
  ['', ''],
  request.kinds.map((kind) => [kind, ABOUT_EDITS[kind]]),
)}

How it is measured:

- Each tool has its own copy of the program and its own port. All wait at the same time; one edit is made to one copy, in turn, and the next one once that tool is at rest again.
- A client asks the edited program every 5 ms, each time on a new connection. Each edit changes what is answered. “The port refuses” is the time from the first refused request to the next one that was answered.
- CPU time is that of the tool's whole tree, compilers and program included, until it is at rest. Nothing is lost where a process is killed together with its parent: each tool runs below a program that adopts orphans.
- Peak RSS, watches and handles are those of the tool's own processes, without the program and the compilers.
- Saves that change nothing are timed where a tool says so. A save of which it says nothing, and after which it does nothing, is _passed over_.

${programs.join('\n')}`;
}

/** A run of its own as Markdown, below this heading. */
export function writeRun(heading: string, { request, words, versions, load, results }: Findings): string {
  const programs = request.programs.map((program) => describeProgram(program, request, results, '###'));
  const slow = request.throttled
    ? " The whole run has half of the processors' time, and the page cache is emptied before each edit."
    : '';
  const date = new Date().toISOString().slice(0, 10);
  const peers = versions.map(({ peer, version }) => `- \`${peer.name}\`, ${version}: ${peer.about}`);
  return `## ${heading}

Made by \`${commandOf(words)}\` on ${describeMachine()}, ${goVersion()}, Node ${process.version}, load before the run ${load.toFixed(2)}, ${date}; ${request.edits} edits of each kind after one that warms up.${slow}

${peers.join('\n')}

${figuresTable(results, (reached) => reached !== undefined)}

${programs.join('\n')}`;
}

function describeProgram(
  { name, about, edits }: Program,
  request: Request,
  results: Results,
  level: string,
): string {
  const peers = request.peers.map((peer) => peer.name);
  const kinds = edits.filter((kind) => request.kinds.includes(kind));
  const steps = stepsTable(results, name, peers, kinds);
  return `${level} ${name}

${about[0]?.toUpperCase()}${about.slice(1)}.

Save → the new code answers. Ratio to the hand · median in s (least–greatest):

${timesTable(results, name, peers, kinds)}

What else it costs, over all edits that change code:

${costsTable(results, name, peers)}
${steps === '' ? '' : `\nWhere the time of an edit goes, by what the hand and this executor tell; medians in ms. “Answer” counts from ready on, with the hand from the start on:\n\n${steps}\n`}`;
}

function commandOf(words: readonly string[]): string {
  const shown = words.map((word) => (word.includes(' ') ? `"${word}"` : word));
  return ['npm run bench', ...(shown.length > 0 ? ['--', ...shown] : [])].join(' ');
}

function describeMachine(): string {
  const [cpu] = cpus();
  return `${cpus().length} × ${cpu?.model ?? 'unknown'}, ${(totalmem() / 1e9).toFixed(0)} GB`;
}
