import type { Command, Ended } from '../../process/child.ts';
import { createDeps, createProgram } from '../testing/tiny-program.ts';
import { provideTool } from './tool.ts';

/** Asks for the linker of a Go at /go, whose build ends so. */
async function provide(end: Partial<Ended>, link = '/go/pkg/tool/linux_amd64/link', signal = never) {
  using made = createProgram();
  const commands: Command[] = [];
  const deps = createDeps({
    startChild(command) {
      commands.push(command);
      const ended: Ended = { exit: { kind: 'code', code: 0 }, stdout: '', stderr: '', ...end };
      return { pid: 1, ended: Promise.resolve(ended), kill: () => undefined };
    },
    killTree: async () => undefined,
  });
  return { found: await provideTool(made.plan, link, '/tools', deps, signal), commands };
}
const never = new AbortController().signal;

describe(provideTool, () => {
  it('builds the linker of that Go by itself, with the least priority', async () => {
    const { found, commands } = await provide({ stdout: '/tools/go1.26.8-x/link\n' });
    expect(found).toEqual({ kind: 'tool', path: '/tools/go1.26.8-x/link' });
    expect(commands).toMatchObject([
      {
        file: 'nice',
        args: '-n 19 /go/bin/go run . -goroot /go -out /tools'.split(' '),
        cwd: expect.stringMatching(/[\\/]linker$/),
        env: { GOROOT: '/go', GOTOOLCHAIN: 'local', GOENV: 'off', GOFLAGS: '', GOARM64: '', GOWORK: 'off' },
      },
    ]);
  });

  it.each([
    [
      'the version does not fit',
      {
        exit: { kind: 'code', code: 1 },
        stderr: 'delta link is off: go1.28: no call of dodata\nexit status 3\n',
      } as const,
      'go1.28: no call of dodata',
    ],
    [
      'Go is too old for its module',
      {
        exit: { kind: 'code', code: 1 },
        stderr: 'go: go.mod requires go >= 1.25 (running go 1.24.1; GOTOOLCHAIN=local)\n',
      } as const,
      'go: go.mod requires go >= 1.25 (running go 1.24.1; GOTOOLCHAIN=local)',
    ],
    [
      'its go is not there',
      { exit: { kind: 'not-started', reason: 'ENOENT' } } as const,
      "its linker can't be built: ENOENT",
    ],
    [
      'nothing is said',
      { exit: { kind: 'signal', signal: 'SIGKILL' } } as const,
      "its linker can't be built",
    ],
    ['no path is said', { stdout: 'built\n' }, "its linker can't be built"],
  ])('says why where %s', async (_, end, because) => {
    expect((await provide(end)).found).toEqual({ kind: 'unfit', because });
  });

  it('runs nothing where the linker lies elsewhere than in a Go distribution', async () => {
    const { found, commands } = await provide({}, '/usr/bin/link');
    expect(found).toMatchObject({ kind: 'unfit', because: expect.stringContaining('/usr/bin/link') });
    expect(commands).toEqual([]);
  });

  it('says nothing where it is aborted', async () => {
    const { found } = await provide({}, undefined, AbortSignal.abort());
    expect(found).toEqual({ kind: 'aborted' });
  });
});
