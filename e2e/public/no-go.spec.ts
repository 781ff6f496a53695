import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { nameHost } from '../../src/toolchain/go-settings.ts';
import { type FakeProxy, openFakeProxy } from '../../src/toolchain/testing/fake-proxy.ts';
import { findGo } from '../rig/environment.ts';
import { hideGo, pathWithoutGo } from '../rig/hide-go.ts';
import { openRig, type Rig } from '../rig/rig.ts';
import { linesWith, whyWithoutTerminal } from '../rig/terminal.ts';

const hidden = hideGo();
const test = hidden === undefined ? it.skip : it;
if (hidden === undefined) process.stderr.write('skipped: no mounts of one’s own, so Go can’t be hidden\n');

describe('a machine without Go', () => {
  let rig: Rig;
  let home: string;
  let opened: FakeProxy | undefined;
  beforeEach(async () => {
    rig = await openRig();
    home = rig.workspace.path('home');
    mkdirSync(home);
  });
  afterEach(async () => {
    await rig.end();
    await opened?.close();
    opened = undefined;
  });

  /** A proxy with a toolchain that no machine has, and that hands on to this machine's. */
  const openProxy = async () => {
    const go = `#!/bin/sh\nGOTOOLCHAIN=local exec '${findGo()}' "$@"\n`;
    return (opened = await openFakeProxy({ version: '1.99.9', host: nameHost(process), go }));
  };
  /** Nothing of this machine's Go is reached: neither its commands, nor its caches. */
  const env = (more: Readonly<Record<string, string>> = {}) => ({
    PATH: [dirname(process.execPath), pathWithoutGo()].join(delimiter),
    HOME: home,
    XDG_CACHE_HOME: `${home}/cache`,
    GOPATH: `${home}/go`,
    GOMODCACHE: `${home}/go/pkg/mod`,
    GOFLAGS: '-modcacherw',
    ...more,
  });

  test('is served by the Go that go.work asks for, fetched from the real proxy', async () => {
    // What the machine builds with otherwise, so that what it has compiled of it serves.
    const version = execFileSync(findGo(), ['env', 'GOVERSION'], { encoding: 'utf8' }).trim().slice(2);
    rig.workspace.edit('go.work', 'go 1.22.0', `go ${version}`);
    const GOCACHE = execFileSync(findGo(), ['env', 'GOCACHE'], { encoding: 'utf8' }).trim();
    const task = rig.execute({}, env({ GOCACHE }), hidden);
    await task.printed(new RegExp(`install +go${version}: \\d+ of \\d+ MB`));
    await rig.events.next('building', undefined, 240_000);
    const run = await rig.nextRun();
    expect(task.output).toMatch(new RegExp(`install +go${version} into .*, once`));
    // The program's own calls find the same go.
    expect((await run.env('PATH'))?.split(delimiter)[0]).toMatch(new RegExp(`go${version}\\..*/bin$`));
    expect(await run.env('GOROOT')).toBeUndefined();
    task.signal('SIGTERM');
    await task.ended();
    expect(readdirSync(`${home}/cache/nx-go-run/go`)).toEqual([`go${version}.${nameHost(process)}`]);
  }, 300_000);

  test('is told what to do where the option go is system', async () => {
    const task = rig.execute({ go: 'system' }, env(), hidden);
    expect((await task.ended()).code).toBe(1);
    expect(task.output).toMatch(/error +go: there is no go command on PATH.*\n +Install Go from .*"auto"/);
  });

  test('ends at Ctrl-C in the middle of the download, and leaves nothing', async () => {
    const proxy = await openProxy();
    proxy.answering = (path, answer) => {
      if (!path.endsWith('.zip')) return false;
      answer.writeHead(200, { 'content-length': proxy.zip.length }).write(proxy.zip.subarray(0, 1000));
      return true;
    };
    rig.workspace.edit('go.work', 'go 1.22.0', 'go 1.22.0\n\ntoolchain go1.99.9');
    const task = rig.execute({}, env({ GOPROXY: proxy.url, GOSUMDB: proxy.gosumdb }), hidden);
    await task.printed('install  go1.99.9');
    task.signal('SIGINT');
    expect((await task.ended()).code).toBe(0);
    expect(task.output).toContain('got SIGINT');
    expect(readdirSync(`${home}/cache/nx-go-run/go`)).toEqual([]);
  });

  it('tells a target that ends how far the download is, too, by a line every 5 s', async () => {
    const proxy = await openProxy();
    proxy.answering = (path, answer) => {
      if (!path.endsWith('.zip')) return false;
      answer.writeHead(200, { 'content-length': proxy.zip.length });
      const size = Math.ceil(proxy.zip.length / 20);
      const send = (from: number) => {
        if (from >= proxy.zip.length) answer.end();
        else answer.write(proxy.zip.subarray(from, from + size), () => setTimeout(send, 100, from + size));
      };
      send(0);
      return true;
    };
    const vet = { executor: 'nx-go-run:go', options: { command: 'vet', go: '1.99.9' } };
    rig.workspace.write('apps/app/project.json', JSON.stringify({ name: 'app', targets: { vet } }));
    const began = performance.now();
    const settings = { GOPROXY: proxy.url, GOSUMDB: proxy.gosumdb, XDG_CACHE_HOME: `${home}/cache` };
    const GOCACHE = execFileSync(findGo(), ['env', 'GOCACHE'], { encoding: 'utf8' }).trim();
    const task = rig.nx(['vet', 'app'], { ...settings, GOCACHE });
    expect((await task.ended()).code).toBe(0);
    const lines = task.output.split('\n').filter((line) => /go1\.99\.9: /.test(line));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThanOrEqual(1 + (performance.now() - began) / 5000);
    expect(task.output).toMatch(/install +go1\.99\.9 into/);
  });

  (whyWithoutTerminal() === undefined ? it : it.skip)(
    'shows how far the download is on one line of Nx’s terminal',
    async () => {
      const proxy = await openProxy();
      const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>();
      proxy.answering = (path, answer) => {
        if (!path.endsWith('.zip')) return false;
        answer.writeHead(200, { 'content-length': proxy.zip.length });
        answer.write(proxy.zip.subarray(0, 1000));
        void mayGoOn.then(() => answer.end(proxy.zip.subarray(1000)));
        return true;
      };
      rig.workspace.configure({ go: '1.99.9' });
      const settings = { GOPROXY: proxy.url, GOSUMDB: proxy.gosumdb, XDG_CACHE_HOME: `${home}/cache` };
      const GOCACHE = execFileSync(findGo(), ['env', 'GOCACHE'], { encoding: 'utf8' }).trim();
      const terminal = rig.terminal(['serve', 'app'], { ...settings, GOCACHE, NX_TUI: 'true' });
      await terminal.shows(/go1\.99\.9: 0 of 0 MB/);
      goOn();
      await rig.nextRun();
      await terminal.shows(/install +go1\.99\.9 into/);
      expect(linesWith(terminal.coloured, 'install')).toHaveLength(1);
    },
  );
});
