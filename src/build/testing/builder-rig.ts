import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import type { RunEvent } from '../../events/run-event.ts';
import { stampFile } from '../../files/disk.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Command, Ended, StartChild } from '../../process/child.ts';
import { describeSystem } from '../../process/system.ts';
import { createBuilder } from '../builder.ts';
import { makeArchive } from '../hot/testing/archive-file.ts';
import { printLink, printPackage } from '../hot/testing/printed.ts';
import { createProgram, unfollowed } from './tiny-program.ts';

/** The linker for delta links. */
const TOOL = '/tools/link';
const never = new AbortController().signal;
const OK: Ended = { exit: { kind: 'code', code: 0 }, stdout: '', stderr: '' };
const FAILED: Ended = { ...OK, exit: { kind: 'code', code: 1 }, stderr: './x.go:1:1: syntax error\n' };

/**
 * A program of the packages m/leaf and m/cmd, whose objects and binary hold what their sources do, blanks at the
 * end aside. go and its tools are in memory; a source that says `broken` compiles nowhere.
 */
export function makeBuilderRig({
  hot = true,
  flags = [],
  delta = false,
  platform = 'linux',
}: { hot?: boolean; flags?: readonly string[]; delta?: boolean; platform?: NodeJS.Platform } = {}) {
  const made = createProgram();
  const plan: Plan = {
    ...made.plan,
    go: { ...made.plan.go, listFlags: flags },
    hot: hot ? { checkAfter: 2000 } : null,
    delta: delta ? { kind: 'on', tools: made.path('cache/tools') } : null,
  };
  const { output } = plan;
  const rig = {
    epoch: 1e6,
    /** By how much the clock of the files is behind, in ms. */
    behind: 0,
    /** What the clock shows that never steps back; `epoch` is set back alone. */
    steady: 0,
    calls: [] as string[],
    goBuilds: 'right',
    during: undefined as (() => void) | undefined,
    /** What the linker for delta links ends with instead of doing its work, or go instead of building it. */
    tool: undefined as Partial<Ended> | undefined,
    /** What that linker puts behind the code of a delta. */
    spoils: '',
    load: 0,
    supply: { type: 'Mains', scope: '', status: '' },
    reported: [] as RunEvent[],
  };
  const sources = new Map([
    ['/w/m/leaf/x.go', { text: 'package leaf\n// 1', at: 0 }],
    ['/w/m/cmd/x.go', { text: 'package cmd\n// 1', at: 0 }],
  ]);
  const code = (name: string) => (sources.get(`/w/m/${name}/x.go`)?.text ?? '').trimEnd();
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

  const linkByTool = (args: readonly string[]): Ended => {
    if (args.includes('-deltabase')) {
      const base = readFileSync(after(args, '-deltabase'), 'latin1').replace('table of ', '');
      rig.calls.push(`delta of ${base}`);
      write(after(args, '-deltaexe'), program('hot-path/xx', `${all()}${rig.spoils} (delta)`));
      return OK;
    }
    const verified = args.includes('-deltaverify') ? after(args, '-deltaverify') : undefined;
    rig.calls.push(verified === undefined ? 'base' : 'verify');
    write(after(args, '-o'), program('hot-path/xx', all()));
    write(after(args, '-deltawrite'), `table of ${all().replaceAll('\n', ' ')}`);
    if (verified !== undefined && !readFileSync(verified, 'latin1').endsWith(`${all()} (delta)`)) {
      const line = `delta: ${verified}: differs: leaf.F: code`;
      return { ...FAILED, exit: { kind: 'code', code: 11 }, stderr: `${line}\n${line}\n` };
    }
    return OK;
  };

  const answer = (file: string, args: readonly string[]): Ended => {
    const [verb] = args;
    if (file.endsWith('/compile')) {
      const name = args.at(-1)?.split('/')[3] ?? '';
      rig.calls.push(`compile ${name}`);
      if (code(name).includes('broken')) return { ...FAILED, stdout: 'x.go:1:1: syntax error' };
      for (const flag of ['-o', '-linkobj']) write(after(args, flag), archive(name));
      return OK;
    }
    if (file === TOOL || verb === 'run') {
      if (rig.tool) {
        rig.calls.push('tool');
        return { ...FAILED, stderr: '', ...rig.tool };
      }
      if (verb === 'run') {
        rig.calls.push('build tool');
        return { ...OK, stdout: `${TOOL}\n` };
      }
      return linkByTool(args);
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
    const act = rig.during;
    rig.during = undefined;
    act?.();
    return { pid: 1, ended: Promise.resolve(ended), kill: () => undefined };
  };
  const builder = createBuilder(plan, {
    startChild,
    killTree: async () => undefined,
    readText: () => undefined,
    ...unfollowed,
    now: () => 0,
    clocks: {
      now: () => (rig.epoch += 100),
      fileTime: () => rig.epoch - rig.behind,
      steady: () => (rig.steady += 100),
    },
    files: {
      readText: (path) => sources.get(path)?.text,
      stamp(path) {
        const source = sources.get(path);
        return source ? { text: source.text, ctimeMs: source.at } : stampFile(path);
      },
    },
    machine: { processors: 2, load: () => rig.load, supplies: () => [rig.supply] },
    system: describeSystem(platform),
  });
  return Object.assign(rig, {
    builder,
    sources,
    output,
    edit(name: string, text: string) {
      sources.set(`/w/m/${name}/x.go`, { text: `package ${name}\n${text}`, at: rig.epoch - rig.behind });
      builder.note(`/w/m/${name}/x.go`);
    },
    /** Builds, installs, and gives by whom and with which calls. */
    async build(signal: AbortSignal = never) {
      rig.calls.length = 0;
      rig.reported.length = 0;
      const outcome = await builder.build(signal, (event) => rig.reported.push(event));
      if (outcome.kind === 'built') await builder.install();
      const { calls } = rig;
      return outcome.kind === 'built'
        ? { via: outcome.via, sameAsLast: outcome.sameAsLast, calls: [...calls] }
        : { kind: outcome.kind, calls: [...calls] };
    },
    rest: async (signal: AbortSignal = never) => builder.idleWork()?.run(signal),
    running: () => readFileSync(output.binary, 'latin1').split('package ').slice(1).join(' '),
    [Symbol.dispose]: () => made[Symbol.dispose](),
  });
}

/** One that go has built, with its recipe. */
export async function makeWarmRig({ delta = false } = {}) {
  const rig = makeBuilderRig({ delta });
  await rig.build();
  await rig.rest();
  return rig;
}

/** One with a linker for delta links, and a base. */
export async function makeBasedRig() {
  const rig = await makeWarmRig({ delta: true });
  await rig.rest();
  await rig.rest();
  return rig;
}
