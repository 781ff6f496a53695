import { readPrintedBuild } from './printed-build.ts';
import { printLink, printPackage, TOOLS } from './testing/printed.ts';

const all = () => true;

describe(readPrintedBuild.name, () => {
  it('gives each package its commands and files, the link with the last one', () => {
    const text =
      printPackage('m/leaf', 2, { fmt: 9 }) + printPackage('m/cmd', 1, { 'm/leaf': 2 }) + printLink(1, {});
    const [leaf, main, ...more] = readPrintedBuild(text, all);
    expect(more).toEqual([]);
    expect(leaf?.importPath).toBe('m/leaf');
    expect(leaf?.commands).toHaveLength(1);
    expect(leaf?.commands[0]).toMatchObject({ env: [], cwd: '/w/m/leaf' });
    expect(leaf?.commands[0]?.words.at(-1)).toBe('/w/m/leaf/x.go');
    expect(leaf?.files.get('$WORK/b2/importcfg')).toBe('# import config\npackagefile fmt=$WORK/b9/_pkg_.a\n');
    expect(main?.commands.map(({ words }) => words[0])).toEqual([`${TOOLS}/compile`, `${TOOLS}/link`]);
    expect(main?.commands[1]).toMatchObject({ env: ['GOROOT=/go'], cwd: '.' });
  });

  it('reads a file whose last line has no end', () => {
    const embed = `cat >$WORK/b1/embedcfg << 'EOF' # internal\n{\n\t"Files": {}\n}EOF\n`;
    const [main] = readPrintedBuild(printPackage('m', 1, {}, { more: embed }), all);
    expect(main?.files.get('$WORK/b1/embedcfg')).toBe('{\n\t"Files": {}\n}');
    expect(main?.unknown).toBeUndefined();
  });

  it('reads a file of one line', () => {
    const echo = `echo '# import config' > $WORK/b1/importcfg # internal\n`;
    const [main] = readPrintedBuild(printPackage('m', 1, {}, { more: echo }), all);
    expect(main?.files.get('$WORK/b1/importcfg')).toBe('# import config\n');
  });

  it('leaves out packages that are not wanted, with their commands', () => {
    const text = printPackage('fmt', 2) + printPackage('m', 1);
    expect(readPrintedBuild(text, (path) => path !== 'fmt').map(({ importPath }) => importPath)).toEqual([
      'm',
    ]);
  });

  it('counts what go does before a heading to the package that follows, not to the one before', () => {
    const cgo = `mkdir -p $WORK/b2/\ncd /w/m/c\nTERM='dumb' ${TOOLS}/cgo -objdir $WORK/b2/ ./c.go\ngcc -c x.c || true\n`;
    const headed = printPackage('m/c', 2).replace('mkdir -p $WORK/b2/\n', cgo);
    const [leaf, withC] = readPrintedBuild(printPackage('m/leaf', 3) + headed, all);
    expect(leaf?.commands).toHaveLength(1);
    expect(leaf?.unknown).toBeUndefined();
    expect(withC?.commands).toHaveLength(2);
    expect(withC?.unknown).toBe('gcc -c x.c || true');
  });

  it('reads what Go 1.25 prints, which makes a package’s folder after its heading', () => {
    const older = (text: string) => text.replace(/^(mkdir -p .*\n)(\n#\n# .*\n#\n\n)/gm, '$2$1');
    const text =
      printPackage('fmt', 9) + printPackage('m/leaf', 2) + printPackage('m/cmd', 1) + printLink(1, {});
    expect(older(text)).not.toBe(text);
    for (const isWanted of [all, (path: string) => path !== 'fmt'])
      expect(readPrintedBuild(older(text), isWanted)).toEqual(readPrintedBuild(text, isWanted));
  });

  it.each(['cp a.h b.h > c', 'echo -n > $WORK/b1/go_asm.h # internal', "A='1'"])(
    'tells of a line like %s',
    (line) => {
      const [main] = readPrintedBuild(printPackage('m', 1, {}, { more: `${line}\n` }), all);
      expect(main?.unknown).toBe(line);
    },
  );

  it('gives nothing of what is no printed build', () => {
    expect(readPrintedBuild('go: no such package\n', all)).toEqual([]);
    expect(readPrintedBuild("#\n# m\n#\ncat >f << 'EOF'\nnever ends\n", all)[0]?.files.size).toBe(0);
  });
});
