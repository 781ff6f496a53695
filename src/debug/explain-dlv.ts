import { constants } from 'node:os';
import { describeExit } from '../events/phrases.ts';
import { failure } from '../problem.ts';
import type { Exit } from '../process/child.ts';
import { type DapResponse, isBody } from './dap-message.ts';

const PTRACE =
  'A debugger needs ptrace(2). In a container allow it (docker run --cap-add=SYS_PTRACE); elsewhere see /proc/sys/kernel/yama/ptrace_scope.';
/** What dlv says where the machine does not let it (go-delve/delve#2910, #3123), and what helps. */
const OBSTACLES: readonly (readonly [said: RegExp, hint: string])[] = [
  [/operation not permitted|permission denied|EPERM/i, PTRACE],
  [
    /function not implemented/i,
    'The processor is emulated here, without ptrace(2): take an image for the processor of this machine (docker run --platform).',
  ],
  [
    /stub exited|debugserver/i,
    'On macOS a debugger needs the command line tools (xcode-select --install) and leave (sudo DevToolsSecurity -enable).',
  ],
];

/** Why `dlv exec` has gone without a program: it has told its reasons to the terminal. */
export function explainExec(dlv: string, ended: Exit): [message: string, hint: string] {
  const how = describeExit(ended);
  const hint = `It was started by ${dlv}. If it does not know this Go, put one that does into go.mod. ${PTRACE}`;
  return [`the debugger can't start the program: dlv ${how}; its own words are above`, hint];
}

/** Why dlv has not launched a program: what is wrong, and what to do. `ended` is how dlv itself went, if it did. */
export function explainLaunch(
  dlv: string,
  answer: DapResponse,
  ended?: Exit,
): [message: string, hint: string] {
  const said = textOf(answer);
  const message = `the debugger can't start the program: ${said}`;
  const obstacle = OBSTACLES.find(([pattern]) => pattern.test(said));
  if (obstacle) return [message, obstacle[1]];
  if (/version/i.test(said) && /too old|unsupported|maximum supported|minimum supported/i.test(said)) {
    const hint = `${dlv} does not know this Go. Put one that does into go.mod (go get -tool github.com/go-delve/delve/cmd/dlv@latest), or name it by "debug": { "dlv": … }.`;
    return [message, hint];
  }
  if (ended?.kind === 'signal')
    return [`dlv was ended by ${ended.signal}: ${said}`, 'The next build tries again.'];
  return [message, `It was started by ${dlv}; the next build tries again.`];
}

/** That dlv has not done within `limit` ms what takes it one. */
export function tellHang(dlv: string, limit: number): ReturnType<typeof failure> {
  const message = `dlv has not got the program ready within ${limit / 1000} s: it is ended, and the program is started without a debugger`;
  return failure(message, `It was started by ${dlv}; the next build tries again.`);
}

/** What dlv answers to a request that it refuses. */
export function textOf({ body, message }: DapResponse): string {
  const error = body?.['error'];
  const format = isBody(error) ? error['format'] : undefined;
  return typeof format === 'string' ? format : (message ?? 'without a reason');
}

/** How a program has ended, by the code that dlv gives: that of a signal is negative. */
export function readExit(code: number): Exit {
  const signal = Object.entries(constants.signals).find(([, number]) => number === -code)?.[0];
  if (code < 0 && signal !== undefined) return { kind: 'signal', signal };
  return Number.isInteger(code) ? { kind: 'code', code } : { kind: 'unseen' };
}
