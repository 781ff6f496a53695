import { execFileSync } from 'node:child_process';

/**
 * The version of the Go that is installed, as a go.mod has it: the first release of its minor version, so that
 * nobody needs the newest patch. Throws what Nx is to print where there is no go command.
 */
export function readInstalledGo(): string {
  let version: string;
  try {
    version = execFileSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch (error) {
    throw new Error(
      `The go command can't be run (${(error as Error).message.split('\n')[0]}). Get Go from go.dev/dl.`,
      {
        cause: error,
      },
    );
  }
  const minor = /^go(\d+\.\d+)/.exec(version)?.[1];
  if (minor === undefined) throw new Error(`go env GOVERSION says ${version}, which is no release of Go.`);
  return `${minor}.0`;
}
