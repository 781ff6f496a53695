import type { Environment, StartChild } from '../process/child.ts';
import { readGoSettings } from '../toolchain/go-settings.ts';
import { identifySettings, identifyVersion, type IdentityDeps, isExecutable } from '../toolchain/identity.ts';
import { openToolchains } from '../toolchain/machine.ts';
import { findInstalled } from '../toolchain/toolchain.ts';
import { readWanted } from '../toolchain/version.ts';

/** ms; a proxy that is silent must not hold up each run of Nx. */
const LONGEST = 5000;

/**
 * Prints what Nx hashes for targets of Go: the version of the Go that would work, and the settings that change what it
 * makes, the same on a machine with that Go and on one without any. `words` are the go and toolchain lines, `-` where
 * there is none, and `--version` for the version alone, or `--lint` for that of golangci-lint, too. Never fails.
 */
export async function printIdentity(words: readonly string[], write: (text: string) => void): Promise<void> {
  const [go, toolchain] = words.map((word) => (word === '-' ? undefined : word));
  // No variable of a process is undefined.
  const env = { ...process.env } as Environment;
  // Each run of Nx waits for this: what is seldom needed is loaded then.
  const start: StartChild = (command) => {
    const ended = import('../process/child.ts').then(({ startChild }) => startChild(command).ended);
    return { pid: undefined, ended, kill: () => undefined };
  };
  const ask = async (file: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) => {
    const command = { file, args, cwd: process.cwd(), env: { ...env, ...more }, output: 'capture' } as const;
    return (await start(command).ended).stdout;
  };
  const toolchains = openToolchains(env, start, () => undefined);
  const { machine } = toolchains;
  const lines = [go && `go ${go}`, toolchain && `toolchain ${toolchain}`].filter(Boolean).join('\n');
  const wanted = () => readWanted({ directory: '/', ...readGoSettings(machine), gowork: '' }, () => lines);
  const found = await findInstalled(wanted, process.cwd(), toolchains);
  const readVersion = async (binary: string) =>
    /go(1\.\S+)/.exec(await ask(binary, ['env', 'GOVERSION'], { GOTOOLCHAIN: 'local' }))?.[1];
  const deps: IdentityDeps = {
    machine,
    installed: found && (found.go.version ?? (await readVersion(found.go.binary))),
    async findNewest(minor) {
      const { findFetchable } = await import('../toolchain/fetch-go.ts');
      return findFetchable(minor, readGoSettings(machine), toolchains, AbortSignal.timeout(LONGEST));
    },
    isExecutable,
  };
  const version = `go${await identifyVersion({ go, toolchain }, deps)}`;
  const linter = words.includes('--lint')
    ? [/version \S+/.exec(await ask('golangci-lint', ['--version']))?.[0] ?? 'no golangci-lint on PATH']
    : [];
  const settings = words.includes('--version') ? [] : identifySettings(deps);
  write(`${[version, ...settings, ...linter].join('\n')}\n`);
}
