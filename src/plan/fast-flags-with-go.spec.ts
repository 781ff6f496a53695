import { execFileSync, spawnSync } from 'node:child_process';
import { addFastFlags, parseBuildFlags } from './go-flags.ts';
import { createFiles, goEnvironment, type TemporaryFiles } from './testing/temporary-files.ts';

describe('the fast flags, with the real go', () => {
  let files: TemporaryFiles;
  beforeAll(() => {
    files = createFiles({
      'go.mod': 'module example.com/tiny\n\ngo 1.24\n',
      'main.go': 'package main\n\nvar v, w string\n\nfunc main() { println(v + "|" + w) }\n',
    });
  });
  afterAll(() => files[Symbol.dispose]());

  /** Builds with these words of buildFlags; gives what the program prints. */
  const build = (words: string[], goflags = '') => {
    const parsed = parseBuildFlags(words);
    if (!parsed.ok) throw new Error(parsed.problem.message);
    const args = ['build', '-o', 'tiny', ...addFastFlags(parsed.value.flags, goflags), '.'];
    execFileSync('go', args, { cwd: files.root, env: { ...goEnvironment(), GOFLAGS: goflags } });
    return spawnSync(files.path('tiny'), { encoding: 'utf8' }).stderr.trim();
  };
  const symbols = () => {
    const env = goEnvironment();
    return spawnSync('go', ['tool', 'nm', 'tiny'], { cwd: files.root, env, encoding: 'utf8' }).stdout;
  };

  it('bring the words of -X as they were written, without a symbol table', () => {
    expect(build(['-ldflags', '-X main.v=a b -X main.w=c'])).toBe('a b|c');
    expect(symbols()).toBe('');
  });

  it('keep the -ldflags of GOFLAGS, also beside own ones', () => {
    expect(build([], `'-ldflags=-X main.v=a b'`)).toBe('a b|');
    expect(build(['-ldflags=std=-e'], `"-ldflags=-X 'main.v=a b'"`)).toBe('a b|');
    expect(symbols()).toBe('');
  });

  it('let own -ldflags win over those of GOFLAGS, as go does', () => {
    expect(build(['-ldflags=-X main.w=own'], '-ldflags=-X=main.v=inherited')).toBe('|own');
  });

  it('reach a main package that a pattern matches, and one that none matches', () => {
    expect(build(['-ldflags=./...=-X main.v=matched'])).toBe('matched|');
    expect(symbols()).toBe('');
    expect(build(['-ldflags=example.com/other=-X main.v=lost'])).toBe('|');
    expect(symbols()).toBe('');
  });

  it('leave a debugger its symbols', () => {
    build(['-gcflags=all=-N -l']);
    expect(symbols()).toContain('main.main');
  });
});
