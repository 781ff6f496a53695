import { addFastFlags, findTags, parseBuildFlags } from './go-flags.ts';

const parse = (...words: string[]) => {
  const result = parseBuildFlags(words);
  return result.ok ? result.value : result.problem.message;
};

describe('parseBuildFlags', () => {
  it.each([[['-tags', 'a,b']], [['-tags=a,b']], [['--tags=a,b']], [['--tags', 'a,b']]])(
    'gives %j in one form',
    (words) => {
      expect(parse(...words)).toEqual({ flags: ['-tags=a,b'], files: {} });
    },
  );

  it('keeps the order, values that begin with a dash, empty values and values with = and blanks', () => {
    expect(
      parse('-race', '-ldflags', '-X main.v=a b', '-tags', '', '-gcflags=all=-N -l', '-buildvcs=auto'),
    ).toEqual({
      flags: ['-race', '-ldflags=-X main.v=a b', '-tags=', '-gcflags=all=-N -l', '-buildvcs=auto'],
      files: {},
    });
  });

  it('takes -C out, and leaves flags that go may or may not know to go', () => {
    expect(parse('-C', 'sub dir', '-frobnicate')).toEqual({
      directory: 'sub dir',
      flags: ['-frobnicate'],
      files: {},
    });
  });

  it('tells the files that flags name', () => {
    const words = ['-overlay', 'o.json', '-modfile=alt.mod', '-pgo', 'cpu.pprof'];
    expect(parse(...words)).toMatchObject({
      files: { overlay: 'o.json', modfile: 'alt.mod', pgo: 'cpu.pprof' },
    });
    expect(parse('-pgo=auto', '-pgo=off', '-pgo=', '-overlay=')).toHaveProperty('files', {});
  });

  it.each([
    [['-o', 'x'], 'buildFlags: -o is set by go-run'],
    [['--o=x'], 'buildFlags: -o is set by go-run'],
    [['-n'], 'buildFlags: -n only prints commands, so there is nothing to run'],
    [['-json'], 'buildFlags: -json hides the errors that go-run shows'],
    [['-buildmode=c-shared'], 'buildFlags: -buildmode=c-shared makes no program that can be run'],
    [['-buildmode', 'plugin'], 'buildFlags: -buildmode=plugin makes no program that can be run'],
    [['-race', './cmd/api'], 'buildFlags: "./cmd/api" is not a flag'],
    [['-tags', 'a', 'b'], 'buildFlags: "b" is not a flag'],
    [[''], 'buildFlags: "" is not a flag'],
    [['-'], 'buildFlags: "-" is not a flag'],
    [['---x'], 'buildFlags: "---x" is not a flag'],
    [['-=x'], 'buildFlags: "-=x" is not a flag'],
    [['-race', '-tags'], 'buildFlags: -tags needs a value'],
    [['-C'], 'buildFlags: -C needs a value'],
  ])('refuses %j', (words, message) => {
    expect(parse(...words)).toBe(message);
  });

  it('takes the build modes that make a program', () => {
    expect(parse('-buildmode=pie', '-buildmode=default', '-buildmode=exe')).toMatchObject({ files: {} });
  });
});

describe('addFastFlags', () => {
  it.each<[string, string[], string, string[]]>([
    ['nothing', [], '', ['-buildvcs=false', '-ldflags=-s -w']],
    ['other flags', ['-race'], '', ['-buildvcs=false', '-ldflags=-s -w', '-race']],
    ['-ldflags', ['-ldflags=-X main.v=1'], '', ['-buildvcs=false', '-ldflags=-s -w -X main.v=1']],
    [
      'a blank at its start',
      ['-ldflags= -X main.v=1'],
      '',
      ['-buildvcs=false', '-ldflags=-s -w -X main.v=1'],
    ],
    ['empty -ldflags', ['-ldflags='], '', ['-buildvcs=false', '-ldflags=-s -w']],
    [
      'a pattern',
      ['-ldflags=./cmd/...=-X main.v=1'],
      '',
      ['-buildvcs=false', '-ldflags=-s -w', '-ldflags=./cmd/...=-s -w -X main.v=1'],
    ],
    [
      'both, in their order',
      ['-ldflags=all=-X a.v=1', '-ldflags=-X b.v=1'],
      '',
      ['-buildvcs=false', '-ldflags=all=-s -w -X a.v=1', '-ldflags=-s -w -X b.v=1'],
    ],
    ['own -s', ['-ldflags=-s -X main.v=1'], '', ['-buildvcs=false', '-ldflags=-s -X main.v=1']],
    [
      'own -w=false',
      ['-ldflags=-X main.v=1 --w=false'],
      '',
      ['-buildvcs=false', '-ldflags=-X main.v=1 --w=false'],
    ],
    [
      'a value like -s',
      ["-ldflags=-X 'main.v= -s '"],
      '',
      ['-buildvcs=false', "-ldflags=-s -w -X 'main.v= -s '"],
    ],
    ['-gcflags=all=-N -l', ['-gcflags=all=-N -l'], '', ['-buildvcs=false', '-gcflags=all=-N -l']],
    ['-gcflags=-l -N', ['-gcflags=-l -N'], '', ['-buildvcs=false', '-gcflags=-l -N']],
    ['-gcflags=-m', ['-gcflags=-m'], '', ['-buildvcs=false', '-ldflags=-s -w', '-gcflags=-m']],
    ['-buildvcs=auto', ['-buildvcs=auto'], '', ['-ldflags=-s -w', '-buildvcs=auto']],
    ['-buildvcs', ['-buildvcs'], '', ['-ldflags=-s -w', '-buildvcs']],
    ['GOFLAGS=-buildvcs', [], '--buildvcs=true', ['-ldflags=-s -w']],
    ['GOFLAGS with -gcflags=-N', [], '-gcflags=-N', ['-buildvcs=false']],
    ['GOFLAGS with -ldflags', [], '-mod=mod -ldflags=-w', ['-buildvcs=false', '-ldflags=-w']],
    [
      'GOFLAGS, quoted whole',
      [],
      `'-ldflags=-X "main.v=a b"'`,
      ['-buildvcs=false', '-ldflags=-s -w -X "main.v=a b"'],
    ],
    [
      'GOFLAGS and own',
      ['-ldflags=other=-s'],
      '--ldflags=-linkmode=internal',
      ['-buildvcs=false', '-ldflags=-s -w -linkmode=internal', '-ldflags=other=-s'],
    ],
    ['what go will refuse', ['-ldflags=foo'], '', ['-buildvcs=false', '-ldflags=foo']],
  ])('with %s', (_, flags, goflags, expected) => {
    expect(addFastFlags(flags, goflags)).toEqual(expected);
  });

  it.each([
    ['-X main.v=a b', `-X 'main.v=a b'`],
    ['-X main.v=a  b c -X main.w=d', `-X 'main.v=a  b c' -X main.w=d`],
    ['-X=main.v=a b', `'-X=main.v=a b'`],
    [`-X main.v=it's it`, `-X "main.v=it's it"`],
    [`-X 'main.v=a b' -X "main.w=c d"`, `-X 'main.v=a b' -X "main.w=c d"`],
    ['-X main.v=a -linkmode internal', '-X main.v=a -linkmode internal'],
  ])('keeps what stands behind an -X together: %s', (value, expected) => {
    expect(addFastFlags([`-ldflags=${value}`], '').at(-1)).toBe(`-ldflags=-s -w ${expected}`);
  });

  it('does so in a debugger’s build too', () => {
    expect(addFastFlags(['-gcflags=-N', '-ldflags=-X main.v=a b'], '').at(-1)).toBe(
      `-ldflags=-X 'main.v=a b'`,
    );
  });
});

describe('findTags', () => {
  it.each<[string[], string, string[]]>([
    [['-race'], '', []],
    [['-tags=a,b'], '-tags=c', ['a', 'b']],
    [['--tags', 'a b', '-race'], '', ['a', 'b']],
    [[], "-race '-tags=a b'", ['a', 'b']],
    [['-tags='], '-tags=c', []],
    [['-tags'], '', []],
  ])('of %j and GOFLAGS %j are %j', (words, goflags, tags) => {
    expect([...findTags(words, goflags)]).toEqual(tags);
  });
});
