import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Ended } from '../../process/child.ts';
import { makeArchive } from '../hot/testing/archive-file.ts';
import { printLink, printPackage } from '../hot/testing/printed.ts';

/** The linker for delta links. */
const TOOL = '/tools/link';
const OK: Ended = { exit: { kind: 'code', code: 0 }, stdout: '', stderr: '' };
const FAILED: Ended = { ...OK, exit: { kind: 'code', code: 1 }, stderr: './x.go:1:1: syntax error\n' };

/** What a spec may have the tools do, and what they have done. */
export interface FakeTools {
  readonly calls: string[];
  /** `right`: of what the sources say; else a program that holds this. */
  readonly goBuilds: string;
  /** What the linker for delta links ends with instead of doing its work, or go instead of building it. */
  readonly tool: Partial<Ended> | undefined;
  /** What that linker puts behind the code of a delta. */
  readonly spoils: string;
  /** The program imports runtime/cgo. */
  readonly usesC: boolean;
}

/**
 * Makes go, its compiler and linkers for a program of the packages m/leaf and m/cmd, whose objects and binary hold what
 * their sources do, blanks at the end aside. Gives how a command ends. A source that says `broken` compiles nowhere.
 */
export function createFakeTools(
  rig: FakeTools,
  sources: ReadonlyMap<string, { readonly text: string }>,
  path: (relative: string) => string,
): (file: string, args: readonly string[]) => Ended {
  const code = (name: string) => (sources.get(`/w/m/${name}/x.go`)?.text ?? '').trimEnd();
  const object = (name: string) => path(`gocache/${name}`);
  const write = (file: string, bytes: Buffer | string) => {
    mkdirSync(dirname(file), { recursive: true });
    rmSync(file, { force: true });
    writeFileSync(file, bytes);
  };
  const program = (id: string, text: string) =>
    Buffer.concat([
      Buffer.from('\x7fELF', 'latin1'),
      Buffer.from([4, 0, 0, 0, id.length, 0, 0, 0, 4, 0, 0, 0]),
      Buffer.from(`Go\0\0${id}${text}`),
    ]);
  const isBroken = () => [...sources.values()].some(({ text }) => text.includes('broken'));
  const archive = (name: string) => makeArchive({ '__.PKGDEF': name, '_go_.o': code(name) });
  const cgo = rig.usesC ? ['runtime/cgo'] : [];
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

  return (file, args) => {
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
      for (const name of ['leaf', 'cmd', ...cgo]) write(object(name), archive(name));
      const one = (name: string, importPath = `m/${name}`) =>
        `{\n"ImportPath": "${importPath}",\n"Export": ${JSON.stringify(object(name))}\n}\n`;
      const printed = [one('leaf'), one('cmd'), ...cgo.map((name) => one(name, name))].join('');
      return isBroken() ? FAILED : { ...OK, stdout: printed };
    }
    if (args.includes('-n')) {
      rig.calls.push('recipe');
      const imports = Object.fromEntries(['m/cmd', 'm/leaf', ...cgo].map((name, at) => [name, at + 1]));
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
}
