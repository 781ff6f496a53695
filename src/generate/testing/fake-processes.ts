import type { Child, Command, Ended, StartChild } from '../../process/child.ts';

/** Processes that do what a test says, and the commands that were given. */
export interface FakeProcesses {
  readonly startChild: StartChild;
  readonly killTree: (pid: number) => Promise<void>;
  readonly commands: Command[];
  readonly killed: number[];
}

/** What a fake process does: gives its end, or `hangs` until it is killed. */
export type Behaviour = (command: Command) => Promise<Partial<Ended>> | Partial<Ended> | 'hangs';

/** Makes them; each command behaves as `behave` says, and ends with 0 where it says nothing else. */
export function createFakeProcesses(behave: Behaviour): FakeProcesses {
  const commands: Command[] = [];
  const killed: number[] = [];
  const ends = new Map<number, (ended: Ended) => void>();
  const whole = (ended: Partial<Ended>): Ended => ({
    exit: { kind: 'code', code: 0 },
    stdout: '',
    stderr: '',
    ...ended,
  });
  return {
    commands,
    killed,
    startChild: (command): Child => {
      const pid = commands.push(command);
      const behaviour = behave(command);
      const ended =
        behaviour === 'hangs'
          ? new Promise<Ended>((resolve) => ends.set(pid, resolve))
          : Promise.resolve(behaviour).then(whole);
      return { pid, ended, kill: () => undefined };
    },
    killTree: async (pid) => {
      killed.push(pid);
      ends.get(pid)?.(whole({ exit: { kind: 'signal', signal: 'SIGKILL' } }));
    },
  };
}
