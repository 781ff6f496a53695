import { hash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { runFollowed } from '../build/follow-command.ts';
import type { RunEvent } from '../events/run-event.ts';
import { inTemporaryFolder } from '../files/folders.ts';
import type { CommandPlan, Plan } from '../plan/plan.ts';
import { failure, type Result, success } from '../problem.ts';
import type { Environment } from '../process/child.ts';
import { thisSystem } from '../process/system.ts';
import type { GeneratorDeps } from './generation.ts';
import { findAbove } from './go-mod.ts';
import { swagEnvironment } from './swag-environment.ts';
import { lastLines } from './swag-failure.ts';

/** A command that can be started. */
export interface StepTool {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Environment;
  /** Changes with the tool's version. */
  readonly version: string;
}

/** Where the binaries of go.mod's tools lie, by what decides which they are. */
export type KnownTools = Map<string, string>;

/**
 * Finds what a step's command starts: a tool of go.mod, or a program in node_modules/.bin (from `cwd` up to the
 * workspace's root) or on PATH. `go tool x` is asked for its binary once, since go itself takes 200 ms or more to
 * find it. Undefined if it was aborted; fails where there is no such program.
 */
export async function findTool(
  { command, cwd, env: variables, install }: CommandPlan,
  plan: Plan,
  tools: KnownTools,
  deps: GeneratorDeps,
  signal: AbortSignal,
  report: (event: RunEvent) => void,
): Promise<Result<StepTool> | undefined> {
  const env = { ...stepEnvironment(plan, cwd), ...variables };
  const [first = '', ...args] = command;
  if (first !== 'go') {
    const file = await findProgram(first, cwd, env['PATH'] ?? '');
    if (file === undefined) {
      const own = install === undefined ? undefined : `Install it: ${install}`;
      const hint =
        own ??
        'Install it, put its folder on PATH, or write a path; a tool of go.mod is `go tool` and its name.';
      return failure(`there is no program ${first}`, hint);
    }
    const { mtimeMs, size } = await stat(file);
    return success({ file, args, env, version: JSON.stringify([mtimeMs, size]) });
  }
  const modules = await readModules(cwd, args);
  const asGo = { file: plan.go.binary, args, env, version: JSON.stringify([plan.go.version, modules]) };
  if (args[0] !== 'tool') return success(asGo);
  const at = args.findIndex((word, place) => place > 0 && !word.startsWith('-'));
  if (at < 0) return success(asGo);
  const words = args.slice(1, at + 1);
  const key = hash('sha1', JSON.stringify([words, asGo.version]));
  const known = tools.get(key);
  const file =
    known !== undefined && (await isProgram(known))
      ? success(known)
      : await askForTool(words, cwd, plan, deps, signal, report);
  if (!file?.ok) return file;
  tools.set(key, file.value);
  return success({ ...asGo, file: file.value, args: args.slice(at + 1) });
}

async function askForTool(
  words: readonly string[],
  cwd: string,
  plan: Plan,
  deps: GeneratorDeps,
  signal: AbortSignal,
  report: (event: RunEvent) => void,
): Promise<Result<string> | undefined> {
  const name = words.at(-1) ?? '';
  const args = ['tool', ...words.slice(0, -1), '-n', name];
  const run = await inTemporaryFolder(plan.output.cache, 'tool.', (temporary) => {
    const env = swagEnvironment(plan, temporary);
    return runFollowed(
      { file: plan.go.binary, args, cwd, env, output: 'capture' },
      { what: `go tool ${name}, which is built once`, temporary, modules: plan.go.modules },
      deps,
      signal,
      report,
    );
  });
  if (run.kind === 'aborted') return undefined;
  if (run.kind === 'timed-out') return failure(`go did not build its tool ${name} in time`);
  const { exit, stdout, stderr } = run.ended;
  if (exit.kind === 'code' && exit.code === 0) return success(stdout.trim());
  const said = exit.kind === 'not-started' ? exit.reason : lastLines(stderr, 8);
  return failure(`go has no tool ${name}: ${said}`, `Add it: go get -tool and its import path.`);
}

/** What of the files of modules decides which version of a tool it is. */
async function readModules(cwd: string, args: readonly string[]): Promise<string> {
  const own = await findAbove(cwd, 'go.mod');
  const work = await findAbove(cwd, 'go.work');
  const other = args.map((word) => /^-modfile=(.+)$/.exec(word)?.[1]).find(Boolean);
  const places = [
    own?.path,
    own && join(dirname(own.path), 'go.sum'),
    work?.path,
    other && resolve(cwd, other),
  ];
  const read = (path: string | undefined) =>
    path === undefined ? Promise.resolve('') : readFile(path, 'utf8').catch(() => '');
  return hash('sha1', JSON.stringify(await Promise.all(places.map(read))));
}

/** Variables that say for what the program is built: a step runs here. */
const OF_THE_TARGET = /^GO(OS|ARCH|386|AMD64|ARM|ARM64)$/;

function stepEnvironment(plan: Plan, cwd: string): Environment {
  const rest = Object.entries(plan.go.env).filter(([name]) => !OF_THE_TARGET.test(name) && name !== 'Path');
  const path = plan.go.env['PATH'] ?? plan.go.env['Path'] ?? '';
  const go = isAbsolute(plan.go.binary) ? [dirname(plan.go.binary)] : [];
  const bins = foldersUpTo(cwd, plan.workspaceRoot).map((folder) => join(folder, 'node_modules/.bin'));
  return { ...Object.fromEntries(rest), PATH: [...bins, ...go, path].filter(Boolean).join(delimiter) };
}

function foldersUpTo(folder: string, root: string): string[] {
  if (folder === root || folder === dirname(folder)) return [root];
  return [folder, ...foldersUpTo(dirname(folder), root)];
}

/** The absolute path of a program: as the path that it is, from `cwd`, or looked up in the folders of `path`. */
async function findProgram(name: string, cwd: string, path: string): Promise<string | undefined> {
  const endings = thisSystem.commandEndings;
  const folders = /[\\/]/.test(name) ? [''] : path.split(delimiter);
  for (const folder of folders) {
    for (const ending of endings) {
      const candidate = resolve(cwd, folder, name + ending);
      if (await isProgram(candidate)) return candidate;
    }
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
