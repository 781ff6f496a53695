import type { Random } from '../faults/random.ts';
import type { Sources } from './fixture.ts';

/** Declarations that can stand in any file, by what is in them. `N` is a number of their own, `R` one at random. */
const SNIPPETS: Readonly<Record<string, string>> = {
  function: 'func probeN() int { return R }',
  'function that is not inlined':
    'func probeN() int {\n\ttotal := 0\n\tfor i := range 9 {\n\t\tdefer func() { total += i }()\n\t}\n\treturn total + R\n}',
  'type with a method, converted':
    'type kindN struct {\n\tname string\n\tn    *int\n}\n\nfunc (k kindN) size() int { return len(k.name) + *k.n }\n\nfunc probeN() int {\n\tn := R\n\tvar a any = kindN{"x", &n}\n\treturn a.(kindN).size()\n}',
  interface:
    'type sizerN interface{ sizeN() int }\n\ntype oneN int\n\ntype twoN [2]int\n\nfunc (o oneN) sizeN() int { return int(o) }\nfunc (t *twoN) sizeN() int { return t[1] }\n\nvar sizersN = []sizerN{oneN(R), &twoN{1, 2}}\n\nfunc probeN() int { return sizersN[0].sizeN() + sizersN[1].sizeN() }',
  map: 'type keyN struct{ a, b int }\n\nvar mapN = map[keyN][]string{{1, R}: {"x", "y"}, {3, 4}: nil}\n\nfunc probeN() int { return len(mapN[keyN{1, R}]) }',
  'generic function':
    'func mapN[T, U any](all []T, f func(T) U) (out []U) {\n\tfor _, one := range all {\n\t\tout = append(out, f(one))\n\t}\n\treturn out\n}\n\nfunc probeN() int {\n\treturn len(mapN([]int{1, R}, func(n int) string { return string(rune(n)) })) + mapN([]string{"a"}, func(s string) int { return len(s) + R })[0]\n}',
  'generic type':
    'type boxN[T any] struct{ value T }\n\nfunc (b *boxN[T]) set(value T) *boxN[T] { b.value = value; return b }\n\nfunc probeN() int { return (&boxN[int]{}).set(R).value + len((&boxN[string]{}).set("ab").value) }',
  goroutines:
    'func probeN() int {\n\tdone := make(chan int)\n\tfor i := range 3 {\n\t\tgo func() { done <- i * R }()\n\t}\n\tselect {\n\tcase n := <-done:\n\t\treturn n + <-done + <-done\n\t}\n}',
  'panic and recover':
    'type errorN string\n\nfunc (e errorN) Error() string { return string(e) }\n\nfunc probeN() (n int) {\n\tdefer func() {\n\t\tif err, ok := recover().(error); ok {\n\t\t\tn = len(err.Error()) + R\n\t\t}\n\t}()\n\tpanic(errorN("no"))\n}',
  'nil dereference':
    'func probeN() (n int) {\n\tdefer func() {\n\t\tn = len(recover().(error).Error()) + R\n\t}()\n\tvar missing *[4]int\n\treturn missing[n]\n}',
  'variables in an order of their own':
    'var firstN = secondN + 1\n\nvar secondN = thirdN() + R\n\nfunc thirdN() int { return len(tableN) }\n\nvar tableN = []string{"a", "b"}\n\nfunc probeN() int { return firstN }',
  'large variables':
    'var bigN [1 << 12]*int\n\nvar flagsN [1 << 14]byte\n\nfunc probeN() int {\n\tfor i := range bigN {\n\t\tn := i\n\t\tbigN[i] = &n\n\t}\n\treturn *bigN[R] + len(flagsN)\n}',
  'deep stack':
    'func eatN(n int) int {\n\tvar a [2000]int\n\ta[n] = n\n\tif n > 0 {\n\t\treturn eatN(n-1) + a[n]\n\t}\n\treturn R\n}\n\nfunc probeN() int { return eatN(100) }',
  'embedded struct':
    'type innerN struct{ n int }\n\nfunc (i *innerN) add(m int) int { i.n += m; return i.n }\n\ntype outerN struct {\n\tinnerN\n\tmore []innerN\n}\n\nfunc probeN() int {\n\to := outerN{more: make([]innerN, 2)}\n\tf, g := o.add, (*innerN).add\n\treturn f(R) + g(&o.more[1], 2)\n}',
  'constants and a switch':
    'const (\n\tzeroN = iota + R\n\toneN\n\ttwoN\n)\n\nfunc probeN() int {\n\tfor n := range 3 {\n\t\tswitch n + R {\n\t\tcase zeroN:\n\t\t\tcontinue\n\t\tcase oneN, twoN:\n\t\t\treturn n\n\t\t}\n\t}\n\treturn -1\n}',
  'texts and numbers':
    'func probeN() int {\n\ttext := "aé" + string([]rune{0x4e16, 0x754c})\n\tsum := 0\n\tfor at, r := range text {\n\t\tsum += at * int(r)\n\t}\n\tz := complex(float64(sum), R)\n\treturn int(real(z*z)) % 1000\n}',
  'struct compared and hashed':
    'type pointN struct {\n\tx, y int\n\tname string\n}\n\nfunc probeN() int {\n\tseen := map[any]int{pointN{1, R, "a"}: 1, "a": 2}\n\tvar a any = pointN{1, R, "a"}\n\tif a == any(pointN{1, R, "a"}) {\n\t\treturn seen[a]\n\t}\n\treturn 0\n}',
  'method of an interface, called for the first time':
    'type tasterN interface{ TasteN() int }\n\nvar tasteN tasterN\n\nfunc probeN() int {\n\tif tasteN != nil {\n\t\treturn tasteN.TasteN()\n\t}\n\treturn R\n}',
};

/** What stands around a snippet, by which it is found again. */
const MARK = /\n\/\* probe (\d+) \*\/\n[\s\S]*?\n\/\* end \1 \*\/\n/g;

/** Edits one of the files at random, and names the kind of edit. */
export function editAtRandom(
  sources: Sources,
  edited: readonly [string, ...string[]],
  random: Random,
): string {
  const path = random.pick(edited);
  const text = sources.get(path) ?? '';
  const marks = [...text.matchAll(MARK)];
  const draw = random.fraction();
  if (draw < 0.3 && marks.length > 0) {
    const { 0: snippet, index } = marks[random.between(0, marks.length - 1)] as RegExpExecArray;
    // The number in it that stands for R.
    const other = snippet.replace(/\b7\d\d\b/g, String(random.between(700, 799)));
    sources.set(path, text.slice(0, index) + other + text.slice(index + snippet.length));
    return 'number';
  }
  if ((draw < 0.45 && marks.length > 0) || marks.length > 8) {
    const { 0: snippet, index } = marks[random.between(0, marks.length - 1)] as RegExpExecArray;
    sources.set(path, text.slice(0, index) + text.slice(index + snippet.length));
    return 'removed';
  }
  if (draw >= 0.45 && draw < 0.52) {
    sources.set(path, `${text}\n// note ${random.between(0, 1e6)}\n`);
    return 'comment';
  }
  if (draw >= 0.52 && draw < 0.6) {
    const at = text.search(/^(func|type|var) /m);
    sources.set(path, `${text.slice(0, at)}\n\n${text.slice(at)}`);
    return 'lines move';
  }
  const names = Object.keys(SNIPPETS);
  const name = names[random.between(0, names.length - 1)] ?? 'function';
  const number = random.between(1000, 1e6);
  const body = (SNIPPETS[name] ?? '').replace(/N\b|N(?=[\s[({])/g, String(number));
  const code = body.replace(/\bR\b/g, String(random.between(700, 799)));
  const init = `func init() { println("probe", probe${number}()) }`;
  sources.set(path, `${text}\n/* probe ${number} */\n${code}\n\n${init}\n/* end ${number} */\n`);
  return name;
}
