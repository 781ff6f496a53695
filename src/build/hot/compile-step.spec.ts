import { readPrintedBuild } from './printed-build.ts';
import { readCompileStep } from './steps.ts';
import { printPackage, TOOLS } from './testing/printed.ts';

type Parts = Parameters<typeof printPackage>[3];

function read(parts: Parts = {}) {
  const [printed] = readPrintedBuild(printPackage('m/x', 7, { fmt: 3, 'm/leaf': 2 }, parts), () => true);
  if (!printed) throw new Error('nothing was read');
  return readCompileStep(printed);
}

describe(readCompileStep.name, () => {
  it('keeps what does not differ from build to build', () => {
    expect(read()).toEqual({
      kind: 'compile',
      importPath: 'm/x',
      tool: `${TOOLS}/compile`,
      env: [],
      cwd: '/w/m/x',
      flags: [
        '-trimpath',
        '$WORK/b7=>',
        '-p',
        'm/x',
        '-lang=go1.24',
        '-complete',
        '-goversion',
        'go1.26.8',
        '-c=2',
        '-nolocalimports',
        '-pack',
      ],
      files: ['/w/m/x/x.go'],
      imports: ['fmt', 'm/leaf'],
      otherImports: [],
    });
  });

  it('takes the flags of debugged and position independent programs', () => {
    const step = read({ flags: '-installsuffix shared -shared -dwarf=false -N -l -l=4' });
    expect(step).toMatchObject({ kind: 'compile' });
    expect(step.kind === 'compile' && step.flags).toEqual(
      expect.arrayContaining(['-shared', '-N', '-l', '-l=4']),
    );
  });

  it('keeps the configuration of embedded files, and paths that stand for others', () => {
    const more =
      "cat >$WORK/b7/embedcfg << 'EOF' # internal\n{}EOF\n" +
      "cat >$WORK/b7/importcfg << 'EOF' # internal\n# import config\nimportmap a=v/a\npackagefile v/a=$WORK/b2/_pkg_.a\nEOF\n";
    expect(read({ more, flags: '-embedcfg $WORK/b7/embedcfg' })).toMatchObject({
      kind: 'compile',
      embedcfg: '{}',
      imports: ['v/a'],
      otherImports: ['importmap a=v/a'],
    });
  });

  it.each([
    ['-race', 'race'],
    ['-msan', 'msan'],
    ['-asan', 'asan'],
    ['-pgoprofile $WORK/b1/p', 'pgoprofile'],
    ['-coveragecfg $WORK/b1/c', 'coveragecfg'],
    ['-symabis $WORK/b1/s', 'symabis'],
    ['-asmhdr $WORK/b1/go_asm.h', 'asmhdr'],
    ['-installsuffix race', 'installsuffix'],
    ['-installsuffix=shared', 'installsuffix'],
    ['-linkobj x', 'linkobj'],
    ['-std', 'std'],
    ['-d=checkptr', 'd'],
    ['-m', 'm'],
    ['-complete=false', 'complete'],
    ['-p=other', 'p'],
    ['-', ''],
    ['-never-seen', 'never-seen'],
  ])('is fixed where the compiler gets %s', (flags, name) => {
    expect(read({ flags })).toMatchObject({ kind: 'fixed', because: `the compiler gets -${name}` });
  });

  it.each([
    ['the assembler', { more: `${TOOLS}/asm -o $WORK/b7/x.o ./x.s\n` }],
    ['cgo', { more: `TERM='dumb' ${TOOLS}/cgo -objdir $WORK/b7/ ./x.go\n` }],
    ['coverage', { more: `${TOOLS}/cover -o $WORK/b7/x.cover.go ./x.go\n` }],
    ['a tool around the compiler', { more: '/usr/bin/wrapper -x\n' }],
  ])('is fixed where %s has a part in it', (_, parts) => {
    expect(read(parts)).toMatchObject({ kind: 'fixed', because: 'more than the compiler makes it' });
  });

  it.each(['$WORK/b7/_cgo_gotypes.go', '$WORK/b7/x.cover.go', './x.go ./x.s', './x.go -m'])(
    'is fixed where it is made of %s',
    (files) => {
      expect(read({ files })).toMatchObject({ kind: 'fixed', because: 'it has generated files' });
    },
  );

  it('is fixed where a line is not understood, and still tells what it imports', () => {
    expect(read({ more: 'gcc -c a.c || true\n' })).toEqual({
      kind: 'fixed',
      because: 'go prints gcc -c a.c || true',
      imports: ['fmt', 'm/leaf'],
    });
  });

  it('is fixed where a configuration is not printed', () => {
    expect(read({ flags: '-embedcfg $WORK/b7/embedcfg' })).toMatchObject({
      kind: 'fixed',
      because: 'its imports are not printed',
    });
  });
});
