import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { failure, type Result, success } from '../problem.ts';
import { describeSystem } from '../process/system.ts';
import { splitGoWords } from './arguments.ts';
import { completeLinkerFlag, isLinkerFlag, stripSymbolFlags } from './linker-flags.ts';
import type { CompleteOptions } from './options.ts';
import type { DebugPlan } from './plan.ts';
import { shorten } from './shorten.ts';

/** Where those who know debuggers of Go expect one: VS Code, GoLand and .NET Aspire propose it. */
const PORT = 2345;

/** The debugger's port, or null where none is asked for. Fails where it can't be had. */
export function planDebug(
  { debug, port, proxy }: CompleteOptions,
  platform: NodeJS.Platform,
  workspaceRoot: string,
  path: string,
): Result<DebugPlan | null> {
  if (debug === false) return success(null);
  const given = typeof debug === 'object' ? debug : typeof debug === 'number' ? { port: debug } : {};
  if (!describeSystem(platform).replacesRunning) {
    const hint =
      'A program that runs is never replaced there. Leave "debug" out, and attach to the process by hand.';
    return failure("debug: it can't be had on Windows", hint);
  }
  const wanted = given.port ?? PORT;
  if (wanted === port || wanted === proxy?.port) {
    const who = wanted === port ? 'the program' : 'the proxy';
    return failure(`debug: port ${wanted} is that of ${who}`, 'Give one of the two another port.');
  }
  const dlv = given.dlv === undefined ? undefined : findCommand(given.dlv, workspaceRoot, path);
  if (given.dlv !== undefined && dlv === undefined) {
    const hint = "A path is looked up from the workspace's root, a name alone on PATH.";
    return failure(`debug: dlv: there is no program ${shorten(given.dlv, 400)}`, hint);
  }
  return success({
    port: wanted,
    isFixed: given.port !== undefined,
    dependencies: given.dependencies ?? false,
    ...(dlv === undefined ? {} : { dlv }),
  });
}

/** The absolute path of a program; undefined where there is none. */
function findCommand(name: string, workspaceRoot: string, path: string): string | undefined {
  const folders = name.includes('/') ? [workspaceRoot] : path.split(delimiter).filter(Boolean);
  return folders.map((folder) => resolve(workspaceRoot, folder, name)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Flags of a build that is debugged, and what of the user's they leave out. */
export interface DebugFlags {
  readonly flags: readonly string[];
  readonly leftOut: readonly string[];
}

/**
 * The flags of `go build` with debug information, without optimisation in the packages that `patterns` match and in
 * those that the command line names. What hides debug information is left out: `-s` and `-w` of `-ldflags`, by which
 * each breakpoint would stay unverified, and `-trimpath`, by which no path is that of a file. `flags` are the user's,
 * `goflags` the value of GOFLAGS; what is changed of that is repeated, since the command line counts.
 */
export function addDebugFlags(
  flags: readonly string[],
  goflags: string,
  patterns: readonly string[],
): DebugFlags {
  const inherited = splitGoWords(goflags).map(({ text }) => text.replace(/^--/, '-'));
  const all = [...inherited, ...flags];
  const linkerFlags = [...inherited.filter(isLinkerFlag), ...flags.filter(isLinkerFlag)];
  const stripped = linkerFlags.map((flag) => completeLinkerFlag(stripSymbolFlags(flag), false));
  const isTrimmed = all.findLast(isTrim)?.match(/^-trimpath(=true|=1)?$/) ?? null;
  const hasStamp = all.some((flag) => flag === '-buildvcs' || flag.startsWith('-buildvcs='));
  // The last value whose pattern matches a package wins whole.
  const own = all.filter((flag) => flag.startsWith('-gcflags='));
  const general =
    own.map((flag) => /^-gcflags=(?:all=)?(-[^]*|)$/.exec(flag)?.[1]).findLast((value) => value) ?? '';
  const value = `-N -l ${general}`.trimEnd();
  return {
    flags: [
      ...(hasStamp ? [] : ['-buildvcs=false']),
      ...(isTrimmed ? ['-trimpath=false'] : []),
      ...stripped,
      ...inherited.filter((flag) => flag.startsWith('-gcflags=')),
      ...flags.filter((flag) => !isLinkerFlag(flag) && !isTrim(flag)),
      `-gcflags=${value}`,
      ...patterns.map((pattern) => `-gcflags=${pattern}=${value}`),
    ],
    leftOut: [
      ...(linkerFlags.some((flag) => stripSymbolFlags(flag) !== flag) ? ['-s and -w of -ldflags'] : []),
      ...(isTrimmed ? ['-trimpath'] : []),
    ],
  };
}

function isTrim(flag: string): boolean {
  return /^-trimpath(=|$)/.test(flag);
}
