import type { Random } from '../faults/random.ts';
import type { Sources } from './fixture.ts';
import { replace, setNumber, shift, toggle, toggleFile, type EditKind } from './ways-to-edit.ts';

const MAIN = 'app/cmd/api/main.go';
const ORDER = 'app/internal/order/order.go';
const STORE = 'app/internal/store/store.go';
const ASSETS = 'app/internal/assets/assets.go';
const SHAPES = 'lib/shapes/shapes.go';
const NATIVE = 'lib/native/native.go';

const GO_PATHS = [MAIN, ORDER, STORE, SHAPES, 'local/local.go'] as const;

/** Edits of which the hot path must know what go would make of them. */
const HOT: readonly EditKind[] = [
  setNumber('literal', 'hot', MAIN, /greeting = "hello /),
  setNumber('literal in a replaced module', 'hot', 'local/local.go', /nobody /),
  setNumber('exported const', 'hot', SHAPES, /Limit = /),
  setNumber('inlinable body', 'hot', SHAPES, /n\*2 \+ /),
  setNumber('method body', 'hot', SHAPES, /Side\*s\.Side \+ /),
  setNumber('closure in main', 'hot', MAIN, /count \+= n \* /),
  setNumber('closure in a package', 'hot', STORE, /base\*n \+ /),
  setNumber('closure passed to a generic function', 'hot', STORE, /Double\(n\) \+ /),
  setNumber('generic body', 'hot', SHAPES, /change\(one\)\+/),
  toggle('generic constraint', 'hot', SHAPES, '~int | ~int64', '~int | ~int64 | ~int8'),
  toggle('struct field', 'hot', SHAPES, '\tSide int\n', '\tName string\n\tSide int\n'),
  toggle('struct field of a local type', 'hot', STORE, '\tKey string\n', '\tKey string `json:"key"`\n'),
  toggle('method of an interface', 'hot', SHAPES, '\tArea() int\n}', '\tArea() int\n\tPerimeter() int\n}'),
  toggle('type alias', 'hot', SHAPES, 'ID = int\n', 'ID = uint16\n'),
  toggle('iota block', 'hot', SHAPES, '\tLast\n', '\tRound\n\tLast\n'),
  toggle('unsafe.Sizeof', 'hot', SHAPES, 'X int32', 'X [3]int32'),
  toggle(
    'init added or removed',
    'hot',
    ORDER,
    '\nfunc init()',
    '\nfunc init() { note("0", 0) }\n\nfunc init()',
  ),
  toggle('init order', 'hot', ORDER, 'first  = second + 1', 'first  = note("first", 1)'),
  toggle('escape', 'hot', STORE, 'return func(n int)', 'Table["x"] = base\n\treturn func(n int)'),
  setNumber('package variable', 'hot', STORE, /"a": /),
  // go has to build it while a build tag, which another edit sets, leaves the file out.
  setNumber('generated file', 'either', 'app/internal/store/table_gen.go', /\] = /),
  setNumber('function of a package with embedded files', 'hot', ASSETS, /\(text\) \+ "/),
  setNumber('body behind the interface of an assembler package', 'hot', 'lib/units/units.go', /return /),
  {
    name: 'new function',
    by: 'hot',
    edit(sources, random) {
      const path = random.pick(GO_PATHS);
      const text = sources.get(path) ?? '';
      const added = /\nfunc Added\d+\(\) int \{ return \d+ \}\n/;
      if (added.test(text) && random.chance(0.5)) return replace(sources, path, added, () => '');
      const number = random.between(100, 1e6);
      sources.set(path, `${text}\nfunc Added${number}() int { return ${number} }\n`);
    },
  },
  {
    name: 'comment',
    by: 'hot',
    edit: (sources, random) =>
      shift(sources, random.pick(GO_PATHS), `/* note ${random.between(0, 9)} */\n\n`, random),
  },
  toggle(
    'comment before the imports',
    'hot',
    STORE,
    'package store\n',
    'package store\n\n// Sorted by hand.\n',
  ),
  toggle(
    'comment before the package clause',
    'hot',
    STORE,
    'package store\n',
    '// Written by hand.\n\npackage store\n',
  ),
  {
    name: 'blank line',
    by: 'hot',
    edit: (sources, random) => shift(sources, random.pick(GO_PATHS), '\t\n\t\n', random),
  },
];

/** Edits that only go may build. */
const GO: readonly EditKind[] = [
  setNumber('embedded file', 'go', 'app/internal/assets/page.txt', /page /),
  toggle('embed directive', 'go', ASSETS, '//go:embed page.txt\n', '//go:embed page.txt other.txt\n'),
  toggle(
    'linkname directive',
    'go',
    ORDER,
    '\nfunc pushed()',
    '\n//go:linkname pushed example.com/app/internal/order.renamed\nfunc pushed()',
  ),
  toggle('noinline directive', 'go', SHAPES, 'inlined.\nfunc', 'inlined.\n//\n//go:noinline\nfunc'),
  toggle(
    'build tag',
    'go',
    'app/internal/store/table_gen.go',
    'package store',
    '//go:build !none\n\npackage store',
  ),
  toggle(
    'import',
    'go',
    STORE,
    'import "example.com/lib/shapes"\n',
    'import (\n\t_ "sort"\n\n\t"example.com/lib/shapes"\n)\n',
  ),
  toggleFile(
    'file added or removed',
    'app/internal/store/more.go',
    'package store\n\nfunc init() { Sum(nil) }\n',
  ),
  toggle('file put behind a tag', 'go', 'app/cmd/api/extra.go', '//go:build extra', '//go:build !extra'),
  {
    name: 'assembler',
    by: 'go',
    edit(sources, random) {
      setNumber('', 'go', 'lib/fast/fast_amd64.s', /ADDQ \$/).edit(sources, random);
      setNumber('', 'go', 'lib/fast/fast_arm64.s', /ADD \$/).edit(sources, random);
    },
  },
  setNumber('Go in an assembler package', 'go', 'lib/fast/fast.go', /Slow\(\) \+ /),
  setNumber('interface that an assembler package imports', 'go', 'lib/units/units.go', /Unit = /),
  setNumber('C', 'go', NATIVE, /3 \+ /, true),
  setNumber('Go in a package with C', 'go', 'lib/native/more.go', /Unit \+ /, true),
  toggle('module file', 'go', 'app/go.mod', 'go 1.24', 'go 1.23'),
];

const OTHER: readonly EditKind[] = [
  setNumber('importer of a package with C', 'hot', 'app/cmd/api/native.go', /Three\(\) \+ /, true),
  {
    name: 'two packages at once',
    by: 'hot',
    edit(sources, random) {
      const before = new Map(sources);
      while (changedPaths(before, sources).length < 2) pickFrom(HOT, random).edit(sources, random);
    },
  },
  {
    name: 'a hot edit and one for go at once',
    by: 'go',
    edit(sources, random) {
      pickFrom(HOT, random).edit(sources, random);
      toggle('', 'go', ASSETS, '//go:embed page.txt\n', '//go:embed page.txt other.txt\n').edit(
        sources,
        random,
      );
    },
  },
  { name: 'touch', by: 'hot', edit: () => undefined },
  {
    name: 'syntax error',
    by: 'go',
    breaks: true,
    edit: (sources, random) =>
      void sources.set(random.pick(GO_PATHS), `${sources.get(random.pick(GO_PATHS))}\nfunc {\n`),
  },
  {
    name: 'type error',
    by: 'go',
    breaks: true,
    edit: (sources) => replace(sources, SHAPES, 'Area() int { return ', () => 'Area() int { return "" + '),
  },
  {
    name: 'interface without the ones who use it',
    by: 'go',
    breaks: true,
    edit: (sources) => replace(sources, SHAPES, 'func Double', () => 'func Twice'),
  },
];

export const editKinds: readonly EditKind[] = [...HOT, ...GO, ...OTHER];

function pickFrom(kinds: readonly EditKind[], random: Random): EditKind {
  return kinds[random.between(0, kinds.length - 1)] as EditKind;
}

/** Draws a kind: three times as often one that the hot path builds. */
export function pickEdit(random: Random, cgo: boolean): EditKind {
  const kinds = editKinds.filter(({ needsCgo }) => cgo || !needsCgo);
  const wanted = random.chance(0.8)
    ? kinds.filter(({ by }) => by === 'hot')
    : kinds.filter(({ by }) => by === 'go');
  return pickFrom(wanted, random);
}

/** The paths whose texts differ. */
export function changedPaths(before: Sources, now: Sources): readonly string[] {
  return [...now.keys()].filter((path) => before.get(path) !== now.get(path));
}
