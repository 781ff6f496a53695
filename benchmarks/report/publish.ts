import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { isNothing } from '../edits/edit-kinds.ts';
import { drawChart, type Panel } from './chart.ts';
import { writeDocument, writeRun, type Findings } from './document.ts';
import { timesOf } from './select.ts';

const DOCS = join(import.meta.dirname, '../../docs');

/** What a whole run leaves as it is. */
const RUNS_OF_THEIR_OWN = '<!-- runs of their own -->\n';

/**
 * Prints the report; writes it into docs where the command line asks for that: as a section, or as the whole page with
 * its chart.
 */
export async function publish(findings: Findings): Promise<void> {
  const path = join(DOCS, 'benchmarks.md');
  const { write, section } = findings.request;
  const [page = '', runs = ''] = readFileSync(path, 'utf8').split(RUNS_OF_THEIR_OWN);
  const joinRuns = (before: string, after: string) => `${before}${RUNS_OF_THEIR_OWN}\n${after}`;
  const text =
    section === undefined ? writeDocument(findings, 'benchmarks.svg') : writeRun(section, findings);
  console.log(text);
  if (!write) return;
  const whole =
    section === undefined ? joinRuns(`${text}\n`, runs) : joinRuns(page, replaceSection(runs, section, text));
  writeFileSync(path, await format(whole, { ...(await resolveConfig(path)), parser: 'markdown' }));
  if (section === undefined) writeFileSync(join(DOCS, 'benchmarks.svg'), drawChart(panelsOf(findings)));
}

/** Puts a section in the place of the one with its heading, or at the end. */
function replaceSection(text: string, heading: string, section: string): string {
  const sections = text.split(/^(?=## )/m);
  const at = sections.findIndex((one) => one.startsWith(`## ${heading}\n`));
  return (at < 0 ? [...sections, section] : sections.with(at, section)).join('\n');
}

/** One panel for each program: the body edit, or the first one that was measured. */
function panelsOf({ request, results }: Findings): readonly Panel[] {
  return request.programs.flatMap(({ name: program, edits }) => {
    const kinds = edits.filter((kind) => request.kinds.includes(kind) && !isNothing(kind));
    const kind = kinds.find((one) => one === 'body') ?? kinds[0];
    if (kind === undefined) return [];
    const bars = request.peers.flatMap(({ name, tellsUnchanged }) => {
      const times = timesOf(results, { program, peer: name }, kind);
      return times ? [{ label: name, times, own: tellsUnchanged === 'events' }] : [];
    });
    return bars.length === 0 ? [] : [{ title: `${program}, ${kind} edit: save → serving`, bars }];
  });
}
