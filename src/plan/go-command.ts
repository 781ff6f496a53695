import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { StartChild } from '../supervise/child.ts';
import type { Environment } from './plan.ts';
import { failure, success, type Result } from './problem.ts';

/** What `go env` says of the place where the commands will run. */
export interface GoEnvironment {
  readonly version: string;
  readonly goflags: string;
  readonly workFile?: string;
}

/** Asks the go command for its version and settings. Fails where there is no such command. */
export async function askGo(
  binary: string,
  cwd: string,
  env: Environment,
  startChild: StartChild,
): Promise<Result<GoEnvironment>> {
  const args = ['env', '-json', 'GOVERSION', 'GOFLAGS', 'GOWORK'];
  const { exit, stdout, stderr } = await startChild({ file: binary, args, cwd, env, output: 'capture' })
    .ended;
  if (exit.kind === 'not-started') {
    return failure(
      `goBinary: the command "${binary}" can't be started: ${exit.reason}`,
      'Install Go from go.dev/dl and see that it is on PATH, or set goBinary to its path.',
    );
  }
  try {
    const values = JSON.parse(stdout) as { GOVERSION: string; GOFLAGS: string; GOWORK: string };
    const workFile = ['', 'off'].includes(values.GOWORK) ? {} : { workFile: values.GOWORK };
    return success({ version: values.GOVERSION, goflags: values.GOFLAGS, ...workFile });
  } catch {
    const said = (stderr || stdout).trim().split('\n').slice(-3).join('\n');
    return failure(`"${binary} env" failed${said ? `: ${said}` : ''}`, 'Is goBinary really a go command?');
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
  return between === '' ? '.' : between.startsWith('..') ? between : `./${between}`;
}

/** The nearest file of that name in `directory` or above it, absolute. */
export function findUpwards(directory: string, name: string): string | undefined {
  const file = join(directory, name);
  if (existsSync(file)) return file;
  const above = resolve(directory, '..');
  return above === directory ? undefined : findUpwards(above, name);
}
