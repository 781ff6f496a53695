import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { thisSystem } from '../process/system.ts';
import { addFastFlags, parseBuildFlags } from './go-flags.ts';
import { createFiles, goEnvironment, type TemporaryFiles } from '../files/testing/temporary-files.ts';

describe('the fast flags, with the real go', () => {
  let files: TemporaryFiles;
  let program: string;
  beforeAll(() => {
    files = createFiles({
      'go.mod': 'module example.com/tiny\n\ngo 1.24\n',
      'main.go': 'package main\n\nvar v, w string\n\nfunc main() { println(v + "|" + w) }\n',
    });
    program = files.path(`tiny${thisSystem.programEnding}`);
  });
  afterAll(() => files[Symbol.dispose]());

  const goBuild = (flags: string[], goflags = '') =>
    execFileSync('go', ['build', '-o', program, ...flags, '.'], {
      cwd: files.root,
      env: { ...goEnvironment(), GOFLAGS: goflags },
    });
  /** Builds with these words of buildFlags; gives what the program prints. */
  const build = (words: string[], goflags?: string) => {
    const parsed = parseBuildFlags(words);
    if (!parsed.ok) throw new Error(parsed.problem.message);
    goBuild(addFastFlags(parsed.value.flags, goflags ?? ''), goflags);
    return spawnSync(program, { encoding: 'utf8' }).stderr.trim();
  };
  const size = () => statSync(program).size;
  let plainSize: number;
  beforeAll(() => {
    goBuild([]);
    plainSize = size();
  });
  /** The symbol table and DWARF are a third of a small binary. */
  const hasSymbols = () => size() > plainSize * 0.9;

  it('bring the words of -X as they were written, without a symbol table', () => {
    expect(build(['-ldflags', '-X main.v=a b -X main.w=c'])).toBe('a b|c');
    expect(hasSymbols()).toBe(false);
  });

  it('keep the -ldflags of GOFLAGS, also beside own ones', () => {
    expect(build([], `'-ldflags=-X main.v=a b'`)).toBe('a b|');
    expect(build(['-ldflags=std=-e'], `"-ldflags=-X 'main.v=a b'"`)).toBe('a b|');
    expect(hasSymbols()).toBe(false);
  });

  it('let own -ldflags win over those of GOFLAGS, as go does', () => {
    expect(build(['-ldflags=-X main.w=own'], '-ldflags=-X=main.v=inherited')).toBe('|own');
  });

  it('reach a main package that a pattern matches, and one that none matches', () => {
    expect(build(['-ldflags=./...=-X main.v=matched'])).toBe('matched|');
    expect(hasSymbols()).toBe(false);
    expect(build(['-ldflags=example.com/other=-X main.v=lost'])).toBe('|');
    expect(hasSymbols()).toBe(false);
  });

  it('leave a debugger its symbols', () => {
    build(['-gcflags=-N -l']);
    expect(hasSymbols()).toBe(true);
  });
});
