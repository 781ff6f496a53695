import type { Command, Ended, StartChild } from '../../process/child.ts';
import { goAsIs } from '../../toolchain/toolchain.ts';
import type { ProvideGo } from '../go-plan.ts';
import { success } from '../../problem.ts';

/** The go on PATH, of which nobody looks whether it is there. */
export const goOnPath: ProvideGo = () => Promise.resolve(success(goAsIs('go')));

/** A go command in memory. */
export interface FakeGo {
  readonly startChild: StartChild;
  /** What it was asked, in order. */
  readonly commands: Command[];
}

/** What `go env -json` of it says, where a test says nothing else. */
export const GO_ENV = {
  GOVERSION: 'go1.26.8',
  GOFLAGS: '',
  GOWORK: '',
  GOOS: 'linux',
  GOARCH: 'amd64',
  GOHOSTOS: 'linux',
  GOHOSTARCH: 'amd64',
  GOPROXY: 'https://proxy.test',
  GONOPROXY: 'corp.test',
  GOMODCACHE: '/c',
};

/** A go command that answers `go env` with these settings and other commands as `answer` says. */
export function createFakeGo(
  settings: Partial<typeof GO_ENV> = {},
  answer: (command: Command) => Partial<Ended> | undefined = () => undefined,
): FakeGo {
  const commands: Command[] = [];
  const startChild: StartChild = (command) => {
    commands.push(command);
    const stdout = command.args[0] === 'env' ? JSON.stringify({ ...GO_ENV, ...settings }) : '';
    const ended: Ended = { exit: { kind: 'code', code: 0 }, stdout, stderr: '', ...answer(command) };
    return { pid: commands.length, ended: Promise.resolve(ended), kill: () => undefined };
  };
  return { startChild, commands };
}
