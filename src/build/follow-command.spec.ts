import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '../events/run-event.ts';
import type { Child, Command } from '../process/child.ts';
import type { BuildCount } from './build-phases.ts';
import { nameModuleHosts } from './downloads.ts';
import { followCommand, type LongCommand } from './follow-command.ts';
import type { GoLook } from './look-at-go.ts';

const GO: LongCommand = {
  during: 'build',
  what: 'go build',
  temporary: '/tmp/x',
  modules: { proxy: 'https://ada:secret@proxy.test', noProxy: '', cache: undefined },
};

/** Follows a command in virtual time; `seen` and `count` are what can be seen of it. */
function follow(command: LongCommand) {
  const events: RunEvent[] = [];
  const seen: { -readonly [K in keyof GoLook]: GoLook[K] } = {
    compiling: [],
    hasSockets: false,
    bytesRead: 0,
  };
  let count: BuildCount = { begun: 0, compiled: 0, links: false };
  let time = 0;
  let waits: { at: number; resolve: () => void }[] = [];
  let hear: (line: string) => void = () => undefined;
  const startChild = ({ listener }: Command): Child => {
    hear = (line) => listener?.onLine(line);
    return { pid: 7, ended: new Promise(() => undefined), kill: () => undefined };
  };
  const killTree = () => Promise.resolve();
  const followed = followCommand(command, { startChild, killTree }, (event) => events.push(event), {
    now: () => time,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        waits.push({ at: time + ms, resolve });
        signal?.addEventListener('abort', () => resolve());
      }),
    followPhases: () => ({ count: () => count, parts: () => ({ load: 1 }), close: () => undefined }),
    look: () => seen,
  });
  followed.deps.startChild({ file: 'go', args: [], cwd: '/', env: {}, output: 'capture' });
  return {
    events,
    seen,
    followed,
    hear: (line: string) => hear(line),
    becomes: (next: BuildCount) => (count = next),
    /** Lets time pass, and gives the last event. */
    async pass(ms: number) {
      for (const end = time + ms; time < end;) {
        time += 500;
        const due = waits.filter(({ at }) => at <= time);
        waits = waits.filter(({ at }) => at > time);
        due.forEach(({ resolve }) => resolve());
        await new Promise((resolve) => setImmediate(resolve));
      }
      return events.at(-1);
    },
  };
}

describe('a command that takes long', () => {
  it('is not told of for two seconds, and then each second until it is over', async () => {
    const { events, pass, followed } = follow({ during: 'generate', what: 'sqlc' });
    await pass(1500);
    expect(events).toEqual([]);
    await pass(2500);
    const common = { type: 'progress', during: 'generate', what: 'sqlc' };
    expect(events).toEqual([2000, 3000, 4000].map((ms) => ({ ...common, ms })));
    expect(followed.end()).toEqual({});
    await pass(5000);
    expect(events).toHaveLength(3);
  });

  it('tells what a build is at', async () => {
    const listed: number[] = [];
    const { pass, seen, becomes, followed } = follow({ ...GO, countPackages: () => listed[0] });
    expect(await pass(2000)).toMatchObject({ stage: { kind: 'loading' } });
    becomes({ begun: 5, compiled: 3, links: false });
    seen.compiling = ['net/http', 'os'];
    expect(await pass(1000)).toMatchObject({
      stage: { kind: 'compiling', compiled: 3, now: ['net/http', 'os'] },
    });
    listed.push(90);
    expect(await pass(1000)).toMatchObject({ stage: { compiled: 3, most: 90 } });
    becomes({ begun: 9, compiled: 9, links: true });
    expect(await pass(1000)).toMatchObject({ ms: 5000, stage: { kind: 'linking' } });
    expect(followed.end()).toEqual({ load: 1 });
  });

  it('names once who has sent nothing for ten seconds, without a password, and again after news', async () => {
    const { pass, hear, events } = follow(GO);
    hear('go: downloading example.com/y v1.0.0');
    expect(await pass(9000)).toMatchObject({
      stage: { kind: 'downloading', modules: ['example.com/y v1.0.0'], bytes: 0 },
    });
    const silent = { host: 'proxy.test', ms: 11_000 };
    expect(await pass(2000)).toMatchObject({ ms: 11_000, stage: { kind: 'downloading', silent } });
    const told = () => events.flatMap((event) => (event.type === 'waiting' ? event.what : []));
    expect(told()).toEqual(['proxy.test, from which nothing has come for 10 s (example.com/y v1.0.0)']);
    hear('go: downloading example.com/z v1.0.0');
    expect(await pass(1000)).not.toHaveProperty('stage.silent');
    await pass(10_000);
    expect(told()).toHaveLength(2);
  });

  it('takes what go reads for news, but not the little that it reads when it wakes up', async () => {
    const { pass, seen } = follow(GO);
    seen.hasSockets = true;
    for (let at = 0; at < 20; at++) {
      seen.bytesRead += 1000;
      expect(JSON.stringify((await pass(1000)) ?? {})).not.toContain('silent');
    }
    seen.bytesRead += 8;
    expect(await pass(10_000)).toMatchObject({ stage: { kind: 'loading', silent: { host: 'proxy.test' } } });
  });

  it('is silent for no network where it has no socket and has announced nothing', async () => {
    const { pass, events } = follow(GO);
    expect(await pass(30_000)).toMatchObject({ stage: { kind: 'loading' } });
    expect(events.every(({ type }) => type === 'progress')).toBe(true);
  });

  it('finds in the cache of modules what is there, and how far the rest is', async () => {
    const cache = mkdtempSync(join(tmpdir(), 'modules-'));
    const write = (path: string, size: number) => {
      mkdirSync(join(cache, 'cache/download', path, '..'), { recursive: true });
      writeFileSync(join(cache, 'cache/download', path), 'x'.repeat(size));
    };
    const { pass, hear } = follow({ ...GO, modules: { proxy: 'https://proxy.test', noProxy: '', cache } });
    hear('go: downloading example.com/!Odd/Y v1.0.0-RC');
    hear('go: downloading go1.99.0 (linux/amd64)');
    write('example.com/!!odd/!y/@v/v1.0.0-!r!c.zip123.tmp', 30);
    write('golang.org/toolchain/@v/v0.0.1-go1.99.0.linux-amd64.zip9.tmp', 12);
    const modules = ['example.com/!Odd/Y v1.0.0-RC', 'go1.99.0 (linux/amd64)'];
    expect(await pass(2000)).toMatchObject({ stage: { modules, bytes: 42 } });
    write('example.com/!!odd/!y/@v/v1.0.0-!r!c.zip', 40);
    expect(await pass(1000)).toMatchObject({ stage: { modules: [modules[1]], bytes: 12 } });
    write('golang.org/toolchain/@v/v0.0.1-go1.99.0.linux-amd64.zip', 40);
    expect(await pass(1000)).toMatchObject({ stage: { kind: 'loading' } });
    rmSync(cache, { recursive: true });
  });
});

describe('who is asked for a module', () => {
  it.each([
    ['https://a.test,https://b.test:8080|off', '', 'example.com/y v1.0.0', 'a.test or b.test:8080'],
    ['https://a.test/go,direct', '', 'example.com/y v1.0.0', 'a.test or example.com'],
    ['https://a.test', 'corp.test,*.corp.test/team', 'git.corp.test/team/y v1.0.0', 'git.corp.test'],
    ['https://a.test', '*.corp.test/team', 'git.corp.test/y v1.0.0', 'a.test'],
    ['direct', '', undefined, 'the hosts of the modules'],
    ['a.test:8080', '', 'example.com/y v1.0.0', 'a.test:8080'],
    ['file:///srv/go', '', 'example.com/y v1.0.0', 'file:///srv/go'],
    ['', '', 'example.com/y v1.0.0', 'the module proxy'],
  ])('by GOPROXY=%s and GONOPROXY=%s', (proxy, noProxy, module, host) => {
    expect(nameModuleHosts({ proxy, noProxy, cache: undefined }, module)).toBe(host);
  });
});
