import { basename, dirname } from 'node:path';
import type { Builder } from '../build/builder.ts';
import type { IdleOutcome } from '../build/idle-work.ts';
import { parseDiagnostics } from '../build/diagnostics.ts';
import type { ReadText } from '../files/disk.ts';
import { type GoPackage, isLocal, listPackages } from '../golang/go-list.ts';
import type { Plan } from '../plan/plan.ts';
import { gently, type RunDeps, runCommand } from '../process/run-command.ts';
import type { System } from '../process/system.ts';
import { countTests, createTestReader, type PackageResult, showFailure } from './test-results.ts';

export interface AffectedTestsDeps extends RunDeps {
  readonly readText: ReadText;
  readonly system: Pick<System, 'nice'>;
  /** ms of a clock that never steps back */
  readonly now: () => number;
}

/** ms; the program that has just been started comes first. */
const TESTS_AFTER = 300;

/**
 * The builder, which in a quiet moment after a good build, behind all that is its own to do then, runs the tests that the
 * edits since the last ones can break. It gives way to all else on the machine. A newer edit ends it; the next one then
 * has these edits, too.
 */
export function withAffectedTests(builder: Builder, plan: Plan, deps: AffectedTestsDeps): Builder {
  let changed = new Set<string>();
  let isGood = false;
  const run = async (signal: AbortSignal): Promise<IdleOutcome> => {
    const taken = changed;
    changed = new Set();
    const outcome = await testAffected(plan, taken, deps, signal);
    if (signal.aborted) changed = new Set([...taken, ...changed]);
    return outcome;
  };
  return {
    ...builder,
    note(path) {
      changed.add(path);
      builder.note(path);
    },
    async build(signal, report) {
      isGood = false;
      const outcome = await builder.build(signal, report);
      isGood = outcome.kind === 'built';
      return outcome;
    },
    idleWork() {
      const own = builder.idleWork();
      if (own !== undefined || !isGood || changed.size === 0) return own;
      return { afterMs: TESTS_AFTER, run };
    },
  };
}

async function testAffected(
  plan: Plan,
  changed: ReadonlySet<string>,
  deps: AffectedTestsDeps,
  signal: AbortSignal,
): Promise<IdleOutcome> {
  const { go } = plan;
  const began = deps.now();
  const startChild = gently(deps.startChild, deps.system);
  const listed = await listPackages(go, startChild, signal);
  if (!listed.ok) return { kind: 'done' };
  const own = listed.value.filter(isLocal).map(({ ImportPath }) => ImportPath);
  const flags = ['-test', ...go.listFlags];
  const graph = await listPackages({ ...go, listFlags: flags, packages: own }, startChild, signal);
  if (signal.aborted || !graph.ok) return { kind: 'done' };
  const packages = findAffected(graph.value, changed);
  if (packages.length === 0) return { kind: 'done' };

  const results: PackageResult[] = [];
  const reader = createTestReader();
  const onLine = (line: string) => {
    const one = reader.read(line);
    if (one) results.push(one);
  };
  const args = ['test', '-json', ...go.listFlags, ...packages];
  const command = { file: go.binary, args, cwd: go.cwd, env: go.env, output: 'capture' } as const;
  const ended = await runCommand({ ...command, listener: { onLine } }, { ...deps, startChild }, signal);
  if (ended === null) return { kind: 'done' };
  const success = ended.exit.kind === 'code' && ended.exit.code === 0;
  const said = success ? '' : `${reader.rest()}${ended.stderr}`;
  const { diagnostics, rest } = parseDiagnostics(said, go.cwd, deps.readText);
  const failed = results.filter(({ outcome, isUnbuilt }) => outcome === 'failed' && !isUnbuilt);
  const counts = results.map(({ tests }) => countTests(tests));
  const sum = (outcome: 'passed' | 'failed' | 'skipped') =>
    counts.reduce((total, one) => total + one[outcome], 0);
  return {
    kind: 'tested',
    result: {
      success,
      packages,
      tests: { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') },
      diagnostics,
      output: [...failed.map(showFailure), rest].filter((text) => text.trim() !== '').join('\n'),
      durations: { test: deps.now() - began },
    },
  };
}

/**
 * The packages whose tests a change of these files can break: of `go list -deps -test`, those whose test binary is made
 * of a package that has changed, by whatever way. A file that is not of a package (go.mod) concerns all.
 */
export function findAffected(graph: readonly GoPackage[], changed: ReadonlySet<string>): readonly string[] {
  const folders = new Set(graph.filter(isLocal).map(({ Dir }) => Dir));
  const ownerOf = (path: string): string | undefined => {
    if (/^go\.(mod|sum|work|work\.sum)$/.test(basename(path))) return undefined;
    for (let at = dirname(path); at !== dirname(at); at = dirname(at)) if (folders.has(at)) return at;
    return undefined;
  };
  const owners = [...changed].map(ownerOf);
  const concernsAll = owners.includes(undefined);
  const affected = new Set<string>();
  // Dependencies come first.
  for (const { ImportPath: path, Dir: folder = '', Imports: imports = [] } of graph) {
    const isChanged = owners.includes(folder) && !path.endsWith('.test');
    if (concernsAll || isChanged || imports.some((one) => affected.has(one))) affected.add(path);
  }
  return graph
    .map(({ ImportPath }) => ImportPath)
    .filter((path) => path.endsWith('.test') && affected.has(path))
    .map((path) => path.slice(0, -'.test'.length))
    .sort();
}
