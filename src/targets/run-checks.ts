import { join } from 'node:path';
import { formatDuration } from '../events/phrases.ts';
import { parseModFile } from '../golang/go-mod-file.ts';
import { endedWell, showCommand, showComplaints } from './complaints.ts';
import { type GoTask, listModules, listPackagePatterns, type ModulePart } from './go-task.ts';

/** What only reads sources and complains. */
export type Checker = 'vet' | 'lint';

/** A command and its first words. */
interface Tool {
  readonly file: string;
  readonly words: readonly string[];
  /** How it is shown. */
  readonly shown: readonly string[];
}

/** Runs go vet, or golangci-lint, in each module of a project. True if nothing is wrong. */
export async function runChecks(task: GoTask, checker: Checker, flags: readonly string[]): Promise<boolean> {
  const began = task.now();
  let isGood = true;
  for (const part of listModules(task)) {
    const patterns = await listPackagePatterns(task, part);
    if (patterns === null) return false;
    if (patterns.length === 0) continue;
    const { file, words, shown } = checker === 'vet' ? vetTool(task) : lintTool(task, part);
    showCommand(task, part, [...shown, ...flags, ...patterns]);
    const command = { file, args: [...words, ...flags, ...patterns], cwd: part.cwd, env: part.env } as const;
    const ended = await task.run({ ...command, output: 'capture' });
    if (ended === null) return false;
    if (checker === 'lint' && ended.exit.kind === 'not-started') return refuseLint(task);
    const good = endedWell(task, ended, shown.join(' '));
    // A linter makes its own reports, with lines of source; vet speaks as the compiler does.
    if (checker === 'lint') showReport(task, `${ended.stdout}${ended.stderr}`, good);
    else if (!good) showComplaints(task, ended.stderr || ended.stdout, part.cwd);
    isGood &&= good;
  }
  const { lines, write } = task;
  if (isGood)
    write([
      lines.line('passed', 'green', `${checker} has nothing to say`, formatDuration(task.now() - began)),
    ]);
  return isGood;
}

function vetTool({ go }: GoTask): Tool {
  return { file: go, words: ['vet'], shown: ['go', 'vet'] };
}

/** That of the module's `tool` lines, else the one on PATH. */
function lintTool({ go, readText }: GoTask, { module }: ModulePart): Tool {
  const { tools } = parseModFile(module === undefined ? '' : (readText(join(module, 'go.mod')) ?? ''));
  // Nx runs several at once, which a linter otherwise waits for, or refuses.
  const run = ['run', '--allow-parallel-runners'];
  return tools.some((path) => /\/golangci-lint(\/|$)/.test(path))
    ? { file: go, words: ['tool', 'golangci-lint', ...run], shown: ['go', 'tool', 'golangci-lint', ...run] }
    : { file: 'golangci-lint', words: run, shown: ['golangci-lint', ...run] };
}

function refuseLint({ lines, write }: GoTask): false {
  const message = 'golangci-lint is neither a tool of go.mod nor on PATH';
  const hint =
    'Add it with go get -tool github.com/golangci/golangci-lint/v2/cmd/golangci-lint, or install it; or turn lint off: "targets": { "lint": false }.';
  write(lines.problem('error', 'red', { message, hint }));
  return false;
}

function showReport({ lines, write }: GoTask, text: string, isGood: boolean): void {
  const said = text.trim();
  if (said !== '' && !(isGood && said === '0 issues.')) write(lines.below(said, Infinity));
}
