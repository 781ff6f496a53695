import { dirname, relative, sep } from 'node:path';
import { findUpwards } from '../files/disk.ts';
import { failure, type Result, success } from '../problem.ts';
import type { Command, Ended, Environment, StartChild } from '../process/child.ts';
import { awaitNewsOfEnd } from '../process/news-of-end.ts';
import type { Platform } from './host.ts';
import type { ModuleSources } from './plan.ts';
import { shorten } from './shorten.ts';

/** What `go env` says of the place where the commands will run. */
export interface GoEnvironment {
  readonly version: string;
  readonly goflags: string;
  readonly workFile?: string;
  /** For what it builds: GOOS and GOARCH, wherever they are set. */
  readonly target: Platform;
  /** On what it runs itself. */
  readonly host: Platform;
  readonly modules: ModuleSources;
}

const ASKED = ['GOVERSION', 'GOFLAGS', 'GOWORK', 'GOOS', 'GOARCH', 'GOHOSTOS', 'GOHOSTARCH'] as const;
/** Only what is told of downloads goes by them. */
const ASKED_BESIDES = ['GOPROXY', 'GONOPROXY', 'GOMODCACHE'] as const;

/**
 * Asks the go command for its version and settings. Fails where there is no such command. A go.mod that asks
 * for a newer toolchain that can't be had is left to the build to report, since an edit can mend it.
 */
export async function askGo(
  binary: string,
  cwd: string,
  env: Environment,
  startChild: StartChild,
): Promise<Result<GoEnvironment>> {
  const ask = (more: Environment) => {
    const args = ['env', '-json', ...ASKED, ...ASKED_BESIDES];
    return runGo({ file: binary, args, cwd, env: { ...env, ...more }, output: 'capture' }, startChild);
  };
  const first = await ask({});
  if (first.exit.kind === 'not-started') {
    return failure(
      `goBinary: the command "${shorten(binary)}" can't be started: ${shorten(first.exit.reason, 300)}`,
      'Install Go from go.dev/dl and see that it is on PATH, or set goBinary to its path.',
    );
  }
  const answer = parseAnswer(first.stdout) ?? parseAnswer((await ask({ GOTOOLCHAIN: 'local' })).stdout);
  if (answer !== undefined) return success(answer);
  const said = (first.stderr || first.stdout).trim().split('\n').slice(-3).join('\n');
  return failure(`"${binary} env" failed${said ? `: ${said}` : ''}`, 'Is goBinary really a go command?');
}

/** Runs a go command that is asked before the first build. Its end is given when another command may be started. */
export async function runGo(command: Command, startChild: StartChild): Promise<Ended> {
  return awaitNewsOfEnd(await startChild(command).ended);
}

function parseAnswer(stdout: string): GoEnvironment | undefined {
  try {
    const answer = JSON.parse(stdout) as Record<(typeof ASKED)[number], string> &
      Partial<Record<(typeof ASKED_BESIDES)[number], string>>;
    if (ASKED.some((name) => typeof answer[name] !== 'string')) return undefined;
    const workFile = ['', 'off'].includes(answer.GOWORK) ? {} : { workFile: answer.GOWORK };
    return {
      version: answer.GOVERSION,
      goflags: answer.GOFLAGS,
      target: { os: answer.GOOS, arch: answer.GOARCH },
      host: { os: answer.GOHOSTOS, arch: answer.GOHOSTARCH },
      modules: {
        proxy: answer.GOPROXY ?? '',
        noProxy: answer.GONOPROXY ?? '',
        cache: answer.GOMODCACHE || undefined,
      },
      ...workFile,
    };
  } catch {
    return undefined;
  }
}

/**
 * The directory in which go commands run: the project's root where the package belongs to the same module,
 * so that paths in flags are relative to it; else the package's module root, since go finds go.mod upwards.
 */
export function chooseGoDirectory(packageDirectory: string, projectRoot: string): string {
  const module = findUpwards(packageDirectory, 'go.mod');
  const isInside = packageDirectory === projectRoot || packageDirectory.startsWith(projectRoot + sep);
  if (module === undefined) return packageDirectory;
  return isInside && findUpwards(projectRoot, 'go.mod') === module ? projectRoot : dirname(module);
}

/** A path as go takes it for a package: relative, beginning with a dot. */
export function toPackageArgument(cwd: string, path: string): string {
  const between = relative(cwd, path).split(sep).join('/');
  return between === '' ? '.' : /^\.\.(\/|$)/.test(between) ? between : `./${between}`;
}
