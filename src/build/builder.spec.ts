import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Plan } from '../plan/plan.ts';
import type { Command, Ended, StartChild } from '../supervise/child.ts';
import { createBuilder } from './builder.ts';
import { makeArchive } from './hot/testing/archive-file.ts';
import { printLink, printPackage } from './hot/testing/printed.ts';
import { createProgram } from './testing/tiny-program.ts';

const never = new AbortController().signal;
const OK: Ended = { exit: { kind: 'code', code: 0 }, stdout: '', stderr: '' };
const FAILED: Ended = { ...OK, exit: { kind: 'code', code: 1 }, stderr: './x.go:1:1: syntax error\n' };

/**
 * A program of the packages m/leaf and m/cmd, whose objects and binary hold what their sources do. go and its
 * tools are in memory; a source that says `broken` compiles nowhere.
 */
function makeRig({ hot = true, flags = [] as readonly string[] } = {}) {
  const made = createProgram();
  const plan: Plan = {
    ...made.plan,
    go: { ...made.plan.go, listFlags: flags },
    hot: hot ? { checkAfter: 2000 } : null,
  };
  const { output } = plan;
  const rig = {
    epoch: 1e6,
    calls: [] as string[],
    goBuilds: 'right',
    during: undefined as (() => void) | undefined,
  };
  const sources = new Map([
    ['/w/m/leaf/x.go', { text: 'package leaf\n// 1', at: 0 }],
    ['/w/m/cmd/x.go', { text: 'package cmd\n// 1', at: 0 }],
  ]);
  const code = (name: string) => sources.get(`/w/m/${name}/x.go`)?.text ?? '';
  const object = (name: string) => made.path(`gocache/${name}`);
  const write = (path: string, bytes: Buffer | string) => {
    mkdirSync(dirname(path), { recursive: true });
    rmSync(path, { force: true });
    writeFileSync(path, bytes);
  };
  const program = (id: string, text: string) =>
    Buffer.concat([
      Buffer.from([4, 0, 0, 0, id.length, 0, 0, 0, 4, 0, 0, 0]),
      Buffer.from(`Go\0\0${id}${text}`),
    ]);
  const isBroken = () => [...sources.values()].some(({ text }) => text.includes('broken'));
  const archive = (name: string) => makeArchive({ '__.PKGDEF': name, '_go_.o': code(name) });
  const all = () => `${code('leaf')}|${code('cmd')}`;
  const after = (args: readonly string[], flag: string) => args[args.indexOf(flag) + 1] as string;

  const answer = (file: string, args: readonly string[]): Ended => {
    const [verb] = args;
    if (file.endsWith('/compile')) {
      const name = args.at(-1)?.split('/')[3] ?? '';
      rig.calls.push(`compile ${name}`);
      if (code(name).includes('broken')) return { ...FAILED, stdout: 'x.go:1:1: syntax error' };
      for (const flag of ['-o', '-linkobj']) write(after(args, flag), archive(name));
      return OK;
    }
    if (file.endsWith('/link')) {
      rig.calls.push('link');
      write(after(args, '-o'), program('hot-path/xx', all()));
      return OK;
    }
    if (verb === 'env')
      return { ...OK, stdout: JSON.stringify({ GOROOT: '/go', GOENV: '/h/env', GOFLAGS: '' }) };
    if (verb === 'list') {
      for (const name of ['leaf', 'cmd']) write(object(name), archive(name));
      const one = (name: string) =>
        `{\n"ImportPath": "m/${name}",\n"Export": ${JSON.stringify(object(name))}\n}\n`;
      return isBroken() ? FAILED : { ...OK, stdout: one('leaf') + one('cmd') };
    }
    if (args.includes('-n')) {
      rig.calls.push('recipe');
      const imports = { 'm/cmd': 1, 'm/leaf': 2 };
      const printed =
        printPackage('m/leaf', 2) + printPackage('m/cmd', 1, { 'm/leaf': 2 }) + printLink(1, imports);
      return { ...OK, stderr: printed };
    }
    rig.calls.push('go build');
    if (isBroken()) return FAILED;
    const text = rig.goBuilds === 'right' ? all() : rig.goBuilds;
    write(after(args, '-o'), program(`a/b/c/${crc32(text).toString(16).slice(0, 5).padEnd(5, '0')}`, text));
    return OK;
  };
  const startChild: StartChild = ({ file, args }: Command) => {
    const bare = file === 'nice' ? args.slice(2) : [file, ...args];
    const ended = answer(bare[0] as string, bare.slice(1));
    rig.during?.();
    rig.during = undefined;
    return { pid: 1, ended: Promise.resolve(ended), kill: () => undefined };
  };
  const builder = createBuilder(plan, {
    startChild,
    killTree: async () => undefined,
    readText: () => undefined,
    followPhases: () => ({ parts: () => ({}), close: () => undefined }),
    now: () => 0,
    epoch: () => (rig.epoch += 100),
    files: {
      readText: (path) => sources.get(path)?.text,
      stamp(path) {
        const source = sources.get(path);
        return source && { text: source.text, ctimeMs: source.at };
      },
    },
  });
  return Object.assign(rig, {
    builder,
    sources,
    output,
    edit(name: string, text: string) {
      sources.set(`/w/m/${name}/x.go`, { text: `package ${name}\n${text}`, at: rig.epoch });
      builder.note(`/w/m/${name}/x.go`);
    },
    /** Builds, installs, and gives by whom and with which calls. */
    async build(signal: AbortSignal = never) {
      rig.calls.length = 0;
      const outcome = await builder.build(signal);
      if (outcome.kind === 'built') await builder.install();
      const { calls } = rig;
      return outcome.kind === 'built'
        ? { via: outcome.via, sameAsLast: outcome.sameAsLast, calls: [...calls] }
        : { kind: outcome.kind, calls: [...calls] };
    },
    rest: async (signal: AbortSignal = never) => builder.upkeep()?.run(signal),
    running: () => readFileSync(output.binary, 'latin1').split('package ').slice(1).join(' '),
    [Symbol.dispose]: () => made[Symbol.dispose](),
  });
}
/** One that go has built, with its recipe. */
async function makeWarmRig() {
  const rig = makeRig();
  await rig.build();
  await rig.rest();
  return rig;
}

describe(createBuilder.name, () => {
  it('lets go build first, asks for the recipe at rest, and then builds hot', async () => {
    using rig = makeRig();
    expect(await rig.build()).toMatchObject({ via: { kind: 'go' }, calls: ['go build'] });
    expect(rig.builder.upkeep()?.afterMs).toBe(150);
    expect(await rig.rest()).toEqual({ kind: 'done' });
    expect(rig.builder.upkeep()).toBeUndefined();
    rig.edit('leaf', '// 2');
    expect(await rig.build()).toEqual({
      via: { kind: 'hot', compiled: ['m/leaf'] },
      sameAsLast: false,
      calls: ['compile leaf', 'link'],
    });
    expect(rig.running()).toContain('// 2');
  });

  it('builds by go alone where that is wanted', async () => {
    using rig = makeRig({ hot: false });
    await rig.build();
    expect(rig.builder.upkeep()).toBeUndefined();
    rig.edit('leaf', '// 2');
    expect(await rig.build()).toMatchObject({ via: { kind: 'go' }, calls: ['go build'] });
  });

  it('says why it is off where the flags are not proven', async () => {
    using rig = makeRig({ flags: ['-race'] });
    await rig.build();
    await rig.rest();
    expect(rig.calls).not.toContain('recipe');
    rig.edit('leaf', '// 2');
    expect((await rig.build()).via).toEqual({ kind: 'go', because: 'the flag -race' });
    expect(rig.builder.upkeep()).toBeUndefined();
  });

  it('does not link what is the same, and compiles nothing for a build without an edit', async () => {
    using rig = await makeWarmRig();
    rig.builder.note('/w/m/leaf/x.go');
    expect(await rig.build()).toMatchObject({ sameAsLast: true, calls: ['compile leaf'] });
    expect(await rig.build()).toMatchObject({ sameAsLast: true, calls: [] });
    expect(existsSync(rig.output.next)).toBe(false);
  });

  it('lets go check a hot build, and go on from there', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '// 2');
    await rig.build();
    expect(rig.builder.upkeep()?.afterMs).toBe(2000);
    expect(await rig.rest()).toMatchObject({ kind: 'checked' });
    expect(existsSync(rig.output.reference)).toBe(true);
    expect(rig.builder.upkeep()).toBeUndefined();
    rig.edit('cmd', '// 3');
    expect(await rig.build()).toMatchObject({ via: { kind: 'hot', compiled: ['m/cmd'] } });
  });

  it('lets go build for the rest of the run where it builds another program, which takes the place', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '// 2');
    await rig.build();
    rig.goBuilds = 'package right package right';
    expect(await rig.rest()).toMatchObject({ kind: 'defect', outcome: { kind: 'built' } });
    await rig.builder.install();
    expect(rig.running()).toBe('right  right');
    rig.edit('leaf', '// 3');
    expect((await rig.build()).via).toEqual({ kind: 'go', because: 'go builds another program' });
    expect(rig.builder.upkeep()).toBeUndefined();
  });

  it('decides nothing about sources that changed meanwhile, nor checks again before the next build', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '// 2');
    await rig.build();
    rig.sources.set('/w/m/cmd/x.go', { text: 'package cmd\n// unnoticed', at: rig.epoch });
    rig.goBuilds = 'package other';
    expect(await rig.rest()).toEqual({ kind: 'undecided' });
    expect(rig.builder.upkeep()).toBeUndefined();
    rig.edit('leaf', '// 3');
    // What no event has told of is built as well.
    expect(await rig.build()).toMatchObject({ via: { compiled: ['m/leaf', 'm/cmd'] } });
    expect(rig.running()).toContain('unnoticed');
  });

  it('passes over the verdict on a build where an edit came during the check', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '// 2');
    await rig.build();
    rig.goBuilds = 'package other';
    rig.during = () => rig.builder.note('/w/m/cmd/page.html');
    expect(await rig.rest()).toEqual({ kind: 'done' });
    expect((await rig.build()).via).toEqual({
      kind: 'go',
      because: '/w/m/cmd/page.html is none of the sources that the compiler got',
    });
  });

  it('falls back in the same build, and asks for the recipe again', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '//go:noinline');
    expect(await rig.build()).toMatchObject({
      via: { kind: 'go', because: 'the head or a directive of /w/m/leaf/x.go changed' },
      calls: ['go build'],
    });
    await rig.rest();
    rig.edit('leaf', '//go:noinline\n// 2');
    expect((await rig.build()).via).toEqual({ kind: 'hot', compiled: ['m/leaf'] });
  });

  it('takes the errors from go, and builds what was broken once it is mended', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '// broken');
    expect(await rig.build()).toEqual({ kind: 'failed', calls: ['compile leaf', 'go build'] });
    rig.edit('cmd', '// 2');
    expect(await rig.build()).toMatchObject({ kind: 'failed' });
    rig.edit('leaf', '// 3');
    expect(await rig.build()).toMatchObject({ via: { compiled: ['m/leaf', 'm/cmd'] } });
    expect(rig.running()).toContain('// 3');
    expect(rig.running()).toContain('// 2');
  });

  it('does nothing at rest while the sources are broken', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '// 2');
    await rig.build();
    rig.edit('leaf', '// broken');
    await rig.build();
    expect(rig.builder.upkeep()).toBeUndefined();
  });

  it('builds what an aborted build had to build', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '// 2');
    const abort = new AbortController();
    rig.during = () => abort.abort();
    expect(await rig.build(abort.signal)).toMatchObject({ kind: 'aborted' });
    rig.edit('cmd', '// 3');
    expect(await rig.build()).toMatchObject({ via: { kind: 'hot', compiled: ['m/leaf', 'm/cmd'] } });
  });

  it('builds again what was edited while it was built', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '// 2');
    rig.during = () => rig.edit('leaf', '// 3');
    await rig.build();
    expect(await rig.build()).toMatchObject({ via: { compiled: ['m/leaf'] } });
    expect(rig.running()).toContain('// 3');
  });

  it('asks for the recipe after the next build where it could not be had', async () => {
    using rig = makeRig();
    await rig.build();
    rig.sources.set('/w/m/leaf/x.go', { text: 'package leaf\n// saved while go was asked', at: 1e9 });
    expect(await rig.rest()).toEqual({ kind: 'done' });
    expect(rig.builder.upkeep()).toBeUndefined();
    expect((await rig.build()).via).toEqual({ kind: 'go' });
    expect(rig.builder.upkeep()?.afterMs).toBe(150);
  });

  it('asks again where it was aborted meanwhile', async () => {
    using rig = makeRig();
    await rig.build();
    const abort = new AbortController();
    rig.during = () => abort.abort();
    expect(await rig.rest(abort.signal)).toEqual({ kind: 'done' });
    expect(rig.builder.upkeep()?.afterMs).toBe(150);
  });

  it('lets go build where the objects of the hot path are gone, the cache of go was cleaned, or the binary removed', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '// 2');
    await rig.build();
    rmSync(rig.output.hot, { recursive: true });
    rig.edit('leaf', '// 3');
    expect((await rig.build()).via).toMatchObject({ kind: 'go', because: expect.stringContaining('ENOENT') });
    await rig.rest();
    rmSync(rig.output.binary);
    rig.builder.note('/w/m/leaf/x.go');
    expect(await rig.build()).toMatchObject({ via: { kind: 'go' }, sameAsLast: false });
  });

  it('lets go build where the folder of the hot path cannot be made', async () => {
    using rig = await makeWarmRig();
    writeFileSync(rig.output.hot, 'a file');
    rig.edit('leaf', '// 2');
    expect((await rig.build()).via).toMatchObject({
      kind: 'go',
      because: expect.stringMatching(/ENOTDIR|EEXIST/),
    });
  });

  it('begins anew where a new binary could not be put in place', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '// 2');
    await rig.builder.build(never);
    rmSync(rig.output.next);
    expect(await rig.builder.install()).toMatchObject({ ok: false });
    rig.edit('leaf', '// 3');
    expect((await rig.build()).via).toEqual({ kind: 'go' });
  });

  it('keeps the objects of the last build, and no others', async () => {
    using rig = await makeWarmRig();
    const objects = () =>
      (existsSync(`${rig.output.hot}/1`) ? '1' : '') + (existsSync(`${rig.output.hot}/2`) ? '2' : '');
    rig.edit('leaf', '// 2');
    await rig.build();
    expect(objects()).toBe('1');
    rig.edit('leaf', '// 3');
    await rig.build();
    expect(objects()).toBe('2');
  });
});
