import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan, SwaggerPlan } from '../plan/plan.ts';
import { type Problem, type Result, success } from '../problem.ts';
import type { Diagnostic, RunEvent } from '../events/run-event.ts';
import { createFileTexts } from './file-text.ts';
import { hasTitle } from '../golang/find-general-info.ts';
import { findGoTool, SWAG, type ToolSource } from './find-go-tool.ts';
import type { GeneratorDeps, Step, StepEnd } from './generation.ts';
import { installGoTool } from './install-go-tool.ts';
import { createOwnOutputs, holdAll, writeOutputs } from './own-outputs.ts';
import { pack } from './pack.ts';
import { findMissingInput, prepareSwag } from './prepare-swag.ts';
import { runSwag, type SwagRun } from './run-swag.ts';
import { type LastSuccess, readLastSuccess, storeLastSuccess } from './spec-key.ts';
import { explainSwagFailure, readSwagWarnings } from './swag-failure.ts';
import { readSwagFlags } from './swag-flags.ts';
import { concernsSpec, createScope, describeSwagger, listWatchedDirectories } from './swag-scope.ts';

type Report = (event: RunEvent) => void;

/** The generator that runs swag, but only if something that swag reads has changed. */
export function createSwagGenerator(plan: Plan, swagger: SwaggerPlan, deps: GeneratorDeps): Step {
  const read = readSwagFlags(swagger.flags, plan.projectRoot);
  const none = {
    rest: [],
    directories: [],
    excluded: [],
    outputTypes: [],
    inputs: [],
    readsDependencies: true,
  };
  const flags = read.ok ? read.value : none;
  const scope = createScope(plan, swagger, flags);
  const own = createOwnOutputs();
  const readFileText = createFileTexts(deps.now);
  let last: LastSuccess | undefined;
  /** What an earlier run has left is its own before the first one of this run, too. */
  let recalled: Promise<void> | undefined;
  const recall = () =>
    (recalled ??= readLastSuccess(plan.output.cache).then((found) => {
      last = found;
      own.remember(found?.outputs ?? {});
    }));
  let known: { readonly goMod: string; readonly source: ToolSource } | undefined;

  const prepare = (signal: AbortSignal) =>
    prepareSwag(plan, swagger, flags, scope, readFileText, async (goMod) => {
      if (known?.goMod === goMod) return known.source;
      const source = await findGoTool(SWAG, plan, goMod, deps, signal);
      known = source && { goMod, source };
      return source;
    });

  async function generate(signal: AbortSignal, report: Report, started: number): Promise<StepEnd> {
    const fail = (problem: Problem, diagnostics: readonly Diagnostic[] = []): StepEnd => {
      // The next try looks for swag again: it may be what was mended.
      known = undefined;
      return { kind: 'failed', problem, diagnostics, durationMs: deps.now() - started };
    };
    const missing = read.ok ? await findMissingInput(swagger) : read.problem;
    if (missing) return fail(missing);
    const prepared = await prepare(signal);
    if (!prepared || signal.aborted) return { kind: 'aborted' };
    await recall();
    if (!flags.readsDependencies && last?.key === prepared.key.key && (await holdAll(last.outputs))) {
      own.remember(last.outputs);
      return { kind: 'current' };
    }
    const installed = await install(prepared.source, signal, report);
    if (!installed) return { kind: 'aborted' };
    if (!installed.ok) return fail(installed.problem);
    const call = { source: prepared.source, flags, scope, skipped: prepared.skipped };
    const run = await runSwag(call, plan, swagger, deps, signal, report);
    if (run.kind === 'aborted' || signal.aborted) return { kind: 'aborted' };
    const explained = await explain(run);
    if (explained) return fail(explained.problem, explained.diagnostics);
    if (run.kind === 'timed-out')
      return fail({ message: `swag did not end within ${run.limit / 60_000} minutes.` });

    const spec = run.outputs.get(join(swagger.output, 'swagger.json'));
    if (!spec) return fail({ message: 'swag ended well, but wrote no swagger.json.' });
    for (const problem of await listWarnings(run.ended.stdout)) report({ type: 'warning', problem });
    const packed = await pack(spec, swagger, prepared.packing);
    const outputs = new Map(run.outputs);
    if (packed !== undefined) outputs.set(swagger.packFile, Buffer.from(packed));
    const { written, hashes } = await writeOutputs(outputs, own, plan.workspaceRoot);
    // If a file was written meanwhile, nobody knows which state of it swag saw.
    const after = await prepare(signal);
    last = after?.key.stamp === prepared.key.stamp ? { key: prepared.key.key, outputs: hashes } : undefined;
    if (last) await storeLastSuccess(plan.output.cache, last);
    return { kind: 'generated', command: run.command, written, durationMs: deps.now() - started };
  }

  async function install(
    source: ToolSource,
    signal: AbortSignal,
    report: Report,
  ): Promise<Result<string> | undefined> {
    if (source.kind !== 'pinned' || source.installed) return success(source.path);
    report({ type: 'installing', what: `swag ${SWAG.version}`, into: source.folder });
    const installed = await installGoTool(SWAG, source.path, plan, deps, signal, report);
    if (installed?.ok && known) known = { ...known, source: { ...source, installed: true } };
    return installed;
  }

  async function explain(
    run: SwagRun,
  ): Promise<{ problem: Problem; diagnostics: readonly Diagnostic[] } | undefined> {
    if (run.kind !== 'ended') return undefined;
    const { exit, stderr } = run.ended;
    switch (exit.kind) {
      case 'code':
        return exit.code === 0
          ? undefined
          : explainSwagFailure(stderr, plan.projectRoot, swagger.generalInfo);
      case 'signal':
        return { problem: { message: `swag was ended by ${exit.signal}.` }, diagnostics: [] };
      case 'unseen':
        return { problem: { message: 'Nobody has seen how swag ended.' }, diagnostics: [] };
      case 'not-started':
        return { problem: { message: `swag could not be started: ${exit.reason}` }, diagnostics: [] };
    }
  }

  async function listWarnings(stdout: string): Promise<Problem[]> {
    const warnings = readSwagWarnings(stdout);
    if (hasTitle(await readFile(swagger.generalInfo, 'utf8'))) return warnings;
    const message = `${swagger.generalInfo} has no general swagger annotations, so the specification has no title.`;
    const hint =
      'Add `// @title My API` and `// @version 1.0` above func main, or set swagger.generalInfo to the file that has them.';
    return [{ message, hint }, ...warnings];
  }

  return {
    ...describeSwagger(swagger),
    generate: async (signal, report) => {
      const started = deps.now();
      try {
        return await generate(signal, report, started);
      } catch (error) {
        const message = `The swagger files could not be written: ${error instanceof Error ? error.message : String(error)}`;
        return { kind: 'failed', problem: { message }, diagnostics: [], durationMs: deps.now() - started };
      }
    },
    async isOwnOutput(path) {
      await recall();
      return own.isOwn(path);
    },
    concerns: (path) => concernsSpec(scope, plan, swagger, flags.inputs, path),
    patterns: () => [],
    directories: () => listWatchedDirectories(scope, flags.inputs),
  };
}
