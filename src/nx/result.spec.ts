import type { RunEvent } from '../events/run-event.ts';
import { toResult } from './result.ts';
import { buildFailed } from '../testing/build-failed.ts';

const problem = { message: 'x' };
const durations = {};

describe('toResult', () => {
  it('gives the event, with its type as phase and Nx’s success', () => {
    const event: RunEvent = {
      type: 'ready',
      cycle: 1,
      pid: 7,
      baseUrl: 'http://localhost:8080',
      durations: { total: 5 },
    };
    expect(toResult(event)).toEqual({
      success: true,
      phase: 'ready',
      cycle: 1,
      pid: 7,
      baseUrl: 'http://localhost:8080',
      durations: { total: 5 },
    });
  });

  it.each<[RunEvent, boolean]>([
    [{ type: 'watching', directories: 1, polling: false }, true],
    [{ type: 'change', cycle: 1, changes: [] }, true],
    [{ type: 'installing', what: 'swag', into: '/w' }, true],
    [{ type: 'progress', during: 'build', what: 'go build', ms: 2000 }, true],
    [{ type: 'generated', cycle: 1, name: 'swagger', written: [], command: [], durations }, true],
    [{ type: 'generate-failed', cycle: 1, problem, diagnostics: [], stillRunning: true, durations }, false],
    [{ type: 'building', cycle: 1 }, true],
    [{ type: 'built', via: { kind: 'go' }, cycle: 1, command: [], durations }, true],
    [buildFailed(), false],
    [{ type: 'unchanged', cycle: 1, durations }, true],
    [{ type: 'aborted', cycle: 1 }, true],
    [{ type: 'started', cycle: 1, pid: 1, name: 'api', args: [] }, true],
    [{ type: 'waiting', what: 'x' }, true],
    [{ type: 'ready', cycle: 1, pid: 1, durations }, true],
    [{ type: 'address', pid: 1, baseUrl: 'http://localhost:1' }, true],
    [{ type: 'not-ready', pid: 1, problem }, false],
    [{ type: 'exited', pid: 1, exit: { kind: 'code', code: 0 } }, true],
    [{ type: 'exited', pid: 1, exit: { kind: 'code', code: 1 } }, false],
    [{ type: 'finished', exit: { kind: 'code', code: 0 } }, true],
    [{ type: 'finished', exit: { kind: 'signal', signal: 'SIGKILL' } }, false],
    [{ type: 'start-failed', problem }, false],
    [{ type: 'warning', problem }, true],
    [{ type: 'stopping', reason: 'SIGTERM' }, true],
    [{ type: 'failed', problem }, false],
    [{ type: 'ended', success: true }, true],
    [{ type: 'ended', success: false }, false],
  ])('of %j has the success %s', (event, success) => {
    expect(toResult(event)).toMatchObject({ success, phase: event.type });
  });
});
