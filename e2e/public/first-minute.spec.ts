import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findGo } from '../rig/environment.ts';
import { buildGatedGo } from '../rig/gated-go.ts';
import { openRig, type Rig } from '../rig/rig.ts';
import { linesWith, whyWithoutTerminal } from '../rig/terminal.ts';

const sha256 = (text: string) => createHash('sha256').update(text);

describe('what takes long before the program runs', () => {
  let rig: Rig;
  beforeEach(async () => (rig = await openRig()));
  afterEach(() => rig.end());

  it('is a build: the terminal, the event log and the page say how far it is', async () => {
    const task = rig.execute({ goBinary: buildGatedGo(rig.workspace), hotBuild: false, pages: {} });
    const build = await rig.nextBuild();
    const { url } = await rig.events.next('pages');
    const { ms, stage } = await rig.events.next('progress');
    expect(Math.floor(ms / 1000)).toBeGreaterThanOrEqual(2);
    expect(stage).toEqual({ kind: 'loading' });
    await task.printed(/build +go build, \d+ s: reads the packages/);
    expect(await (await fetch(`${url}state`)).text()).toMatch(
      /"title":"app is being built \(go build, \d+ s: reads the packages\)"/,
    );
    await build.pass();
    await rig.nextRun();
    rig.events.skipAhead();
    expect(await (await fetch(`${url}state`)).text()).not.toContain('reads the packages');
  });

  it('is a tool that go builds once, and the step itself', async () => {
    const { workspace } = rig;
    for (const fifo of ['tool', 'step']) execFileSync('mkfifo', [workspace.path(fifo)]);
    const script = (path: string, text: string) => {
      workspace.write(path, `#!/bin/sh\n${text}\n`);
      chmodSync(workspace.path(path), 0o755);
    };
    const wait = (fifo: string) => `read line < '${workspace.path(fifo)}'`;
    script('bin/words', `${wait('step')}\ndate > '${workspace.path('apps/app/words.txt')}'`);
    script(
      'bin/go',
      `[ "$1" != tool ] || { ${wait('tool')}; echo '${workspace.path('bin/words')}'; exit; }\nexec '${findGo()}' "$@"`,
    );
    const step = { name: 'words', command: 'go tool words', inputs: ['*.tmpl'], outputs: ['words.txt'] };
    const task = rig.execute({ goBinary: workspace.path('bin/go'), generate: [step] });
    await rig.events.next('progress', ({ what }) => what === 'go tool words, which is built once');
    await task.printed(/generate go tool words, which is built once, \d+ s: reads the packages/);
    await writeFile(workspace.path('tool'), 'go\n');
    await rig.events.next('progress', ({ what }) => what === 'words');
    await writeFile(workspace.path('step'), 'go\n');
    await rig.nextRun();
  });

  // By itself Nx shows its terminal UI only for several tasks.
  (whyWithoutTerminal() === undefined ? it.each : it.skip.each)([
    ['the terminal UI', { NX_TUI: 'true' }],
    ['a terminal that Nx passes a single task’s output on to', {}],
  ])('is on one line of %s, which goes when it is over', async (_, env) => {
    rig.workspace.configure({ goBinary: buildGatedGo(rig.workspace), hotBuild: false });
    const terminal = rig.terminal(['serve', 'app'], env);
    const build = await rig.nextBuild();
    await terminal.shows('go build, 2 s: ');
    await terminal.shows('go build, 4 s: ');
    expect(linesWith(terminal.coloured, 'go build, ')).toHaveLength(1);
    await build.pass();
    await rig.nextRun();
    await terminal.shows(/ready +/);
    expect(linesWith(terminal.coloured, 'go build, ')).toHaveLength(0);
  });
});

describe('a module proxy that hangs', () => {
  const MODULE = 'module example.test/dep\n';
  let rig: Rig;
  let proxy: Server;
  let hangs = '';
  beforeEach(async () => {
    rig = await openRig();
    proxy = createServer(({ url = '' }, answer) => {
      if (!url.endsWith(hangs)) answer.end(url.endsWith('.mod') ? MODULE : '{"Version":"v1.0.0"}');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await rig.end();
  });

  it.each([
    ['with what a module requires', '.mod', /^127\.0\.0\.1:\d+, from which nothing has come for 1\d s$/],
    [
      'with a module',
      '.zip',
      /^127\.0\.0\.1:\d+, from which nothing has come for 1\d s \(example\.test\/dep v1\.0\.0\)$/,
    ],
  ])('%s is named', async (_, ending, what) => {
    hangs = ending;
    const { workspace } = rig;
    // The hash that go.sum has of a go.mod alone (golang.org/x/mod/sumdb/dirhash).
    const sum = sha256(`${sha256(MODULE).digest('hex')}  go.mod\n`).digest('base64');
    workspace.write(
      'apps/app/go.mod',
      'module example.test/app\n\ngo 1.22.0\n\nrequire example.test/dep v1.0.0\n',
    );
    workspace.write(
      'apps/app/go.sum',
      `example.test/dep v1.0.0 h1:${sum}\nexample.test/dep v1.0.0/go.mod h1:${sum}\n`,
    );
    workspace.write('apps/app/dep.go', 'package main\n\nimport _ "example.test/dep"\n');
    const task = rig.execute(
      {},
      {
        GOPROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
        GOMODCACHE: workspace.path('modules'),
        GOFLAGS: '-modcacherw',
      },
    );
    const told = await rig.events.next('waiting');
    expect(told.what).toMatch(what);
    expect(told.hint).toContain('GOPROXY');
    const { stage } = await rig.events.next('progress');
    expect(stage).toMatchObject({ silent: { host: told.what.split(',')[0] } });
    await task.printed(/nothing from 127\.0\.0\.1:\d+ for 1\d s/);
  });
});
