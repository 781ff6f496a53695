import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { GoRunOptions } from '../executors/go-run/schema.d.ts';
import { matchesFile } from '../files/file-glob.ts';
import { realPath } from '../files/real-path.ts';
import { failure, type Result, success } from '../problem.ts';
import { definedOnly, type StartChild } from '../process/child.ts';
import { describeSystem } from '../process/system.ts';
import { splitWords } from './arguments.ts';
import { planDebug } from './debug.ts';
import { chooseGoVariables, inheritEnvironment, listNxEnvFiles } from './environment.ts';
import { planGenerate } from './generate.ts';
import { findTags } from './go-flags.ts';
import { planGo, type ProvideGo } from './go-plan.ts';
import { namePlatform, type Platform } from './host.ts';
import { isFolder, lookUp, lookUpGlob, type Roots } from './look-up.ts';
import { completeOptions, type CompleteOptions } from './options.ts';
import { nameProgram, planOutput, type TaskName } from './output.ts';
import { checkOutput } from './own-binary.ts';
import type { DeltaPlan, PagesPlan, Plan, ProgramPlan, ReadyPlan, WatchPlan } from './plan.ts';
import { planProxy } from './proxy.ts';
import { shorten } from './shorten.ts';
import { planSwagger } from './swagger.ts';
import { findTarget } from './target.ts';

/** https://code.visualstudio.com/docs/configure/command-line#_opening-vs-code-with-urls */
const VS_CODE = 'vscode://file{file}:{line}:{column}';

/** What Nx and the process say about this run. */
export interface Surroundings {
  readonly task: TaskName;
  /** Absolute. */
  readonly workspaceRoot: string;
  /** From the workspace's root. */
  readonly projectRoot: string;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  /** Of this process. */
  readonly pid: number;
  /** Does a person read the output in colour? */
  readonly colour: boolean;
}

/** Resolves the options into a plan. The first thing that is wrong is the failure; nothing is written. */
export async function makePlan(
  raw: GoRunOptions,
  surroundings: Surroundings,
  startChild: StartChild,
  provideGo: ProvideGo,
): Promise<Result<Plan>> {
  const completed = completeOptions(raw);
  if (!completed.ok) return completed;
  const options = completed.value;
  // One spelling of every path: go takes PWD's, and a second spelling compiles everything again.
  const workspaceRoot = realPath(surroundings.workspaceRoot);
  const projectRoot = realPath(join(workspaceRoot, surroundings.projectRoot));
  const roots: Roots = { projectRoot, workspaceRoot };

  const args = splitWords('args', options.args);
  if (!args.ok) return args;
  const flags = splitWords('buildFlags', options.buildFlags);
  if (!flags.ok) return flags;
  const env = { ...definedOnly(surroundings.env), ...chooseGoVariables(options.env) };
  const tags = findTags(flags.value, env['GOFLAGS'] ?? '');
  const named = findTarget(options.file, projectRoot, workspaceRoot, tags);
  if (!named.ok) return named;
  const planned = await planGo(options, flags.value, named.value, { ...roots, env }, startChild, provideGo);
  if (!planned.ok) return planned;
  const { go, target, adapt } = planned.value;
  const swagger = await planSwagger(options.swagger || options.generate.includes('swagger'), target, roots);
  if (!swagger.ok) return swagger;
  const generate = planGenerate(options.generate, swagger.value !== null, roots);
  if (!generate.ok) return generate;

  const proxy = planProxy(options);
  if (!proxy.ok) return proxy;

  const debug = planDebug(options, surroundings.platform, workspaceRoot, surroundings.env['PATH'] ?? '');
  if (!debug.ok) return debug;

  const output = planOutput(surroundings.task, workspaceRoot, options.outputPath, surroundings);
  const free = checkOutput(output);
  if (!free.ok) return free;

  const program = planProgram(options, args.value, roots, {
    ...surroundings,
    env: adapt(definedOnly(surroundings.env)),
  });
  if (!isFolder(program.cwd)) {
    return failure(
      `cwd: there is no folder ${shorten(program.cwd, 400)}`,
      "It is looked up from the workspace's root.",
    );
  }
  return success({
    project: surroundings.task.project,
    workspaceRoot,
    projectRoot,
    target,
    go,
    program,
    output,
    ready: planReady(options),
    watch: planWatch(options, roots),
    swagger: swagger.value,
    generate: generate.value,
    // Elsewhere its result has not been compared with that of go.
    hot:
      options.hotBuild !== false &&
      options.watch &&
      describeSystem(surroundings.platform).buildsHot !== 'none'
        ? { checkAfter: 2000 }
        : null,
    delta: planDelta(options, go.host, workspaceRoot),
    test: options.test && options.watch,
    proxy: proxy.value,
    pages: planPages(options),
    debug: debug.value,
  });
}

function planProgram(
  options: CompleteOptions,
  args: readonly string[],
  roots: Roots,
  { env, colour, task }: Surroundings,
): ProgramPlan {
  const envFiles = [options.envFile ?? []].flat().map((file) => lookUp(file, roots));
  const { include } = planWatch(options, roots);
  const isIncluded = (file: string) => include.some(({ glob }) => matchesFile(glob, file));
  // A program that reads one of these itself is started with what Nx had read, which would win over the file.
  const nxEnvFiles = listNxEnvFiles(task, roots, env).filter(isIncluded);
  return {
    name: nameProgram(task.project),
    args,
    cwd: options.cwd === undefined ? roots.projectRoot : resolve(roots.workspaceRoot, options.cwd),
    envFiles,
    nxEnvFiles,
    env: Object.fromEntries(Object.entries(options.env).map(([name, value]) => [name, String(value)])),
    inheritedEnv: inheritEnvironment(env, nxEnvFiles, envFiles, readTextIfThere, colour),
    killSignal: options.killSignal,
    killTimeout: options.killTimeout,
    restart: options.restart,
    readsOutput: options.readyLog !== undefined || planPages(options) !== null,
  };
}

function planDelta(
  { hotBuild, watch }: CompleteOptions,
  host: Platform,
  workspaceRoot: string,
): DeltaPlan | null {
  if (hotBuild !== 'delta' || !watch) return null;
  const name = namePlatform(host);
  if (name !== 'linux/amd64' && name !== 'linux/arm64') {
    return { kind: 'off', because: `it is for linux/amd64 and linux/arm64, and this is ${name}` };
  }
  return { kind: 'on', tools: join(workspaceRoot, 'node_modules/.cache/nx-go-run/tools') };
}

/** On the stable port the pages are there unasked: what can't be answered by the program is answered by them. */
function planPages({ pages, proxy }: CompleteOptions): PagesPlan | null {
  const isOnStablePort = proxy !== undefined && proxy.mode !== 'tcp';
  if (pages === undefined && !isOnStablePort) return null;
  return { port: pages?.port ?? (isOnStablePort ? null : 0), editor: pages?.editor ?? VS_CODE };
}

function planReady(options: CompleteOptions): ReadyPlan {
  return {
    timeout: options.readyTimeout,
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.readyUrl === undefined ? {} : { url: options.readyUrl }),
    ...(options.readyLog === undefined ? {} : { log: new RegExp(options.readyLog, 'u') }),
  };
}

function planWatch(options: CompleteOptions, roots: Roots): WatchPlan {
  return {
    enabled: options.watch,
    debounce: options.debounce,
    poll: options.poll === 'auto' ? 'auto' : options.poll ? 'always' : 'never',
    include: options.include.map((item) => {
      const { glob, action } = typeof item === 'string' ? { glob: item, action: undefined } : item;
      return { glob: lookUpGlob(glob, roots), action: action ?? 'rebuild' };
    }),
    ignore: options.ignore.map((glob) => lookUpGlob(glob, roots)),
  };
}

/** The text of a file, or undefined where it can't be read. */
export function readTextIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
