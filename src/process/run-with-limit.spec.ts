import { runWithLimit } from './run-command.ts';
import { createFakeProcesses } from '../generate/testing/fake-processes.ts';

const command = { file: 'x', args: [], cwd: '/', env: {}, output: 'capture' as const };

describe('runWithLimit', () => {
  it('gives the end of the command', async () => {
    const processes = createFakeProcesses(() => ({ stdout: 'a' }));
    const run = await runWithLimit(command, processes, new AbortController().signal);
    expect(run).toMatchObject({ kind: 'ended', ended: { stdout: 'a' } });
    expect(processes.killed).toEqual([]);
  });

  it('kills the whole tree on abort', async () => {
    const abort = new AbortController();
    const processes = createFakeProcesses(() => 'hangs');
    const run = runWithLimit(command, processes, abort.signal);
    abort.abort();
    expect(await run).toEqual({ kind: 'aborted' });
    expect(processes.killed).toEqual([1]);
  });

  it('takes a command that was killed from outside for an abort, if one follows', async () => {
    const abort = new AbortController();
    const exit = { kind: 'signal', signal: 'SIGTERM' } as const;
    const processes = createFakeProcesses(() => ({ exit }));
    const run = runWithLimit(command, processes, abort.signal);
    setImmediate(() => abort.abort());
    expect(await run).toEqual({ kind: 'aborted' });
    expect(processes.killed).toEqual([]);
  });

  it('starts nothing once it is aborted', async () => {
    const processes = createFakeProcesses(() => ({}));
    expect(await runWithLimit(command, processes, AbortSignal.abort())).toEqual({ kind: 'aborted' });
    expect(processes.commands).toEqual([]);
  });

  it('ends a command that does not end by itself', async () => {
    const processes = createFakeProcesses(() => 'hangs');
    const run = await runWithLimit(command, processes, new AbortController().signal, 1);
    expect(run).toEqual({ kind: 'timed-out', limit: 1 });
    expect(processes.killed).toEqual([1]);
  });
});
