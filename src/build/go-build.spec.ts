import { jest } from '@jest/globals';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { describeHeader } from '../plan/host.ts';
import type { RunEvent } from '../events/run-event.ts';
import type { Command, Ended, StartChild } from '../process/child.ts';
import { type BuildDeps, goBuild } from './go-build.ts';
import { createDeps, createProgram, unfollowed } from './testing/tiny-program.ts';

type Behaviour = (command: Command) => Partial<Ended>;

/** Builds with a go command in memory; gives the outcome and the commands. */
async function build(behave: Behaviour, change?: (files: ReturnType<typeof createProgram>) => void) {
  using files = createProgram();
  change?.(files);
  const commands: Command[] = [];
  const startChild: StartChild = (command) => {
    commands.push(command);
    const ended: Ended = { exit: { kind: 'code', code: 0 }, stdout: '', stderr: '', ...behave(command) };
    return { pid: 1, ended: Promise.resolve(ended), kill: () => undefined };
  };
  const deps = createDeps({ startChild, killTree: async () => undefined });
  const outcome = await goBuild(files.plan, deps, new AbortController().signal);
  const temporary = existsSync(files.plan.output.temporary);
  return JSON.parse(
    JSON.stringify({ outcome, command: commands[0], temporary }).replaceAll(
      JSON.stringify(files.root).slice(1, -1),
      '{root}',
    ),
  ) as { outcome: object; command: Command; temporary: boolean };
}
/** As go does it: with a new file. */
const writeOutput = (content: string | Uint8Array) => (command: Command) => {
  const path = command.args[command.args.indexOf('-o') + 1] as string;
  rmSync(path, { force: true });
  writeFileSync(path, content);
  return {};
};

describe('goBuild', () => {
  it('gives go the new name, the working directory in one spelling and temporary folders of its own', async () => {
    const { command, outcome, temporary } = await build(writeOutput('Go\0\0a/b/c/new'));
    expect(command).toMatchObject({
      file: 'go',
      args: ['build', '-o', '{root}/cache/bin/.api.next', '-buildvcs=false', '-ldflags=-s -w', '.'],
      cwd: '{root}/apps/api',
      env: { PWD: '{root}/apps/api', GOTMPDIR: '{root}/cache/tmp', TMPDIR: '{root}/cache/tmp' },
      output: 'capture',
    });
    expect(outcome).toEqual({
      kind: 'built',
      command: ['go', 'build', '-o', '../../cache/bin/.api.next', '-buildvcs=false', '-ldflags=-s -w', '.'],
      durationMs: 20,
      sameAsLast: false,
      via: { kind: 'go' },
      parts: {},
    });
    expect(temporary).toBe(false);
  });

  it('removes what go leaves beside its output when it is killed', async () => {
    using files = createProgram();
    const abort = new AbortController();
    const startChild: StartChild = ({ args }) => {
      writeFileSync(`${args[args.indexOf('-o') + 1]}-go-tmp-umask`, '');
      abort.abort();
      const ended: Ended = { exit: { kind: 'signal', signal: 'SIGKILL' }, stdout: '', stderr: '' };
      return { pid: 1, ended: Promise.resolve(ended), kill: () => undefined };
    };
    const deps = createDeps({ startChild, killTree: async () => undefined });
    expect(await goBuild(files.plan, deps, abort.signal)).toEqual({ kind: 'aborted' });
    expect(readdirSync(files.path('cache/bin'))).toEqual([]);
  });

  it.each([
    ['the same content, whatever the other parts', 'Go\0\0x/y/z/content-in-base-64-_', true],
    ['other content', 'Go\0\0a/b/c/others-in-base-64--_', false],
    ['no ID', '', false],
    ['an ID of the user’s own', 'Go\0\0a/b/c/content', false],
  ])('compares with the last binary: %s', async (_, last, sameAsLast) => {
    const { outcome } = await build(writeOutput('Go\0\0a/b/c/content-in-base-64-_'), ({ write }) =>
      write('cache/bin/api', last),
    );
    expect(outcome).toMatchObject({ kind: 'built', sameAsLast });
  });

  it('takes places out of what go says, and lets an edit try again', async () => {
    const stderr = '# example.com/tiny\n./main.go:3:15: undefined: x\nand more\n';
    const { outcome, temporary } = await build(() => ({ exit: { kind: 'code', code: 1 }, stderr }));
    expect(outcome).toMatchObject({
      kind: 'failed',
      durationMs: 20,
      diagnostics: [
        {
          file: '{root}/apps/api/main.go',
          line: 3,
          column: 15,
          message: 'undefined: x',
          source: 'func main() { println("tiny") }',
        },
      ],
      output: 'and more',
      final: false,
    });
    expect(temporary).toBe(false);
  });

  it.each<[string, Partial<Ended>, object]>([
    [
      'a wrong command line for final',
      { exit: { kind: 'code', code: 2 }, stderr: 'flag provided but not defined: -foo\nusage: go build\n' },
      { final: true, hint: 'Correct buildFlags: go build has no flag -foo.' },
    ],
    [
      'stdout for the message, where stderr is empty',
      { exit: { kind: 'code', code: 1 }, stdout: 'said\n', stderr: ' \n' },
      { output: 'said', final: false },
    ],
    ['silence for a code', { exit: { kind: 'code', code: 3 } }, { output: 'go build ended with code 3' }],
    [
      'silence for a signal',
      { exit: { kind: 'signal', signal: 'SIGKILL' } },
      { output: 'go build was ended by SIGKILL' },
    ],
    [
      'an environment in which go can’t build for final',
      {
        exit: { kind: 'code', code: 1 },
        stderr: 'build cache is required, but could not be located: GOCACHE is not defined',
      },
      { final: true, hint: expect.stringContaining('Set HOME') },
    ],
    [
      'a go that has gone for a failure that may pass',
      { exit: { kind: 'not-started', reason: 'spawn go ENOENT' } },
      { output: "go can't be started in {root}/apps/api: spawn go ENOENT", final: false },
    ],
  ])('takes %s', async (_, ended, expected) => {
    expect((await build(() => ended)).outcome).toMatchObject({ kind: 'failed', ...expected });
  });

  it('passes on what go prints though all is well, less what it fetches', async () => {
    const stderr = 'go: downloading example.com/y v1.0.0\n# example.com/x\nx.c:1:2: warning: unused\n';
    const { outcome } = await build((command) => ({ ...writeOutput('Go\0\0a/b/c/new')(command), stderr }));
    expect(outcome).toMatchObject({ output: '# example.com/x\nx.c:1:2: warning: unused' });
  });

  it('tells of a build that takes long, and of how many packages it is at most', async () => {
    using files = createProgram();
    const ended = Promise.withResolvers<Ended>();
    const startChild: StartChild = () => ({ pid: 1, ended: ended.promise, kill: () => undefined });
    const events: RunEvent[] = [];
    const waits: number[] = [];
    const deps: BuildDeps = {
      ...createDeps({ startChild, killTree: async () => undefined }),
      followPhases: (temporary) => ({
        ...unfollowed.followPhases(temporary, () => 0),
        count: () => ({ begun: 3, compiled: 2, links: false }),
      }),
      wait: async (ms) => {
        if (waits.push(ms) > 1) ended.resolve({ exit: { kind: 'code', code: 1 }, stdout: '', stderr: 'x' });
        if (waits.length > 1) await new Promise(() => undefined);
      },
      countPackages: () => 9,
    };
    await goBuild(files.plan, deps, new AbortController().signal, null, (event) => events.push(event));
    expect(events).toMatchObject([
      { type: 'progress', what: 'go build', stage: { kind: 'compiling', compiled: 2, most: 9, now: [] } },
    ]);
  });

  it('does not start go where the program’s folder is gone', async () => {
    const { outcome, command } = await build(writeOutput(''), ({ path }) =>
      rmSync(path('apps/api'), { recursive: true }),
    );
    expect(outcome).toMatchObject({
      kind: 'failed',
      output: 'the folder {root}/apps/api is gone',
      final: false,
    });
    expect(command).toBeUndefined();
  });

  it('says that the output’s folder can’t be made', async () => {
    const { outcome } = await build(writeOutput(''), ({ write }) => write('cache/bin', 'a file'));
    expect(outcome).toMatchObject({ kind: 'failed', output: expect.stringMatching(/^outputPath: E/) });
    const cache = await build(writeOutput(''), ({ write }) => write('cache', 'a file'));
    expect(cache.outcome).toMatchObject({ output: expect.stringMatching(/^the cache can't be written: E/) });
  });

  it.each([
    ['api', /^outputPath: .*[\\/]cache[\\/]bin[\\/]api is a folder, and the binary would take its place$/],
    ['.api.next', /^outputPath: .*EISDIR/],
  ])('builds nothing where a folder of the user has the name %s, and leaves it', async (name, message) => {
    using files = createProgram();
    files.write(`cache/bin/${name}/main.go`, 'package main');
    const startChild = jest.fn<StartChild>();
    const deps = createDeps({ startChild, killTree: async () => undefined });
    const outcome = await goBuild(files.plan, deps, new AbortController().signal);
    expect(outcome).toMatchObject({ kind: 'failed', output: expect.stringMatching(message), final: false });
    expect(startChild).not.toHaveBeenCalled();
    expect(existsSync(files.path(`cache/bin/${name}/main.go`))).toBe(true);
  });

  it('says that a program is for another system, which /bin/sh would run as a script', async () => {
    using files = createProgram();
    const host = { os: 'linux', arch: 'amd64' };
    const plan = { ...files.plan, go: { ...files.plan.go, host } };
    const written = writeOutput(
      Buffer.concat([describeHeader({ os: 'linux', arch: 'riscv64' }), Buffer.from('Go\0\0')]),
    );
    const startChild: StartChild = (command) => {
      const ended: Ended = { exit: { kind: 'code', code: 0 }, stdout: '', stderr: '', ...written(command) };
      return { pid: 1, ended: Promise.resolve(ended), kill: () => undefined };
    };
    const deps = createDeps({ startChild, killTree: async () => undefined });
    const outcome = await goBuild(plan, deps, new AbortController().signal);
    expect(outcome).toMatchObject({
      kind: 'failed',
      output: "the program is built for another system than linux/amd64: it can't be run here",
      hint: expect.stringContaining('go env -w'),
    });
    expect(existsSync(plan.output.next)).toBe(false);
  });
});
