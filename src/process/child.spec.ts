import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { type Command, definedOnly, readOutput, sendSignal, startChild } from './child.ts';

const unix = process.platform === 'win32' ? describe.skip : describe;
const onLinux = process.platform === 'linux' ? it : it.skip;

/** Runs a script of sh with the real thing. */
function startShell(script: string, more: Partial<Command> = {}) {
  const env = { PATH: process.env['PATH'] ?? '', A: 'é' };
  return startChild({ file: 'sh', args: ['-c', script], cwd: tmpdir(), env, output: 'capture', ...more });
}

unix('startChild', () => {
  it('captures both streams as they are, with nothing on stdin', async () => {
    const { ended } = startShell('cat; echo "out $A"; echo err >&2; exit 3');
    expect(await ended).toEqual({ exit: { kind: 'code', code: 3 }, stdout: 'out é\n', stderr: 'err\n' });
  });

  it('gives a child the environment that it is told, its folder as PWD, and nothing else', async () => {
    const env = { A: '1', PWD: '/elsewhere' };
    const { ended } = startShell('', {
      file: process.execPath,
      args: ['-p', 'JSON.stringify(process.env)'],
      env,
    });
    expect(JSON.parse((await ended).stdout)).toEqual({ A: '1', PWD: tmpdir() });
  });

  it('tells the signal that has ended a child', async () => {
    const child = startShell('kill -KILL $$');
    expect((await child.ended).exit).toEqual({ kind: 'signal', signal: 'SIGKILL' });
    expect(await child.exited).toEqual({ kind: 'signal', signal: 'SIGKILL' });
  });

  onLinux('tells the end of a child after the signals that it has sent before', async () => {
    // Its parent is told of both at once, by their numbers: SIGCHLD, the end, comes before SIGWINCH.
    const signalAndEnd = `
      (until grep -qs "State:.Z" /proc/$$/status || [ ! -e /proc/$$ ]; do :; done; kill -CONT $PPID) &
      kill -STOP $PPID; until grep -qs "State:.T" /proc/$PPID/status || [ ! -e /proc/$PPID ]; do :; done
      kill -WINCH $PPID`;
    const module = new URL('child.ts', import.meta.url).href;
    const parent = `
      import { startChild } from ${JSON.stringify(module)};
      process.on('SIGWINCH', () => console.log('signal'));
      const [args, env] = [['-c', ${JSON.stringify(signalAndEnd)}], process.env];
      startChild({ file: 'sh', args, cwd: '/', env, output: 'capture' }).exited.then(() => console.log('end'));`;
    const args = ['--input-type=module', '-e', parent];
    const { ended } = startShell('', { file: process.execPath, args });
    expect((await ended).stdout).toBe('signal\nend\n');
  });

  it('sends a signal to the child alone, and none to one that has ended', async () => {
    const child = startShell('trap "exit 7" TERM; echo ready; while :; do sleep 0.01; done', {
      listener: { onLine: () => child.kill('SIGTERM') },
    });
    expect((await child.ended).exit).toEqual({ kind: 'code', code: 7 });
    expect(await child.exited).toEqual({ kind: 'code', code: 7 });
    child.kill('SIGKILL');
  });

  it('tells why a child could not be started, and has no process then', async () => {
    const child = startShell('', { file: join(tmpdir(), 'nowhere') });
    expect(child.pid).toBeUndefined();
    child.kill('SIGTERM');
    expect(await child.ended).toEqual({
      exit: { kind: 'not-started', reason: expect.stringContaining('ENOENT') },
      stdout: '',
      stderr: '',
    });
  });

  it('has what is captured heard line by line, too', async () => {
    const lines: string[] = [];
    const { ended } = startShell('echo one; printf two >&2', {
      listener: { onLine: (line) => lines.push(line) },
    });
    await ended;
    expect(lines.toSorted()).toEqual(['one', 'two']);
  });

  it('starts a child in the process group of the executor, or apart from it', async () => {
    const script = 'ps -o pgid= -p $$';
    const own = startShell(script);
    expect(Number((await own.ended).stdout)).not.toBe(own.pid);
    const apart = startShell(script, { isApart: true });
    expect(Number((await apart.ended).stdout)).toBe(apart.pid);
  });

  it.each([
    ['inherit', []],
    ['tee', ['heard']],
  ] as const)("passes a child's output on, and what it reads of stdin: %s", async (output, heard) => {
    const script = `
      const { startChild } = await import(${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'child.ts')))});
      const lines = [];
      const { ended } = startChild({
        file: 'sh', args: ['-c', 'read line; echo "heard $line"; echo "heard it" >&2'], cwd: '/', env: process.env,
        output: '${output}', listener: { onLine: (line) => lines.push(line.split(' ')[0]) },
      });
      const { stdout, stderr } = await ended;
      console.log(JSON.stringify([stdout, stderr, [...new Set(lines)]]));`;
    const host = startShell(
      `echo it | "${process.execPath}" --input-type=module -e '${script.replaceAll("'", `'"'"'`)}'`,
    );
    const { stdout, stderr } = await host.ended;
    expect(stdout).toBe(`heard it\n${JSON.stringify(['', '', heard])}\n`);
    expect(stderr).toContain('heard it\n');
  });

  it('is over where a child has ended whose pipes are held open by what it has left', async () => {
    const lines: string[] = [];
    const child = startShell('sleep 60 & echo "$! stays"', {
      output: 'tee',
      listener: { onLine: (line) => lines.push(line) },
    });
    expect(await child.ended).toEqual({ exit: { kind: 'code', code: 0 }, stdout: '', stderr: '' });
    const [left] = lines.map((line) => Number.parseInt(line, 10));
    // Signals to 0 and below reach whole groups.
    if (!left || left < 2) throw new Error('it has not told its pid');
    expect(sendSignal(left, 'SIGKILL')).toBe(true);
  });
});

describe(definedOnly, () => {
  it('leaves out what is not set, and keeps what is empty', () => {
    expect(definedOnly({ A: '1', B: undefined, C: '' })).toStrictEqual({ A: '1', C: '' });
  });
});

unix(sendSignal.name, () => {
  it('asks whether a process is there', async () => {
    const child = startShell('');
    expect(sendSignal(process.pid, 0)).toBe(true);
    await child.ended;
    expect(sendSignal(child.pid ?? process.pid, 0)).toBe(false);
  });
});

unix(readOutput.name, () => {
  it('gives what a command prints, without the last line end', () => {
    expect(readOutput('/bin/sh', ['-c', 'echo "$A$HOME"; echo no >&2'], { A: '1' })).toBe('1');
  });

  it.each([
    ['fails', '/bin/sh'],
    ['is not there', '/nowhere'],
  ])('gives nothing where a command %s', (_, file) => {
    expect(readOutput(file, ['-c', 'echo text; exit 1'], {})).toBeUndefined();
  });
});
