import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSteps } from './recipe.ts';
import { printLink, printPackage, TOOLS } from './testing/printed.ts';

const PRINTED =
  printPackage('fmt', 9) +
  printPackage('m/leaf', 4) +
  printPackage('mod/dep', 5, { 'm/leaf': 4 }, { files: '/cache/mod/dep/d.go' }) +
  printPackage('m/asm', 6, { 'm/leaf': 4 }, { more: `${TOOLS}/asm -o $WORK/b6/x.o ./x.s\n` }) +
  printPackage('m/cmd', 1, { 'm/leaf': 4, 'm/asm': 6, fmt: 9 }, { name: 'main' }) +
  printLink(1, { 'm/cmd': 1, 'm/leaf': 4, 'm/asm': 6, 'mod/dep': 5, fmt: 9 });
const PACKAGES = ['fmt', 'm/leaf', 'mod/dep', 'm/asm', 'm/cmd'].map((ImportPath) => ({
  ImportPath,
  Export: `/gocache/${ImportPath}`,
  ...(ImportPath === 'fmt' ? { Standard: true } : {}),
}));

const read = (printed = PRINTED, packages: Parameters<typeof readSteps>[0]['packages'] = PACKAGES) =>
  readSteps({ printed, packages, foreign: ['/cache'] });

describe(readSteps.name, () => {
  it('has a step for each package but those of Go itself, imports first', () => {
    const steps = read();
    if (!('steps' in steps)) throw new Error(steps.because);
    expect([...steps.steps].map(([path, { kind }]) => `${path} ${kind}`)).toEqual([
      'm/leaf compile',
      'mod/dep compile',
      'm/asm fixed',
      'm/cmd compile',
    ]);
    expect(steps.exports.get('fmt')).toBe('/gocache/fmt');
    expect(steps.link.mainPath).toBe('m/cmd');
  });

  it('knows the files that somebody may edit, and not those of fixed packages', () => {
    const steps = read();
    expect('packageOf' in steps && [...steps.packageOf]).toEqual([
      ['/w/m/leaf/x.go', 'm/leaf'],
      ['/w/m/cmd/x.go', 'm/cmd'],
    ]);
  });

  it('knows who imports a package, also where that is left to go', () => {
    const steps = read();
    expect('importers' in steps && steps.importers.get('m/leaf')).toEqual(['mod/dep', 'm/asm', 'm/cmd']);
  });

  it('reads what go prints on Windows', () => {
    // Of `go build -n -a -buildvcs=false "-ldflags=-s -w" ./cmd/api` with Go 1.26.8, less most of the standard library.
    const printed = readFileSync(join(import.meta.dirname, 'testing/printed.windows.txt'), 'utf8');
    const words = 'example.com/app/words';
    const packages = [words, 'example.com/app/cmd/api', 'embed', 'runtime'].map((ImportPath) => ({
      ImportPath,
      Export: `C:\\gocache\\${ImportPath}`,
      Standard: !ImportPath.includes('.'),
    }));
    const steps = readSteps({ printed, packages, foreign: [] });
    if (!('steps' in steps)) throw new Error(steps.because);
    const tool = 'C:\\Program Files\\Go\\pkg\\tool\\windows_amd64';
    expect(steps.steps.get(words)).toEqual({
      kind: 'compile',
      importPath: words,
      tool: `${tool}\\compile.exe`,
      env: [],
      cwd: '',
      flags: [
        ...['-trimpath', '$WORK\\b054=>', '-p', words, '-lang=go1.24', '-complete'],
        ...['-goversion', 'go1.26.8', '-c=2', '-nolocalimports', '-pack'],
      ],
      files: ['C:\\w\\my app\\words\\words.go'],
      imports: [],
      otherImports: [],
    });
    expect(steps.steps.get('example.com/app/cmd/api')).toMatchObject({
      imports: ['embed', words, 'runtime'],
      embedcfg: expect.stringContaining('page.txt'),
    });
    expect(steps.link).toMatchObject({
      tool: `${tool}\\link.exe`,
      env: ['GOROOT=C:\\Program Files\\Go'],
      idLength: 83,
      importPaths: ['example.com/app/cmd/api', 'embed', words, 'runtime'],
      otherLines: [expect.stringMatching(/^modinfo /)],
    });
    expect([...steps.packageOf.keys()]).toContain('C:\\w\\my app\\cmd\\api\\main.go');
  });

  it.each([
    ['go prints nothing', '', PACKAGES, 'no commands'],
    ['there is no link', printPackage('m/cmd', 1), PACKAGES, 'no single link'],
    ['an object is not named', PRINTED, PACKAGES.slice(1), 'no object of fmt'],
  ])('is unfit where %s', (_, printed, packages, because) => {
    expect(read(printed, packages)).toEqual({ kind: 'unfit', because: expect.stringContaining(because) });
  });
});
