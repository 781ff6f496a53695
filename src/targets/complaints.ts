import { adviseOnBuildFailure } from '../build/advice.ts';
import { parseDiagnostics } from '../build/diagnostics.ts';
import { quoteWords } from '../events/phrases.ts';
import type { Ended } from '../process/child.ts';
import type { GoTask, ModulePart } from './go-task.ts';

/** Shows what go, or a tool of its kind, complains of: each place with its line of source, the rest as it is. */
export function showComplaints(task: GoTask, text: string, cwd: string): void {
  const { lines, readText, write } = task;
  const { diagnostics, rest } = parseDiagnostics(text.replace(/^vet: /gm, ''), cwd, readText);
  const seen = new Set<string>();
  const places = diagnostics.filter((one) => {
    const key = `${one.file}:${one.line}:${one.column}:${one.message}`;
    return !seen.has(key) && seen.add(key);
  });
  write(places.flatMap(lines.diagnostic));
  const hint = adviseOnBuildFailure(text);
  const said = rest.trim();
  if (said !== '' || hint !== undefined)
    write([
      ...(said === '' ? [] : lines.problem('error', 'red', { message: said })),
      ...(hint === undefined ? [] : lines.below(hint)),
    ]);
}

/** Says which command is run, and where, if not in the project's root. */
export function showCommand(task: GoTask, { cwd, prefix }: ModulePart, words: readonly string[]): void {
  const { lines, projectRoot, write } = task;
  const place = cwd === projectRoot ? '' : `in ${lines.show(cwd)}`;
  write([
    lines.line('run', 'cyan', [...prefix, quoteWords(words.slice(0, 1), words.slice(1))].join(' '), place),
  ]);
}

/** Whether a command did what it was asked for; else what stood in its way is shown, if it has not said so itself. */
export function endedWell(task: GoTask, ended: Ended, file: string): boolean {
  const { exit } = ended;
  const { lines, write } = task;
  switch (exit.kind) {
    case 'code':
      return exit.code === 0;
    case 'signal':
      write(lines.problem('error', 'red', { message: `${file} was ended by ${exit.signal}` }));
      return false;
    case 'unseen':
      write(lines.problem('error', 'red', { message: `nobody has seen how ${file} ended` }));
      return false;
    case 'not-started': {
      const hint = 'Install Go from go.dev/dl and see that it is on PATH, or set goBinary to its path.';
      write(lines.problem('error', 'red', { message: `${file} can't be started: ${exit.reason}`, hint }));
      return false;
    }
  }
}
