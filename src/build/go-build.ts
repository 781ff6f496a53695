import { relative } from 'node:path';
import type { Diagnostic, RunEvent, Via } from '../events/run-event.ts';
import type { ReadText } from '../files/disk.ts';
import { remove } from '../files/folders.ts';
import { canRun, namePlatform } from '../plan/host.ts';
import type { Plan } from '../plan/plan.ts';
import type { Command, Ended } from '../process/child.ts';
import { adviseOnBuildFailure } from './advice.ts';
import { readBuiltFile } from './build-id.ts';
import type { BuildParts } from './build-phases.ts';
import { parseDiagnostics } from './diagnostics.ts';
import { DOWNLOADING } from './downloads.ts';
import { type FollowDeps, followCommand } from './follow-command.ts';
import { prepareFolders, removeTemporary, temporaryEnvironment } from './install.ts';
import { type RunDeps, runCommand } from '../process/run-command.ts';

/** How a build ended. `built`: the new binary lies at `output.next`. Durations in ms. */
export type BuildOutcome =
  | {
      readonly kind: 'built';
      readonly command: readonly string[];
      readonly durationMs: number;
      /** Runs the same code as the last one. */
      readonly sameAsLast: boolean;
      readonly via: Via;
      /** What go has printed all the same. */
      readonly output?: string;
      readonly parts: BuildParts;
    }
  | {
      readonly kind: 'failed';
      readonly command: readonly string[];
      readonly durationMs: number;
      readonly diagnostics: readonly Diagnostic[];
      readonly output: string;
      readonly hint?: string;
      /** No edit of a file can mend it. */
      readonly final: boolean;
    }
  | { readonly kind: 'aborted' };

export interface BuildDeps extends RunDeps, FollowDeps {
  readonly readText: ReadText;
  /** Of how many packages the program is made, where that is known by now. */
  readonly countPackages?: () => number | undefined;
}

/** What is wrong, as text of which the places are taken out. */
interface Complaint {
  readonly text: string;
  readonly hint?: string;
  readonly final?: boolean;
}

/**
 * Builds the program next to the one that runs, which is never touched. Aborting ends go and all compilers.
 * `last` is a binary with the code that runs, as go has linked it; null where there is none.
 */
export async function goBuild(
  plan: Plan,
  deps: BuildDeps,
  signal: AbortSignal,
  last: string | null = plan.output.binary,
  report: (event: RunEvent) => void = () => undefined,
): Promise<BuildOutcome> {
  const { go, output } = plan;
  const began = deps.now();
  const command = ['go', 'build', '-o', relative(go.cwd, output.next), ...go.buildFlags, go.package];
  const failed = ({ text, hint = adviseOnBuildFailure(text), final = false }: Complaint): BuildOutcome => {
    const { diagnostics, rest } = parseDiagnostics(text, go.cwd, deps.readText);
    const hinted = hint === undefined ? {} : { hint };
    const durationMs = deps.now() - began;
    return { kind: 'failed', command, durationMs, diagnostics, output: rest, final, ...hinted };
  };

  const obstacle = await prepareFolders(output, plan.target);
  if (obstacle !== undefined) return failed({ text: obstacle });
  const followed = followCommand(
    {
      during: 'build',
      what: 'go build',
      temporary: output.temporary,
      modules: go.modules,
      countPackages: deps.countPackages,
    },
    deps,
    report,
    deps,
  );
  const ended = await runCommand(toCommand(plan), followed.deps, signal);
  const parts = followed.end();
  await removeTemporary(output);
  if (ended === null) return { kind: 'aborted' };
  const complaint = complain(ended, go.cwd);
  if (complaint) return failed(complaint);

  const [built, before] = await Promise.all([output.next, last ?? ''].map(readBuiltFile));
  if (built?.kind === 'archive') {
    await remove(output.next, output.cache);
    const place = relative(plan.workspaceRoot, plan.target.directory) || "the workspace's root";
    const hint = 'Only package main can be run: set the option file to one.';
    return failed({ text: `${place} is not package main`, hint });
  }
  if (built?.kind === 'program' && go.host.os === 'linux' && !canRun(built.header, go.host)) {
    await remove(output.next, output.cache);
    const text = `the program is built for another system than ${namePlatform(go.host)}: it can't be run here`;
    return failed({
      text,
      hint: 'Since the start of this run GOOS or GOARCH was set, for example by go env -w.',
    });
  }
  const durationMs = deps.now() - began;
  const ids = [built, before].map((file) => (file?.kind === 'program' ? file.contentId : undefined));
  const sameAsLast = ids[0] !== undefined && ids[0] === ids[1];
  const said = ended.stderr.split('\n').filter((line) => !DOWNLOADING.test(line));
  const text = said.join('\n').trim();
  const printed = text === '' ? {} : { output: text };
  return { kind: 'built', command, durationMs, sameAsLast, via: { kind: 'go' }, ...printed, parts };
}

function toCommand({ go, output }: Plan): Command {
  return {
    file: go.binary,
    args: ['build', '-o', output.next, ...go.buildFlags, go.package],
    cwd: go.cwd,
    env: { ...go.env, ...temporaryEnvironment(output) },
    output: 'capture',
  };
}

/** What is wrong with the environment that this run was given, and no edit mends. */
const UNFIT =
  /^(?:go: )?(?:build cache is (?:required|disabled)|module cache not found|GOCACHE is not|invalid GOTOOLCHAIN|parsing (?:\$|%)GOFLAGS|unsupported GOOS)/m;

function complain({ exit, stdout, stderr }: Ended, cwd: string): Complaint | undefined {
  const said = stderr.trim() === '' ? stdout : stderr;
  switch (exit.kind) {
    case 'not-started':
      return { text: `go can't be started in ${cwd}: ${exit.reason}` };
    case 'signal':
      return { text: said || `go build was ended by ${exit.signal}` };
    case 'unseen':
      return { text: said || 'nobody has seen how go build ended' };
    case 'code':
      if (exit.code === 0) return undefined;
      // go ends with 2 where its own command line is wrong, and with 1 for what is wrong in the sources.
      return {
        text: said || `go build ended with code ${exit.code}`,
        final: exit.code === 2 || UNFIT.test(said),
      };
  }
}
