import type { ExecutorContext } from '@nx/devkit';
import { resolve } from 'node:path';
import { take } from 'rxjs';
import { listenForShutdown } from '../nx/shutdown.ts';
import { splitWords, type Words } from '../plan/arguments.ts';
import { readTextIfThere } from '../plan/make-plan.ts';
import { failure, type Problem, type Result, success } from '../problem.ts';
import { definedOnly, startChild } from '../process/child.ts';
import { clock } from '../process/clock.ts';
import { killTree } from '../process/processes.ts';
import { runCommand } from '../process/run-command.ts';
import { buildPrograms } from '../targets/build-programs.ts';
import type { GoTask } from '../targets/go-task.ts';
import { runChecks } from '../targets/run-checks.ts';
import { runTests } from '../targets/run-tests.ts';
import { runTidy } from '../targets/tidy.ts';
import { createLines } from '../terminal/lines.ts';
import { createReporter } from '../terminal/reporter.ts';
import { openToolchains } from '../toolchain/machine.ts';
import { type Go, goAsIs, provideGo } from '../toolchain/toolchain.ts';
import type { BuildOptions } from './build/schema.d.ts';
import type { GoOptions } from './go/schema.d.ts';
import { tellOfFetching } from './go-run/provide-go.ts';
import { openLineWriter, readSurroundings } from './surroundings.ts';
import type { TestOptions } from './test/schema.d.ts';

/** What all of these executors take. */
type CommonOptions = Pick<BuildOptions, 'env' | 'go' | 'goBinary'>;
type TaskResult = Promise<{ readonly success: boolean }>;

/** The executor `nx-go-run:build`. */
export function build(options: BuildOptions, context: ExecutorContext): TaskResult {
  return runTask(options, context, async (task) => {
    const packages = splitWords('packages', options.packages);
    if (!packages.ok) return packages;
    const flags = readFlags('buildFlags', options.buildFlags, ['o'], 'Set outputPath instead.');
    if (!flags.ok) return flags;
    const outputPath = resolve(task.workspaceRoot, options.outputPath ?? `dist/${context.projectName}`);
    const refused = refuseOutputPath(outputPath, task, context);
    if (refused) return refused;
    return success(await buildPrograms(task, { packages: packages.value, flags: flags.value, outputPath }));
  });
}

/** The executor `nx-go-run:test`. */
export function test(options: TestOptions, context: ExecutorContext): TaskResult {
  return runTask(options, context, async (task) => {
    const packages = splitWords('packages', options.packages);
    if (!packages.ok) return packages;
    const own = ['json', 'o', 'coverprofile', 'c'];
    const more = readFlags('testFlags', options.testFlags, own, 'The executor sets or needs it itself.');
    if (!more.ok) return more;
    const flags = [
      ...(options.race ? ['-race'] : []),
      ...(options.run === undefined ? [] : [`-run=${options.run}`]),
      ...(options.count === undefined ? [] : [`-count=${options.count}`]),
      ...(options.short ? ['-short'] : []),
      ...(options.timeout === undefined ? [] : [`-timeout=${options.timeout}`]),
      ...more.value,
    ];
    const { cover = false, junit: report } = options;
    const junit = report === undefined ? undefined : resolve(task.workspaceRoot, report);
    return success(await runTests(task, { packages: packages.value, flags, cover, junit }));
  });
}

/** The executor `nx-go-run:go`. */
export function go(options: GoOptions, context: ExecutorContext): TaskResult {
  return runTask(options, context, async (task) => {
    const { command } = options;
    const flags = splitWords('flags', options.flags);
    if (!flags.ok) return flags;
    switch (command) {
      case 'vet':
      case 'lint':
        return success(await runChecks(task, command, flags.value));
      case 'tidy':
      case 'tidy-check':
        return success(await runTidy(task, command, flags.value));
      default:
        return failure(`command: ${String(command)} is none of vet, lint, tidy, tidy-check`);
    }
  });
}

/** Does what a task is for, with the go command that is there or fetched, until Nx ends it. */
async function runTask(
  options: CommonOptions,
  context: ExecutorContext,
  act: (task: GoTask) => Promise<Result<boolean>>,
): TaskResult {
  const { root: workspaceRoot, projectsConfigurations } = context;
  const {
    colour,
    task: { project },
  } = readSurroundings(context);
  const rootOf = (one: string) => resolve(workspaceRoot, projectsConfigurations.projects[one]?.root ?? '.');
  const lines = createLines(colour, workspaceRoot);
  const write = (some: readonly string[]) =>
    void (some.length > 0 && process.stdout.write(`${some.join('\n')}\n`));
  const writeLines = openLineWriter(context, () => clock.now());
  const refuse = (problem: Problem) => {
    writeLines({ type: 'failed', problem }, lines.problem('error', 'red', problem));
    return { success: false };
  };
  const stop = new AbortController();
  const shutdown = listenForShutdown({ process, outputs: [process.stdout, process.stderr] });
  shutdown.requests$.pipe(take(1)).subscribe(() => stop.abort());
  try {
    const given = Object.entries(options.env ?? {}).map(([name, value]) => [name, String(value)] as const);
    const environment = { ...definedOnly(process.env), ...Object.fromEntries(given) };
    const projectRoot = rootOf(project);
    const reporter = createReporter({ colour, workspaceRoot, project, buildWords: [] });
    const report = tellOfFetching(
      (event) => writeLines(event, reporter(event)),
      () => clock.now(),
    );
    const toolchains = openToolchains(environment, startChild, report);
    const found = await findGo(options, workspaceRoot, (asked) =>
      provideGo({ asked, directory: projectRoot }, toolchains, stop.signal),
    );
    if (!found.ok) return refuse(found.problem);
    const task: GoTask = {
      project,
      workspaceRoot,
      projectRoot,
      projectRoots: Object.keys(projectsConfigurations.projects).map(rootOf),
      go: found.value.binary,
      env: found.value.adapt(environment),
      lines,
      write,
      run: (command) => runCommand(command, { startChild, killTree }, stop.signal),
      readText: readTextIfThere,
      now: () => clock.now(),
    };
    const done = await act(task);
    return done.ok ? { success: done.value && !stop.signal.aborted } : refuse(done.problem);
  } finally {
    shutdown.dispose();
  }
}

/** The command that goBinary names; without it what the option go asks for. */
async function findGo(
  { go: asked = 'auto', goBinary = 'go' }: CommonOptions,
  workspaceRoot: string,
  provide: (asked: string) => Promise<Result<Go>>,
): Promise<Result<Go>> {
  if (goBinary === 'go') return provide(asked);
  if (asked !== 'auto')
    return failure("go: it can't be set together with goBinary", 'Leave out one of the two.');
  return success(goAsIs(/[\\/]/.test(goBinary) ? resolve(workspaceRoot, goBinary) : goBinary));
}

/** Flags as words; fails where one of `taken` is among them. */
function readFlags(
  option: string,
  words: Words | undefined,
  taken: readonly string[],
  hint: string,
): Result<readonly string[]> {
  const split = splitWords(option, words);
  if (!split.ok) return split;
  const bad = split.value.find((word) => taken.some((name) => new RegExp(`^--?${name}(=|$)`).test(word)));
  return bad === undefined ? split : failure(`${option}: ${bad} can't be set here`, hint);
}

/** What Nx takes out of its cache replaces the folder: it must not be one in which something else lies. */
function refuseOutputPath(path: string, { projectRoots, workspaceRoot }: GoTask, context: ExecutorContext) {
  const holds = (other: string) =>
    `${resolve(other)}/`.replaceAll('\\', '/').startsWith(`${path}/`.replaceAll('\\', '/'));
  const project = projectRoots.find(holds);
  if (project !== undefined || holds(workspaceRoot)) {
    const hint =
      'Nx empties the folder when it takes the binaries from its cache; name one that holds nothing else.';
    return failure('outputPath: it holds a project, or the whole workspace', hint);
  }
  for (const [name, { targets = {} }] of Object.entries(context.projectsConfigurations.projects))
    for (const [target, { executor, options }] of Object.entries(targets)) {
      const { outputPath } = (options ?? {}) as { readonly outputPath?: unknown };
      if (executor !== 'nx-go-run:go-run' || typeof outputPath !== 'string') continue;
      if (!holds(resolve(workspaceRoot, outputPath))) continue;
      const hint =
        'Nx empties the folder when it takes the binaries from its cache; give one of the two another.';
      return failure(`outputPath: ${name}:${target} has its binary in that folder`, hint);
    }
  return undefined;
}
