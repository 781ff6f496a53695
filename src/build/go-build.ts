import { link, mkdir, rm, stat } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import type { ReadText } from '../plan/environment.ts';
import type { Plan } from '../plan/plan.ts';
import type { Diagnostic } from '../progress/run-event.ts';
import type { Command, StartChild } from '../supervise/child.ts';
import { readBuiltFile } from './build-id.ts';
import { adviseOnBuildFailure, parseDiagnostics } from './diagnostics.ts';

/** How a build ended. `built`: the new binary lies at `output.next`. Durations in ms. */
export type BuildOutcome =
  | {
      readonly kind: 'built';
      readonly command: readonly string[];
      readonly durationMs: number;
      /** Runs the same code as `output.binary`. */ readonly sameAsLast: boolean;
    }
  | {
      readonly kind: 'failed';
      readonly command: readonly string[];
      readonly durationMs: number;
      readonly diagnostics: readonly Diagnostic[];
      readonly output: string;
      readonly hint?: string;
      /** No edit of a file can mend it. */ readonly final: boolean;
    }
  | { readonly kind: 'aborted' };

export interface BuildPorts {
  readonly startChild: StartChild;
  readonly killTree: (pid: number) => Promise<void>;
  readonly readText: ReadText;
  /** ms of a clock that never steps back */
  readonly now: () => number;
}

/** Builds the program next to the one that runs, which is never touched. Aborting ends go and all compilers. */
export async function goBuild(plan: Plan, ports: BuildPorts, signal: AbortSignal): Promise<BuildOutcome> {
  const { go, output } = plan;
  const began = ports.now();
  const args = ['build', '-o', output.next, ...go.buildFlags, go.package];
  const shown = ['go', 'build', '-o', relative(go.cwd, output.next), ...go.buildFlags, go.package];
  const problem = await prepareFolders(plan);
  const durationMs = () => ports.now() - began;
  if (problem !== undefined) {
    return {
      kind: 'failed',
      command: shown,
      durationMs: durationMs(),
      diagnostics: [],
      output: problem,
      final: false,
    };
  }
  const env = { ...go.env, GOTMPDIR: output.temporary, TMPDIR: output.temporary };
  const command: Command = { file: go.binary, args, cwd: go.cwd, env, output: 'capture' };
  const { exit, stdout, stderr, aborted } = await runAbortable(command, ports, signal);
  await rm(output.temporary, { recursive: true, force: true, maxRetries: 3 });
  if (aborted) return { kind: 'aborted' };
  const failed = (text: string, final: boolean, hint = adviseOnBuildFailure(text)): BuildOutcome => {
    const { diagnostics, rest } = parseDiagnostics(text, go.cwd, ports.readText);
    const hinted = hint === undefined ? {} : { hint };
    return {
      kind: 'failed',
      command: shown,
      durationMs: durationMs(),
      diagnostics,
      output: rest,
      final,
      ...hinted,
    };
  };
  if (exit.kind === 'not-started') return failed(`go can't be started in ${go.cwd}: ${exit.reason}`, false);
  // go ends with 2 where its own command line is wrong, and with 1 for what is wrong in the sources.
  if (exit.kind === 'signal' || exit.code !== 0) {
    const text = stderr.trim() === '' ? stdout : stderr;
    const isUsage = exit.kind === 'code' && exit.code === 2;
    return failed(
      text || `go build ended by ${exit.kind === 'signal' ? exit.signal : `code ${exit.code}`}`,
      isUsage,
    );
  }
  const [built, last] = await Promise.all([readBuiltFile(output.next), readBuiltFile(output.binary)]);
  if (built.kind === 'archive') {
    await rm(output.next, { force: true });
    const hint = 'Only package main can be run: set the option file to one.';
    return failed(
      `${relative(plan.workspaceRoot, plan.target.directory) || '.'} is not package main`,
      false,
      hint,
    );
  }
  const sameAsLast =
    built.kind === 'program' &&
    last.kind === 'program' &&
    built.contentId !== undefined &&
    built.contentId === last.contentId;
  return { kind: 'built', command: shown, durationMs: durationMs(), sameAsLast };
}

/**
 * Makes the folders, and links the last binary to the new name: where it is still current, go then leaves it
 * alone instead of linking it again; otherwise go renames a new file over the name.
 */
async function prepareFolders({ output, target }: Plan): Promise<string | undefined> {
  try {
    if (!(await stat(target.directory).catch(() => undefined)))
      return `the folder ${target.directory} is gone`;
    await mkdir(dirname(output.next), { recursive: true });
    await mkdir(output.temporary, { recursive: true });
    await rm(output.next, { force: true });
    await link(output.binary, output.next).catch(() => undefined);
    return undefined;
  } catch (error) {
    return `outputPath: ${(error as Error).message}`;
  }
}

async function runAbortable(command: Command, { startChild, killTree }: BuildPorts, signal: AbortSignal) {
  if (signal.aborted)
    return { exit: { kind: 'code', code: 0 } as const, stdout: '', stderr: '', aborted: true };
  const child = startChild(command);
  let killed: Promise<void> | undefined;
  const kill = () => {
    if (child.pid !== undefined) killed = killTree(child.pid);
  };
  signal.addEventListener('abort', kill, { once: true });
  const ended = await child.ended;
  signal.removeEventListener('abort', kill);
  await killed;
  return { ...ended, aborted: killed !== undefined };
}
