import { getPriority } from 'node:os';
import { jest } from '@jest/globals';
import { type Command, type Ended, startChild, type StartChild } from './child.ts';
import { gently, runCommand } from './run-command.ts';
import { describeSystem } from './system.ts';

const GOOD: Ended = { exit: { kind: 'code', code: 0 }, stdout: '', stderr: '' };
const KILLED: Ended = { ...GOOD, exit: { kind: 'signal', signal: 'SIGTERM' } };
const COMPILER_KILLED: Ended = {
  exit: { kind: 'code', code: 1 },
  stdout: '',
  stderr: 'example.com/x: /usr/local/go/pkg/tool/linux_amd64/compile: signal: terminated\n',
};

describe('runCommand', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  /** A command that ends when the test says so, or when it is killed. */
  const start = (aborted = false, pid: number | undefined = 7) => {
    const { promise: ended, resolve: end } = Promise.withResolvers<Ended>();
    const killed: number[] = [];
    const abort = new AbortController();
    if (aborted) abort.abort();
    const startChild = jest.fn<StartChild>(() => ({ pid, ended, kill: () => undefined }));
    const killTree = async (tree: number) => {
      killed.push(tree);
      end(KILLED);
    };
    const result = runCommand({} as Command, { startChild, killTree }, abort.signal);
    return { result, end, abort, killed, startChild };
  };

  it('gives how the command ended', async () => {
    const { result, end } = start();
    end(GOOD);
    expect(await result).toBe(GOOD);
  });

  it('kills the whole tree when it is aborted, and waits for that', async () => {
    const { result, abort, killed } = start();
    abort.abort();
    expect(await result).toBeNull();
    expect(killed).toEqual([7]);
  });

  it('starts nothing where it was aborted before', async () => {
    const { result, startChild } = start(true);
    expect(await result).toBeNull();
    expect(startChild).not.toHaveBeenCalled();
  });

  it('leaves processes alone once the command has ended', async () => {
    const { result, end, abort, killed } = start();
    end(GOOD);
    await result;
    abort.abort();
    expect(killed).toEqual([]);
  });

  it.each([
    ['go', KILLED],
    ['a compiler', COMPILER_KILLED],
  ])('takes %s killed from outside for an abort, if one follows', async (_, ended) => {
    const { result, end, abort, killed } = start();
    end(ended);
    await jest.advanceTimersByTimeAsync(200);
    abort.abort();
    expect(await result).toBeNull();
    expect(killed).toEqual([]);
  });

  it('reports it after 250 ms, if none follows', async () => {
    const { result, end } = start();
    end(COMPILER_KILLED);
    const settled = jest.fn();
    void result.then(settled);
    await jest.advanceTimersByTimeAsync(249);
    expect(settled).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    expect(settled).toHaveBeenCalledWith(COMPILER_KILLED);
  });
});

describe('a command whose tree can not be killed', () => {
  it.each([
    ['is killed itself', 7, ['SIGKILL']],
    ['that was never started is left alone', undefined, []],
  ])('%s', async (_, pid, signals) => {
    const { promise: ended, resolve: end } = Promise.withResolvers<Ended>();
    const sent: string[] = [];
    const abort = new AbortController();
    const child = { pid, ended, kill: (signal: string) => void sent.push(signal) };
    const killTree = () => Promise.reject(new Error('refused'));
    const result = runCommand({} as Command, { startChild: () => child, killTree }, abort.signal);
    abort.abort();
    end(KILLED);
    expect(await result).toBeNull();
    expect(sent).toEqual(signals);
  });
});

describe(gently.name, () => {
  const command: Command = { file: 'go', args: ['build'], cwd: '/', env: {}, output: 'capture' };
  const ended = Promise.resolve({ exit: { kind: 'code', code: 0 }, stdout: '', stderr: '' } as const);

  it('has nice start what is started', () => {
    const started: Command[] = [];
    const start = gently(
      (one) => {
        started.push(one);
        return { pid: 1, ended, kill: () => undefined };
      },
      describeSystem('linux'),
      19,
    );
    start(command);
    expect(started).toEqual([{ ...command, file: 'nice', args: ['-n', '19', 'go', 'build'] }]);
  });

  it('lowers the priority itself where there is no nice', async () => {
    const start = gently(startChild, describeSystem('win32'));
    const { execPath } = process;
    const child = start({ ...command, file: execPath, args: ['-e', 'setTimeout(() => {}, 60_000)'] });
    expect(getPriority(child.pid)).toBe(10);
    child.kill('SIGKILL');
    await child.ended;
  });

  it.each([
    ['has ended', 2 ** 22 + 1],
    ['could not be started', undefined],
  ])('gives the child that %s', (_, pid) => {
    const child = { pid, ended, kill: () => undefined };
    expect(gently(() => child, describeSystem('win32'))(command)).toBe(child);
  });
});
