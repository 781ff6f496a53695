import { readPrintedBuild } from './printed-build.ts';
import { readLinkStep } from './steps.ts';
import { printLink, printPackage, TOOLS } from './testing/printed.ts';

const ID = 'a'.repeat(83);

function read(parts: Parameters<typeof printLink>[2] = {}, change = (text: string) => text) {
  const text = printPackage('m/cmd', 1) + printLink(1, { 'm/cmd': 1, fmt: 3 }, { id: ID, ...parts });
  const [main] = readPrintedBuild(change(text), () => true);
  if (!main) throw new Error('nothing was read');
  return readLinkStep(main);
}

describe(readLinkStep.name, () => {
  it('keeps what does not differ from build to build', () => {
    expect(read()).toEqual({
      kind: 'link',
      tool: `${TOOLS}/link`,
      env: ['GOROOT=/go'],
      cwd: '.',
      flags: ['-buildmode=exe', '-s', '-w', '-extld=gcc'],
      idLength: 83,
      importPaths: ['m/cmd', 'fmt'],
      otherLines: ['modinfo "path\\tm/cmd\\n"'],
      mainPath: 'm/cmd',
    });
  });

  it('keeps values with blanks', () => {
    const step = read({ flags: '-X "main.s=a b"' });
    expect(step).toMatchObject({ flags: ['-buildmode=exe', '-X', 'main.s=a b', '-extld=gcc'] });
  });

  it.each([
    ['no link', {}, (text: string) => text.replaceAll('/link -o', '/other -o'), 'no single link'],
    ['no build ID', {}, (text: string) => text.replace(`-buildid=${ID} `, ''), 'another shape'],
    [
      'no configuration',
      {},
      (text: string) => text.replace('-importcfg $WORK/b1/importcfg.link ', ''),
      'another shape',
    ],
    [
      'an object of somewhere else',
      {},
      (text: string) => text.replace('gcc $WORK/b1/_pkg_.a', 'gcc /x.a'),
      'another shape',
    ],
    ['a generated file', { flags: '-extldflags=$WORK/b1/x' }, undefined, 'generated files'],
    ['shared packages', { more: 'packageshlib a=/b.so\n' }, undefined, 'more than packages'],
    ['a version stamp', { more: 'modinfo "path\\tm\\nbuild\\tvcs=git\\n"\n' }, undefined, 'version stamp'],
  ])('leaves a program to go that has %s', (_, parts, change, because) => {
    expect(read(parts, change)).toEqual({ kind: 'unfit', because: expect.stringContaining(because) });
  });
});
