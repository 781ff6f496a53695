import { openRig, type Rig } from './rig/rig.ts';

describe('options on the command line', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig({ options: { args: 'from the project', swagger: true, watch: false } });
    rig.workspace.write(
      'apps/app/tagged.go',
      '//go:build special\n\npackage main\n\nfunc init() { parts["tag"] = "special" }\n',
    );
  });
  afterAll(() => rig.end());

  /** Serves once, and gives what the program got. */
  const serve = async (...args: string[]) => {
    const nx = rig.nx(['serve', 'app', '--no-swagger', ...args]);
    const run = await rig.nextRun();
    await run.exit(0);
    await nx.ended();
    return run.hello;
  };

  it.each([
    ['a text of words', ['--args=server -p 9090'], ['server', '-p', '9090']],
    ['commas', ['--args=--tags a,b c'], ['--tags', 'a,b', 'c']],
    [
      'quotes, empty words and backslashes',
      [`--args=--name 'two words' "" C:\\dir`],
      ['--name', 'two words', '', 'C:\\dir'],
    ],
    ['a bare number', ['--args=8080'], ['8080']],
    ['what only looks like a number', ['--args=1e3'], ['1e3']],
    ['such words, given twice', ['--args=0x10', '--args=1.50'], ['0x10', '1.50']],
    ['the option given twice', ['--args=one two', '--args=three'], ['one two', 'three']],
  ])('take %s', async (_, given, expected) => {
    expect((await serve(...given)).args).toEqual(expected);
  });

  it('take build flags with blanks in their values', async () => {
    expect((await serve('--buildFlags=-ldflags "-X main.linked=a,b -s"')).linked).toBe('a,b');
    expect(await serve(`--buildFlags=-tags special -ldflags "-X 'main.linked=a b'"`)).toMatchObject({
      linked: 'a b',
      parts: { tag: 'special' },
    });
  });

  it('take a build flag alone, and leave the rest to project.json', async () => {
    const hello = await serve('--buildFlags=-tags=special');
    expect(hello.parts['tag']).toBe('special');
    expect(hello.args).toEqual(['from', 'the', 'project']);
  });
});
