import { execFileSync } from 'node:child_process';
import { PINNED } from '../../toolchain/version.ts';

/**
 * The version of the Go that is installed, as a go.mod has it: the first release of its minor version, so that
 * nobody needs the newest patch. Where there is no go command, the version that is fetched then. Throws what Nx is to
 * print where go does not answer.
 */
export function readInstalledGo(env: NodeJS.ProcessEnv = process.env): string {
  let version: string;
  try {
    version = execFileSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', stdio: 'pipe', env }).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return PINNED;
    throw new Error(`The go command can't be run (${(error as Error).message.split('\n')[0]}). Mend it.`, {
      cause: error,
    });
  }
  const minor = /^go(\d+\.\d+)/.exec(version)?.[1];
  if (minor === undefined) throw new Error(`go env GOVERSION says ${version}, which is no release of Go.`);
  return `${minor}.0`;
}
