import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { GoRunOptions } from '../src/executors/go-run/schema.d.ts';
import { sendTraffic } from './proxy/traffic.ts';
import { makeProxyWorkspace, setStart } from './proxy/workspace.ts';
import { findGo } from './rig/environment.ts';
import { findFreePort, holdPort, isFree } from './rig/ports.ts';
import { openRig, type Rig } from './rig/rig.ts';
import { startTask, type Task } from './rig/task.ts';
import { createWaiting } from './rig/waiting.ts';

const run = promisify(execFile);
const curl = (args: readonly string[], options: { maxBuffer: number }) => run('curl', args, options);

// Looked up now, since Jest wants to know of skipped tests before it runs any.
const GRPC = join(import.meta.dirname, 'proxy/grpc');
const env = { ...process.env, GOWORK: 'off', GOFLAGS: '' };
const hasGrpc = spawnSync(findGo(), ['mod', 'download'], { cwd: GRPC, env }).status === 0;
if (!hasGrpc) process.stderr.write('skipped: the modules of gRPC can’t be had\n');

describe('a stable port', () => {
  let rig: Rig;
  let port: number;
  let url: string;
  afterEach(() => rig.end());

  const start = async (
    proxy: Partial<GoRunOptions['proxy']> = {},
    more: GoRunOptions = {},
  ): Promise<Task> => {
    rig = await openRig({ make: makeProxyWorkspace });
    port = await findFreePort();
    url = `http://localhost:${port}`;
    return rig.execute({ envFile: '.env', ...more, proxy: { port, ...proxy } });
  };
  const swap = async (version: string) => {
    setStart(rig.workspace, version);
    return rig.events.next('ready');
  };
  const ask = async (path = '') => (await fetch(`${url}${path}`)).text();

  it('is held before the first build, and leads to the program that listens on a port of its own', async () => {
    await start();
    await rig.events.next('building');
    // Held until the program is ready.
    expect(await ask()).toBe('1');
    const ready = await rig.events.next('ready');
    expect(ready.baseUrl).toBe(url);
    expect(ready.privateUrl).not.toBe(url);
    expect(await (await fetch(ready.privateUrl!)).text()).toBe('1');
  });

  it.each([
    ['one after the other', false],
    ['overlapping', true],
  ])('fails no request while programs are swapped, %s', async (_, overlap) => {
    await start({ overlap });
    await rig.events.next('ready');
    const traffic = sendTraffic(url, 100);
    for (let version = 2; version <= 21; version++) {
      await traffic.streamsReach(String(version - 1));
      await swap(String(version));
      expect(await ask()).toBe(String(version));
    }
    await traffic.streamsReach('21');
    await traffic.stop();
    const { get, post, events, socket } = traffic.tallies;
    expect([get, post, events, socket].flatMap(({ failures }) => failures)).toEqual([]);
    expect([get, post].every(({ answered }) => answered > 0)).toBe(true);
    // Closed at each of 20 swaps, and at the end.
    expect([events, socket].map(({ answered }) => answered)).toEqual([21, 21]);
  });

  it('lets a request end in the program that got it, and gives the next one to the next program', async () => {
    await start();
    await rig.events.next('ready');
    const slow = ask('/slow');
    // A request that is answered while the slow one is under way shows that this has come to the program.
    await ask();
    setStart(rig.workspace, '2');
    await rig.events.next('change');
    expect(await slow).toBe('1');
    expect(await ask()).toBe('2');
  });

  it('takes a large upload before the program is there, as curl sends it', async () => {
    await start();
    await rig.events.next('building');
    rig.workspace.write('large', 'y'.repeat(20_000_000));
    const upload = ['--data-binary', `@${rig.workspace.path('large')}`, '-H', 'Expect: 100-continue'];
    const { stdout } = await curl(['-sS', ...upload, `${url}/echo`], { maxBuffer: 2 ** 25 });
    expect(stdout).toBe('y'.repeat(20_000_000));
  });

  it('answers at once why nothing runs, and holds requests again once that is mended', async () => {
    await start({}, {});
    await rig.events.next('ready');
    const json = async () =>
      (await fetch(url, { headers: { Accept: 'application/json' } })).json() as Promise<
        Record<string, unknown>
      >;
    const exit = await fetch(`${url}/exit`, { method: 'POST' });
    expect(exit.status).toBe(502);
    await rig.events.next('exited');
    expect(await json()).toMatchObject({ reason: 'exited', exit: { kind: 'code', code: 3 } });
    const main = rig.workspace.read('apps/app/main.go');
    rig.workspace.write('apps/app/main.go', main.replace('fmt.Fprint(w, version)', 'fmt.Fprint(w, wersion)'));
    await rig.events.next('build-failed');
    expect(await json()).toMatchObject({
      reason: 'build-failed',
      diagnostics: [{ message: 'undefined: wersion', source: expect.stringContaining('wersion') }],
      served: { pid: expect.any(Number) },
    });
    rig.workspace.write('apps/app/main.go', main);
    await rig.events.next('change');
    expect(await ask()).toBe('1');
    setStart(rig.workspace, '2', 'BROKEN=1');
    await rig.events.next('exited');
    expect(await json()).toMatchObject({ exit: { code: 4 }, lines: ['no database'] });
  });

  it.each([
    ['ends', 'BROKEN=1', 'exited'],
    ['is late', 'LATE=1', 'not-ready'],
  ] as const)('goes on with the old program where an overlapping one %s', async (_, more, event) => {
    const task = await start({ overlap: true }, { readyTimeout: 1500 });
    const { pid } = await rig.events.next('ready');
    setStart(rig.workspace, '2', more);
    expect(await rig.events.next(event)).toMatchObject({ stillRunning: true });
    expect(await ask()).toBe('1');
    const state = (await (await fetch(`${url}/__go-run/state`)).json()) as object;
    expect(state).toMatchObject({ program: { kind: 'ready', pid, baseUrl: url }, isError: true });
    await task.printed(/the other one goes on|goes on serving/);
    setStart(rig.workspace, '3');
    expect((await rig.events.next('ready')).pid).not.toBe(pid);
    expect(await ask()).toBe('3');
  });

  it('leaves neither of two programs behind, nor the port', async () => {
    const task = await start({ overlap: true });
    await rig.events.next('ready');
    setStart(rig.workspace, '2', 'LATE=1');
    await rig.events.next('started');
    task.signal('SIGTERM');
    expect((await task.ended()).code).toBe(0);
    expect(rig.leftovers()).toEqual([]);
    expect(await isFree(port)).toBe(true);
  });

  it('waits, and says for whom, while another process holds it; ends meanwhile if it is asked to', async () => {
    const held = await holdPort();
    const task = await start({ port: held.port });
    await task.printed(/wait +for port \d+, which is held by .*pid/);
    expect(rig.events.pending()).not.toContain('building');
    await held.free();
    await rig.events.next('ready');
    const second = await holdPort();
    rig.events.skipAhead();
    const other = rig.execute({ proxy: { port: second.port } });
    await rig.events.next('waiting');
    other.signal('SIGTERM');
    expect((await other.ended()).code).toBe(0);
    await second.free();
  });

  it('is what Nx is told of, and {port} is the program’s own port in what Nx passes on', async () => {
    rig = await openRig({ make: makeProxyWorkspace });
    port = await findFreePort();
    rig.workspace.configure({
      proxy: { port },
      args: ['--listen', ':{port}'],
      env: { PORT: '{port}', VERSION: '7' },
    });
    rig.nx(['serve', 'app']);
    const { args } = await rig.events.next('started');
    const { baseUrl, privateUrl } = await rig.events.next('ready');
    expect(baseUrl).toBe(`http://localhost:${port}`);
    expect(args).toEqual(['--listen', `:${new URL(privateUrl!).port}`]);
    expect(await (await fetch(baseUrl!)).text()).toBe('7');
  });

  (hasGrpc ? it : it.skip)(
    'fails no call of a gRPC client in mode tcp while its server is swapped',
    async () => {
      rig = await openRig({ make: (name) => makeProxyWorkspace(name, 'grpc') });
      port = await findFreePort();
      const file = rig.workspace.path('client');
      execFileSync(findGo(), ['build', '-o', file, './cmd/client'], { cwd: GRPC, env });
      rig.execute({ envFile: '.env', proxy: { port, mode: 'tcp' } });
      const command = { file, args: [`localhost:${port}`], cwd: rig.workspace.root, env };
      // Its first call is held while the server is built.
      const client = startTask(
        command,
        createWaiting(() => ''),
      );
      try {
        await rig.events.next('ready', undefined, 240_000);
        await client.printed('first answer');
        for (let version = 2; version <= 11; version++) await swap(String(version));
      } finally {
        client.signal('SIGTERM');
        await client.ended();
      }
      expect(client.output).toMatch(/^first answer\n\d{2,} answered, 0 failed$/m);
    },
  );
});
