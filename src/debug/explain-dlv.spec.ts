import { explainLaunch, readExit } from './explain-dlv.ts';

const explain = (format: string) =>
  explainLaunch('dlv', {
    type: 'response',
    request_seq: 1,
    command: 'launch',
    success: false,
    body: { error: { format } },
  });

it.each([
  ['could not launch process: fork/exec /b/app: operation not permitted', /SYS_PTRACE/],
  ['could not launch process: fork/exec /b/app: function not implemented', /emulated.*--platform/],
  ['could not launch process: stub exited while waiting for connection: exit status 0', /DevToolsSecurity/],
  [
    'Version of Delve is too old for Go version 1.99.0 (maximum supported version 1.27, suppress this error with --check-go-version=false)',
    /does not know this Go.*go get -tool/,
  ],
  [
    'Go version go1.12 is too old for this version of Delve (minimum supported version 1.25, suppress this error with --check-go-version=false)',
    /does not know this Go/,
  ],
  ['something else', /the next build tries again/],
])('what dlv says, %j, gets a hint', (said, hint) => {
  const [message, advice] = explain(`Failed to launch: ${said}`);
  expect(message).toContain(said);
  expect(advice).toMatch(hint);
});

it('an exit is that of the program', () => {
  expect(readExit(0)).toEqual({ kind: 'code', code: 0 });
  expect(readExit(-15)).toEqual({ kind: 'signal', signal: 'SIGTERM' });
  expect(readExit(NaN)).toEqual({ kind: 'unseen' });
});
