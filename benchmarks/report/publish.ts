import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { isNothing } from '../edits/edit-kinds.ts';
import { drawChart, type Panel } from './chart.ts';
import { writeDocument, type Findings } from './document.ts';
import { timesOf } from './select.ts';

const DOCS = join(import.meta.dirname, '../../docs');

/** Prints the report; writes it and its chart into docs where the command line asks for that. */
export async function publish(findings: Findings): Promise<void> {
  const path = join(DOCS, 'benchmarks.md');
  const options = await resolveConfig(path);
  const text = await format(writeDocument(findings, 'benchmarks.svg'), { ...options, parser: 'markdown' });
  console.log(text);
  if (!findings.request.write) return;
  writeFileSync(path, text);
  writeFileSync(join(DOCS, 'benchmarks.svg'), drawChart(panelsOf(findings)));
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
