import { basename, resolve } from 'node:path';
import { mayBeExcluded } from '../golang/main-packages.ts';
import { failure, type Result, success } from '../problem.ts';
import type { Environment, StartChild } from '../process/child.ts';
import { type Go, goAsIs, type GoRequest } from '../toolchain/toolchain.ts';
import { splitGoWords } from './arguments.ts';
import { askGo, chooseGoDirectory, type GoEnvironment, runGo, toPackageArgument } from './go-command.ts';
import { addFastFlags, parseBuildFlags, readFlagFiles } from './go-flags.ts';
import { canRunPlatform, namePlatform } from './host.ts';
import { fromProject, isFolder, type Roots } from './look-up.ts';
import type { CompleteOptions } from './options.ts';
import type { BuildTarget, GoPlan } from './plan.ts';
import { shorten } from './shorten.ts';
import type { NamedTarget } from './target.ts';

/**
 * How much garbage the compiler and the linker may keep, in percent of what they use (default 100). With 400 `go
 * build` takes 5 % (pocketbase) to 28 % (gin) less CPU time for an edit, and a tenth more memory.
 */
const GOGC = '400';

/** What Nx, too, fills in where goBinary is not set. */
const DEFAULT_BINARY = 'go';

/** Finds or fetches the go command for an environment; see the toolchain room. */
export type ProvideGo = (request: GoRequest, env: Environment) => Promise<Result<Go>>;

/**
 * Decides how the go command is called, and what it builds. Asks go for its settings. `words` are those of buildFlags.
 * `adapt` makes an environment one in which that go is found.
 */
export async function planGo(
  options: Pick<CompleteOptions, 'go' | 'goBinary'>,
  words: readonly string[],
  named: NamedTarget,
  roots: Roots & { env: Environment },
  startChild: StartChild,
  provideGo: ProvideGo,
): Promise<Result<{ go: GoPlan; target: BuildTarget } & Pick<Go, 'adapt'>>> {
  const { projectRoot, workspaceRoot } = roots;
  const flags = parseBuildFlags(words);
  if (!flags.ok) return flags;
  const { directory, files, flags: listFlags } = flags.value;
  const cwd =
    directory === undefined
      ? chooseGoDirectory(named.directory, projectRoot)
      : fromProject(directory, { projectRoot, workspaceRoot });
  if (!isFolder(cwd)) {
    const hint = "It is looked up from the project's root.";
    return failure(`buildFlags: -C: there is no folder ${shorten(cwd, 400)}`, hint);
  }
  const found = await findGo(options, cwd, roots, provideGo);
  if (!found.ok) return found;
  const { binary, adapt } = found.value;
  const env = adapt(roots.env);
  const asked = await askGo(binary, cwd, env, startChild);
  if (!asked.ok) return asked;
  const { goflags, version, workFile, host, modules } = asked.value;
  const stranger = refusePlatform(asked.value, env);
  if (stranger) return stranger;
  const inherited = readFlagFiles(splitGoWords(goflags).map(({ text }) => text));
  const { overlay, modfile, pgo } = { ...inherited, ...files };
  const modSum = modfile?.replace(/(\.mod)?$/, '.sum');
  const flagFiles = [overlay, modfile, modSum, pgo].filter((file) => file !== undefined);
  const goPlan = (target: BuildTarget): GoPlan => ({
    binary,
    version,
    host,
    cwd,
    package: toPackageArgument(cwd, target.kind === 'file' ? target.file : target.directory),
    buildFlags: addFastFlags(listFlags, goflags),
    goflags,
    listFlags,
    flagFiles: flagFiles.map((file) => resolve(cwd, file)),
    ...(overlay === undefined ? {} : { overlay: resolve(cwd, overlay) }),
    env: { GOGC, ...env, PWD: cwd },
    modules,
    ...(workFile === undefined ? {} : { workFile }),
  });
  const asPackage: BuildTarget = { kind: 'package', directory: named.directory };
  if (named.kind === 'package' || !mayBeExcluded(named.file)) {
    return success({ go: goPlan(asPackage), target: asPackage, adapt });
  }
  const excluded = await isExcludedFromPackage(basename(named.file), goPlan(asPackage), startChild);
  const target: BuildTarget = excluded
    ? { kind: 'file', directory: named.directory, file: named.file }
    : asPackage;
  return success({ go: goPlan(target), target, adapt });
}

/** The command that goBinary names; without it, which is the default, what the option go asks for. */
async function findGo(
  { go, goBinary }: Pick<CompleteOptions, 'go' | 'goBinary'>,
  directory: string,
  { workspaceRoot, env }: Roots & { env: Environment },
  provideGo: ProvideGo,
): Promise<Result<Go>> {
  if (goBinary === DEFAULT_BINARY) return provideGo({ asked: go, directory }, env);
  if (go !== 'auto') {
    return failure("go: it can't be set together with goBinary", 'Leave out one of the two.');
  }
  return success(goAsIs(/[\\/]/.test(goBinary) ? resolve(workspaceRoot, goBinary) : goBinary));
}

/** Fails where the program is built for a system that is not this one, with the place where that is set. */
function refusePlatform({ target, host }: GoEnvironment, env: Environment) {
  if (canRunPlatform(target, host)) return undefined;
  const settings = [
    ['GOOS', target.os, host.os],
    ['GOARCH', target.arch, host.arch],
  ] as const;
  const set = settings.filter(([, wanted, own]) => wanted !== own);
  const names = set.map(([name, wanted]) => `${name}=${wanted}`).join(' and ');
  const where = set.every(([name]) => env[name]) ? 'in the environment' : 'by go env -w';
  return failure(
    `the program is built for ${namePlatform(target)}, and this is ${namePlatform(host)}: it can't be run here`,
    `${names} ${set.length > 1 ? 'are' : 'is'} set ${where}; unset ${set.length > 1 ? 'them' : 'it'} for this target.`,
  );
}

/** Asks go whether it leaves the file out of its package, by a constraint or by its name. */
async function isExcludedFromPackage(name: string, go: GoPlan, startChild: StartChild): Promise<boolean> {
  const args = ['list', '-e', '-json=IgnoredGoFiles', ...go.listFlags, go.package];
  const command = { file: go.binary, args, cwd: go.cwd, env: go.env, output: 'capture' } as const;
  const { stdout } = await runGo(command, startChild);
  try {
    const { IgnoredGoFiles: ignored } = JSON.parse(stdout) as { IgnoredGoFiles?: unknown };
    return Array.isArray(ignored) && ignored.includes(name);
  } catch {
    // Broken go.mod and the like: the build will say what is wrong.
    return false;
  }
}
