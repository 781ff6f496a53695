import { hash } from 'node:crypto';
import { dirname, relative, sep } from 'node:path';
import { runFollowed } from '../build/follow-command.ts';
import { temporaryEnvironment } from '../build/install.ts';
import { inTemporaryFolder } from '../files/folders.ts';
import type { CommandPlan, FileSet, Plan } from '../plan/plan.ts';
import type { Problem } from '../problem.ts';
import type { Diagnostic, RunEvent } from '../events/run-event.ts';
import type { FileText, ReadFileText } from './file-text.ts';
import type { GeneratorDeps, Step, StepEnd } from './generation.ts';
import { putBack, readHandWritten } from './hand-written.ts';
import { locatePlaces, readOutput } from './locate-places.ts';
import { askWithinPass, REMOVED, type Hashes, type OwnOutputs } from './own-outputs.ts';
import type { LimitedRun } from '../process/run-command.ts';
import { createStepFiles, listFiles, type Listings, type StepFiles } from './step-files.ts';
import type { StepMemory } from './step-memory.ts';
import { findTool, type StepTool } from './step-tool.ts';

type Report = (event: RunEvent) => void;

/** What all steps of a run share. */
export interface StepSurroundings {
  readonly plan: Plan;
  readonly deps: GeneratorDeps;
  readonly own: OwnOutputs;
  readonly listings: Listings;
  readonly readFileText: ReadFileText;
  /** Leaves the bodies of Go's functions out. */
  readonly readDeclarations: ReadFileText;
  readonly memory: () => Promise<StepMemory>;
}

/** The files of a set at one moment, by absolute path. */
type Contents = ReadonlyMap<string, FileText>;

/**
 * The step that runs a command if what it reads, its environment or its tool is another than at its last run that went
 * well, or if an output is another than it has left. Its outputs are what it touches of the files that `outputs`
 * names, and what says that it is generated; all else there is a person's: it is never an output, and is put back
 * where the command changes or removes it. What a person edits while the command runs can't be told from what the
 * command writes.
 */
export function createCommandStep(command: CommandPlan, surroundings: StepSurroundings): Step {
  const { plan, deps, own, listings, readFileText, readDeclarations } = surroundings;
  const readInput = command.reads === 'declarations' ? readDeclarations : readFileText;
  const inputs = createStepFiles(command.inputs);
  const outputs = createStepFiles(command.outputs);
  const shared = createStepFiles({ named: findShared(command), except: [] });
  /** Those that the command writes and does not read. */
  const isWritten = (path: string) => outputs.matches(path) && !shared.matches(path);
  /** Those that hold outputs, or did. */
  const folders = new Set<string>();
  let phase: { readonly kind: 'resting' | 'running' } | { readonly kind: 'looking'; seen: Promise<unknown> } =
    {
      kind: 'resting',
    };

  /** What an earlier run has left is its own before the first one of this run, too. */
  let recalled: Promise<void> | undefined;
  const recall = () =>
    (recalled ??= surroundings
      .memory()
      .then(({ runs }) => own.remember(runs.get(command.name)?.outputs ?? {})));

  const look = async (
    files: StepFiles,
    isMeant: (path: string) => boolean,
    readText: ReadFileText = readFileText,
  ): Promise<Contents> => {
    const paths = listFiles(files, listings).filter(isMeant);
    return new Map(await Promise.all(paths.map(async (path) => [path, await readText(path)] as const)));
  };
  const holdsAll = async (hashes: Hashes) => {
    const paths = Object.keys(hashes);
    const texts = await Promise.all(paths.map(readFileText));
    return texts.every(({ text }, at) => text === hashes[paths[at] ?? '']);
  };
  const lookAnew = (files: StepFiles, isMeant: (path: string) => boolean) => {
    listings.forget();
    return look(files, isMeant);
  };

  async function generate(
    signal: AbortSignal,
    report: Report,
    passedOver: readonly FileSet[],
    started: number,
    isRepeated = false,
  ): Promise<StepEnd> {
    const fail = (
      problem: Problem,
      diagnostics: readonly Diagnostic[] = [],
      written: readonly string[] = [],
    ): StepEnd => ({ kind: 'failed', problem, diagnostics, written, durationMs: deps.now() - started });
    const others = passedOver.map(createStepFiles);
    const isInput = (path: string) => !isWritten(path) && !others.some((one) => one.matches(path));
    await recall();
    const { runs, tools } = await surroundings.memory();
    const [tool, before] = await Promise.all([
      findTool(command, plan, tools, deps, signal, report),
      look(inputs, isInput, readInput),
    ]);
    if (!tool || signal.aborted) return { kind: 'aborted' };
    if (!tool.ok) return fail({ ...tool.problem, message: `${command.name}: ${tool.problem.message}` });
    const last = runs.get(command.name);
    if (last?.key === makeKey(command, plan, tool.value, before) && (await holdsAll(last.outputs))) {
      own.remember(last.outputs);
      return { kind: 'current' };
    }
    // Until it has gone well. What it has written stays its own, also where it is killed amid a file.
    const remember = (outputs: Hashes) => runs.set(command.name, { key: '', outputs });
    remember(last?.outputs ?? {});

    const earlier = await look(outputs, () => true);
    for (const path of earlier.keys()) folders.add(dirname(path));
    const isHeld = (path: string) =>
      isWritten(path) && !outputs.exact.includes(path) && !Object.hasOwn(last?.outputs ?? {}, path);
    const handWritten = await readHandWritten([...earlier.keys()].filter(isHeld));
    phase = { kind: 'running' };
    const { file, args, env } = tool.value;
    const isGo = file === plan.go.binary;
    const run = await inTemporaryFolder(plan.output.cache, 'step.', (temporary) =>
      runFollowed(
        {
          file,
          args,
          cwd: command.cwd,
          env: { ...env, ...temporaryEnvironment({ temporary }), ...command.env },
          output: 'capture',
        },
        { what: command.name, ...(isGo && { modules: plan.go.modules }) },
        deps,
        signal,
        report,
      ),
    );
    const looking = (async () => {
      const restored = await putBack(handWritten);
      const later = await lookAnew(outputs, () => true);
      const touched = [...later].filter(([path, { stamp }]) => earlier.get(path)?.stamp !== stamp);
      const removed = [...earlier.keys()].filter((path) => !later.has(path));
      own.remember(Object.fromEntries(touched.map(([path, { text }]) => [path, text])));
      own.remember(Object.fromEntries(removed.map((path) => [path, REMOVED])));
      for (const path of later.keys()) folders.add(dirname(path));
      await own.rememberFolders(folders);
      return { restored, later, touched: new Set(touched.map(([path]) => path)), removed };
    })();
    phase = { kind: 'looking', seen: looking };
    const { restored, later, touched, removed } = await looking;
    phase = { kind: 'resting' };
    const changed = [...touched].filter((path) => earlier.get(path)?.text !== later.get(path)?.text);
    const written = [...changed, ...removed].sort();
    const made = [...later.keys()].filter(
      (path) =>
        isWritten(path) && (touched.has(path) || outputs.exact.includes(path) || !handWritten.has(path)),
    );
    const hashes: Hashes = Object.fromEntries(made.map((path) => [path, later.get(path)?.text ?? REMOVED]));
    const isOwn = ([path]: [string, string]) => !restored.includes(path);
    remember({ ...last?.outputs, ...Object.fromEntries(Object.entries(hashes).filter(isOwn)) });
    if (run.kind === 'aborted') return { kind: 'aborted', written };
    const failed = await explainRun(command, run, plan);
    if (failed) return fail(failed.problem, failed.diagnostics, written);
    if (restored.length > 0) return fail(describeRestored(command, restored, plan), [], written);
    own.remember(hashes);
    if (!isRepeated && Object.keys(last?.outputs ?? {}).some((path) => !later.has(path))) {
      // By the command, or by a person while it ran, whose files it has to make again. Once: it may name each anew.
      runs.set(command.name, { key: '', outputs: hashes });
      const again = await generate(signal, report, passedOver, started, true);
      const all = [...written, ...('written' in again ? (again.written ?? []) : [])];
      return again.kind === 'current' ? again : { ...again, written: [...new Set(all)].sort() };
    }
    for (const path of outputs.exact.filter((one) => !later.has(one))) {
      report({ type: 'warning', problem: describeMissing(command, relative(plan.workspaceRoot, path)) });
    }
    const after = await look(inputs, isInput, readInput);
    const isSame = [...after].every(
      ([path, { text }]) => before.get(path)?.text === text || shared.matches(path),
    );
    // What was edited meanwhile is not in the result, or nobody knows.
    if (isSame && before.size <= after.size && outputs.exact.every((path) => later.has(path))) {
      runs.set(command.name, { key: makeKey(command, plan, tool.value, after), outputs: hashes });
    }
    return { kind: 'generated', command: command.command, written, durationMs: deps.now() - started };
  }

  return {
    name: command.name,
    inputs: command.inputs,
    outputs: command.outputs,
    isBroad: command.isBroad ?? false,
    async generate(signal, report, passedOver = []) {
      const started = deps.now();
      try {
        return await generate(signal, report, passedOver, started);
      } catch (error) {
        phase = { kind: 'resting' };
        const message = `${command.name}: ${error instanceof Error ? error.message : String(error)}`;
        return { kind: 'failed', problem: { message }, diagnostics: [], durationMs: deps.now() - started };
      }
    },
    async isOwnOutput(path) {
      if (!outputs.matches(path) && !folders.has(path)) return false;
      return askWithinPass(
        () => phase,
        async () => {
          await recall();
          if (phase.kind === 'looking') await phase.seen.catch(() => undefined);
          return phase.kind === 'running' || (await own.isOwn(path));
        },
      );
    },
    concerns: () => false,
    directories: () => Promise.resolve([]),
    patterns: () => [
      ...inputs.patterns.map((pattern) => ({
        ...pattern,
        importedBy: [command.name],
        matches: (path: string) => inputs.matches(path) && !isWritten(path),
      })),
      ...outputs.patterns.map((pattern) => ({
        ...pattern,
        importedBy: [command.name],
        matches: (path: string) => outputs.matches(path) && own.isKnown(path),
      })),
    ],
  };
}

function findShared({ inputs, outputs }: CommandPlan) {
  return outputs.named.filter((output) =>
    inputs.named.some((input) => input.base === output.base && input.pattern === output.pattern),
  );
}

/** Equal keys give equal outputs. */
function makeKey(command: CommandPlan, plan: Plan, tool: StepTool, inputs: Contents): string {
  const settings = Object.entries(tool.env).filter(([name]) => /^(GO|CGO_)/.test(name));
  const cwd = relative(plan.workspaceRoot, command.cwd);
  const start = `${plan.workspaceRoot}${sep}`;
  const shown = (path: string) => (path.startsWith(start) ? path.slice(start.length) : path);
  const contents = [...inputs].map(([path, { text }]) => [shown(path), text]);
  return hash('sha1', JSON.stringify([command.command, cwd, command.env, settings, tool.version, contents]));
}

async function explainRun(
  { name, command, cwd }: CommandPlan,
  run: Exclude<LimitedRun, { kind: 'aborted' }>,
  plan: Plan,
): Promise<{ problem: Problem; diagnostics: readonly Diagnostic[] } | undefined> {
  const words = command.join(' ');
  if (run.kind === 'timed-out') {
    const message = `${name}: ${words} did not end within ${run.limit / 60_000} minutes`;
    return { problem: { message }, diagnostics: [] };
  }
  const { exit, stdout, stderr } = run.ended;
  switch (exit.kind) {
    case 'not-started':
      return {
        problem: { message: `${name}: ${words} could not be started: ${exit.reason}` },
        diagnostics: [],
      };
    case 'signal':
      return { problem: { message: `${name}: ${words} was ended by ${exit.signal}` }, diagnostics: [] };
    case 'unseen':
      return { problem: { message: `${name}: nobody has seen how ${words} ended` }, diagnostics: [] };
    case 'code': {
      if (exit.code === 0) return undefined;
      const diagnostics = await locatePlaces(`${stderr}\n${stdout}`, [
        cwd,
        plan.projectRoot,
        plan.workspaceRoot,
      ]);
      const ended = `${words} ended with code ${exit.code}`;
      if (diagnostics.length > 0) return { problem: { message: ended, hint: ended }, diagnostics };
      const said = readOutput(stderr).slice(-8).join('\n') || readOutput(stdout).slice(-8).join('\n');
      return { problem: { message: `${ended}${said && `: ${said}`}` }, diagnostics: [] };
    }
  }
}

function describeRestored({ name }: CommandPlan, paths: readonly string[], plan: Plan): Problem {
  const shown = paths.map((path) => relative(plan.workspaceRoot, path)).join(', ');
  const message = `${name} has changed or removed what was written by hand, which was put back: ${shown}`;
  const hint =
    'Move it to a folder that the step does not write to; or, if the step makes it, name it in outputs by its path, without a star.';
  return { message, hint };
}

function describeMissing({ name, command }: CommandPlan, path: string): Problem {
  const message = `generate: ${name} ended well, but there is no ${path}`;
  return { message, hint: `Its outputs should name what ${command.join(' ')} writes.` };
}
