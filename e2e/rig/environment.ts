import { execFileSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { thisSystem } from '../../src/process/system.ts';
import { REPOSITORY } from './link-modules.ts';

/** Variables by which a machine, CI or this test run would change what is tested. */
const FOREIGN =
  /^(CI|GOFLAGS|GOWORK|GO111MODULE|NO_COLOR|FORCE_COLOR|CLICOLOR.*|NODE_OPTIONS|PORT|JEST_.*|NX_.*|npm_.*)$/;

/** The environment of everything that a test starts: this machine's, less what would change the results. */
export function testEnvironment(more: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !FOREIGN.test(entry[0]),
  );
  // Windows calls it Path.
  const path = kept.find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';
  const rest = Object.fromEntries(kept.filter(([name]) => name.toUpperCase() !== 'PATH'));
  return {
    ...rest,
    PATH: [join(REPOSITORY, 'node_modules/.bin'), path].join(delimiter),
    NX_DAEMON: 'false',
    NX_TUI: 'false',
    // Kept from test to test, wherever TMPDIR is: it halves the start of each executor.
    NODE_COMPILE_CACHE: join(REPOSITORY, 'node_modules/.cache/compile-cache'),
    ...more,
  };
}

/** The absolute path of this machine's go command. */
export function findGo(): string {
  const root = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
  return join(root, 'bin', `go${thisSystem.programEnding}`);
}
