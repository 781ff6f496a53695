import { readFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { runFollowed } from '../build/follow-command.ts';
import { temporaryEnvironment } from '../build/install.ts';
import { inTemporaryFolder } from '../files/folders.ts';
import type { Plan, SwaggerPlan } from '../plan/plan.ts';
import type { Problem } from '../problem.ts';
import type { Diagnostic, RunEvent } from '../events/run-event.ts';
import type { Ended } from '../process/child.ts';
import type { GeneratorDeps, Step, StepEnd } from './generation.ts';
import { findAbove } from './go-mod.ts';
import { askWithinPass, createOwnOutputs, takeSnapshot, writeOutputs } from './own-outputs.ts';
import { locatePlaces } from './locate-places.ts';
import { choosePacking, pack } from './pack.ts';
import { lastLines } from './swag-failure.ts';
import { concernsSpec, createScope, describeSwagger, listWatchedDirectories } from './swag-scope.ts';

type Report = (event: RunEvent) => void;

/**
 * The generator that runs the user's own command, in the project's root, before every build: what it reads
 * is unknown. Its own output are swagger.json, the pack file, and every file below the folders of both that
 * the command touched, changed or not. A person's edit in these folders while the command runs can't be
 * told from its own: the build that follows has it, but the command is not run again for it.
 */
export function createCommandGenerator(
  plan: Plan,
  swagger: SwaggerPlan & { readonly command: readonly string[] },
  deps: GeneratorDeps,
): Step {
  const { command } = swagger;
  const spec = join(swagger.output, 'swagger.json');
  const folders = [swagger.output, dirname(swagger.packFile)];
  const noFlags = {
    rest: [],
    directories: [],
    excluded: [],
    outputTypes: [],
    inputs: [],
    readsDependencies: true,
  };
  const scope = createScope(plan, swagger, noFlags);
  const own = createOwnOutputs();
  let running: Promise<unknown> = Promise.resolve();

  async function generate(signal: AbortSignal, report: Report, started: number): Promise<StepEnd> {
    const fail = (problem: Problem, diagnostics: readonly Diagnostic[] = []): StepEnd => {
      return { kind: 'failed', problem, diagnostics, durationMs: deps.now() - started };
    };
    const before = await takeSnapshot(folders);
    const [file = '', ...args] = command;
    const run = await inTemporaryFolder(plan.output.cache, 'step.', (temporary) => {
      const env = { ...plan.go.env, ...temporaryEnvironment({ temporary }) };
      return runFollowed(
        { file, args, cwd: plan.projectRoot, env, output: 'capture' },
        { what: command.join(' ') },
        deps,
        signal,
        report,
      );
    });
    const after = await takeSnapshot(folders);
    const touched = [...after].filter(([path, state]) => before.get(path)?.stamp !== state.stamp);
    own.remember(Object.fromEntries(touched.map(([path, state]) => [path, state.sha1])));
    await own.rememberFolders([...folders, ...[...before, ...after].map(([path]) => dirname(path))]);
    if (run.kind === 'aborted') return run;
    if (run.kind === 'timed-out')
      return fail({ message: `${command.join(' ')} did not end within ${run.limit / 60_000} minutes.` });
    const problem = explain(command, run.ended);
    if (problem)
      return fail(problem, await locatePlaces(run.ended.stderr + run.ended.stdout, [plan.projectRoot]));

    const outputs = new Map<string, Uint8Array>();
    const bytes = await readFile(spec).catch(() => undefined);
    if (bytes) outputs.set(spec, bytes);
    const { packFormat } = swagger;
    if (packFormat !== 'none') {
      if (!bytes)
        return fail({
          message: `${command.join(' ')} ended well, but there is no ${spec}.`,
          hint: 'Let it write swagger.json there, set swagger.output to its folder, or set packFormat to none.',
        });
      const goMod = await findAbove(swagger.searchDirectory, 'go.mod');
      const packed = await pack(bytes, swagger, choosePacking(packFormat, goMod?.text ?? ''));
      if (packed !== undefined) outputs.set(swagger.packFile, Buffer.from(packed));
    }
    const { written } = await writeOutputs(outputs, own, plan.workspaceRoot);
    const changed = touched
      .filter(([path, state]) => before.get(path)?.sha1 !== state.sha1)
      .map(([path]) => path);
    return {
      kind: 'generated',
      command,
      written: [...new Set([...changed, ...written])].sort(),
      durationMs: deps.now() - started,
    };
  }

  const guarded = async (signal: AbortSignal, report: Report): Promise<StepEnd> => {
    const started = deps.now();
    try {
      return await generate(signal, report, started);
    } catch (error) {
      const message = `The swagger files could not be written: ${error instanceof Error ? error.message : String(error)}`;
      return { kind: 'failed', problem: { message }, diagnostics: [], durationMs: deps.now() - started };
    }
  };

  return {
    ...describeSwagger(swagger),
    generate: (signal: AbortSignal, report: Report) => {
      const generation = guarded(signal, report);
      running = generation;
      return generation;
    },
    isOwnOutput: (path) =>
      askWithinPass(
        () => running,
        async () => {
          if (folders.some((folder) => `${path}${sep}`.startsWith(folder + sep))) await running;
          return own.isOwn(path);
        },
      ),
    concerns: (path) => concernsSpec(scope, plan, swagger, [], path),
    patterns: () => [],
    directories: () => listWatchedDirectories(scope, []),
  };
}

function explain(command: readonly string[], { exit, stdout, stderr }: Ended): Problem | undefined {
  const name = command.join(' ');
  switch (exit.kind) {
    case 'not-started':
      return {
        message: `The swagger command could not be started: ${name}: ${exit.reason}`,
        hint: 'Check swagger.command: its first word must be on PATH, or a path from the project’s root.',
      };
    case 'signal':
      return { message: `${name} was ended by ${exit.signal}.` };
    case 'unseen':
      return { message: `Nobody has seen how ${name} ended.` };
    case 'code': {
      if (exit.code === 0) return undefined;
      const said = lastLines(stderr, 8) || lastLines(stdout, 8);
      return { message: `${name} ended with code ${exit.code}${said && `: ${said}`}` };
    }
  }
}
