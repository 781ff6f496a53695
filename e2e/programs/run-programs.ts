import { parseArgs } from 'node:util';
import { largePrograms } from './large-programs.ts';
import { smallPrograms } from './small-programs.ts';
import { type Tried, tryProgram } from './try-program.ts';

const USAGE = `npm run programs -- [--programs NAME,…] [--show]
  Serves real programs, one after the other: edits, breaks, mends and stops them.
  --programs NAME,…  only these
  --show             also all that was printed`;

const PROGRAMS = [...smallPrograms, ...largePrograms];

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: { programs: { type: 'string' }, show: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  const names = values.programs?.split(',') ?? PROGRAMS.map(({ name }) => name);
  const unknown = names.filter((name) => PROGRAMS.every((one) => one.name !== name));
  if (values.help || unknown.length > 0) {
    if (unknown.length > 0) console.error(`there is no ${unknown.join(', ')}`);
    console.log(USAGE);
    for (const { name, style } of PROGRAMS) console.log(`  ${name.padEnd(12)} ${style}`);
    return unknown.length > 0 ? 2 : 0;
  }
  const all: Tried[] = [];
  for (const program of PROGRAMS.filter(({ name }) => names.includes(name))) {
    const tried = await tryProgram(program, console.log);
    if (values.show || tried.wrong.length > 0) console.log(tried.output);
    all.push(tried);
  }
  console.log(tabulate(all));
  return all.some(({ wrong }) => wrong.length > 0) ? 1 : 0;
}

/** A Markdown table of them; times in ms, of several the median. */
function tabulate(all: readonly Tried[]): string {
  const head = ['program', 'packages', 'first build', 'hot', 'by go', 'directories', 'wrong'];
  const rows = all.map((one) => [
    one.name,
    one.packages,
    Math.round(one.firstBuild),
    median(one.hot),
    median(one.byGo),
    one.directories,
    one.wrong.length,
  ]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function median(times: readonly number[]): number | string {
  const sorted = times.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  return middle === undefined ? '–' : Math.round(middle);
}

process.exitCode = await run();
