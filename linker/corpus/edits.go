package corpus

import "strings"

// Edits of the program in testdata/app.
var Edits = []Edit{
	// A function body.
	{Name: "text of a message", Changes: []string{"main.go", `"recovered"`, `"mended"`}},
	{Name: "arithmetic", Changes: []string{"main.go", "total += v.Area()", "total += v.Area() * 2"}},
	{Name: "lines move", Changes: []string{"main.go", "func deep(", "\n\n\nfunc deep("}},
	{Name: "new function", Changes: []string{"main.go", "func main() {", "func twice(n int) int { return n * 2 }\n\nfunc main() {\n\tlevel = twice(level)"}},
	{Name: "new function, not inlined", Changes: []string{"main.go", "func main() {", "//go:noinline\nfunc twice(n int) int { return n * 2 }\n\nfunc main() {\n\tlevel = twice(level)"}},
	{Name: "closure", Changes: []string{"main.go", "total := 0.0", "total := 0.0\n\tadd := func(f float64) { total += f + float64(level) }\n\tadd(2)"}},
	{Name: "deep stack", Changes: []string{"main.go", "func main() {", "func eat(n int) int {\n\tvar a [4000]int\n\ta[n] = n\n\tif n > 0 {\n\t\treturn eat(n-1) + a[n]\n\t}\n\treturn 0\n}\n\nfunc main() {\n\tfmt.Println(eat(300))"}},
	{Name: "goroutines and select", Changes: []string{"main.go", "total := 0.0", "total := 0.0\n\tdone := make(chan int)\n\tgo func() { done <- level }()\n\tselect {\n\tcase v := <-done:\n\t\ttotal += float64(v)\n\t}"}},
	{Name: "panic in a new frame", Changes: []string{"main.go", "if len(os.Args) > 1 {", "if len(os.Args) > 0 {\n\t\tfunc() { panic(text.Pad(\"inner\")) }()"}},
	{Name: "nil dereference", Changes: []string{"main.go", "total := 0.0", "total := 0.0\n\tvar missing *shop.Item\n\ttotal += float64(missing.Price)"}},
	{Name: "defer", Changes: []string{"main.go", "total := 0.0", "total := 0.0\n\tfor i := 0; i < 3; i++ {\n\t\tdefer func(n int) { fmt.Println(\"deferred\", n, where()) }(i)\n\t}"}},
	{Name: "nothing but a comment", Changes: []string{"main.go", "func where()", "// where tells where.\nfunc where()"}},

	// Functions of other packages that the program lacked.
	{Name: "std function for the first time", Changes: []string{"main.go", "total := 0.0", "total := 0.0\n\tfmt.Println(strings.EqualFold(\"tEa\", \"TeA\"), strings.Title(\"abc def\"))"}},
	{Name: "std function with a table", Changes: []string{"main.go", "total := 0.0", "total := 0.0\n\tfmt.Println(strings.ToValidUTF8(\"a\\xffb\", \"?\"), strings.LastIndexAny(\"banana\", \"nb\"))"}},
	{Name: "own function for the first time", Changes: []string{"text/text.go", "//go:noinline\nfunc Lookup", "//go:noinline\nfunc Unused(s string) string { return s + \"!\" }\n\n//go:noinline\nfunc Lookup", "main.go", "total := 0.0", "total := 0.0\n\tfmt.Println(text.Unused(\"x\"))"}},
	{Name: "runtime function for the first time", Changes: []string{"main.go", "total := 0.0", "total := 0.0\n\tvar z complex128 = complex(total, 1)\n\tfmt.Println(z / complex(2, 1))\n\truntime.LockOSThread()\n\truntime.UnlockOSThread()"}},

	// Types.
	{Name: "new type with a pointer", Changes: []string{"main.go", "func main() {", "type circle struct {\n\tr    float64\n\tnote *string\n}\n\nfunc (c circle) Area() float64 { return c.r * 3 }\n\nfunc main() {\n\tn := \"x\"\n\tshapes = append(shapes, circle{2, &n})"}},
	{Name: "new type in initialized data", Changes: []string{"main.go", "square{3}}", "square{3}, circle{2, \"a\"}}\n\ntype circle struct {\n\tr    float64\n\tnote string\n}\n\nfunc (c circle) Area() float64 { return c.r * 3 }"}},
	{Name: "field of main's type", Changes: []string{"main.go", "struct{ side float64 }", "struct {\n\tside float64\n\tmore *int\n}", "main.go", "square{2}, square{3}", "square{side: 2}, square{side: 3}"}},
	{Name: "method of main's type", Changes: []string{"main.go", "func (q square) Area()", "func (q square) Name() string { return \"square\" }\nfunc (q square) Area()"}},
	{Name: "method by pointer, asserted", Changes: []string{"main.go", "func main() {", "func (q *square) Grow() string { q.side++; return fmt.Sprint(q.side) }\n\nfunc main() {\n\tvar a any = &square{1}\n\tfmt.Println(a.(interface{ Grow() string }).Grow())"}},
	{Name: "Stringer of main's type", Changes: []string{"main.go", "func main() {", "func (q *square) String() string { return \"a square\" }\n\nfunc main() {\n\tfmt.Println(&square{1}, square{2})"}},
	{Name: "map with keys of main's type", Changes: []string{"main.go", "total := 0.0", "total := 0.0\n\tareas := map[square][]shape{{1}: shapes}\n\tfmt.Println(len(areas), areas[square{1}][0].Area())"}},
	{Name: "type switch", Changes: []string{"main.go", "total := 0.0", "total := 0.0\n\tfor _, v := range shapes {\n\t\tswitch w := v.(type) {\n\t\tcase square:\n\t\t\ttotal += w.side\n\t\tcase fmt.Stringer:\n\t\t\ttotal--\n\t\t}\n\t}"}},
	{Name: "first conversion of a std type", Changes: []string{"main.go", "total := 0.0", "total := 0.0\n\tvar b strings.Builder\n\tfmt.Fprintf(&b, \"%d\", level)\n\tvar a any = &b\n\t_, ok := a.(fmt.Stringer)\n\tfmt.Println(b.String(), ok, strings.NewReader(\"abc\").Len())"}},
	{Name: "first conversion of an own type", Changes: []string{"main.go", "total := 0.0", "total := 0.0\n\tvar a any = text.Pair[int, int]{First: 1}\n\tfmt.Printf(\"%v %T\\n\", a, a)"}},
	{Name: "first conversion of a type with methods", Changes: []string{"main.go", "total := 0.0", "total := 0.0\n\tvar a any = runtime.Frame{Line: 3}\n\tfmt.Printf(\"%T %v\\n\", a, a.(runtime.Frame).Line)"}},
	{Name: "first direct call of a method", Changes: []string{"main.go", "total := 0.0", "total := 0.0\n\tvar b strings.Builder\n\tb.Grow(9)\n\tb.WriteRune('x')\n\tr := strings.NewReplacer(\"a\", \"b\")\n\tfmt.Println(b.Cap() > 8, r != nil, shop.Default.Longer(), shop.ErrEmpty)", "shop/shop.go", "func New()", "func (i *Item) Longer() bool { return i.Price > 2 }\n\nfunc New()"}},
	{Name: "first direct call of a method, twice", Changes: []string{"main.go", "total := 0.0", "total := 0.0\n\tf := os.Stdout\n\tfmt.Println(f.Fd(), f.Sync() != nil, f.Name())"}},
	{Name: "first assertion to an interface", Changes: []string{"main.go", "total := 0.0", "total := 0.0\n\tvar b any = &strings.Builder{}\n\t_, ok := b.(interface{ WriteRune(rune) (int, error) })\n\t_, not := b.(interface{ ReadRune() (rune, int, error) })\n\tfmt.Println(ok, not)"}},
	{Name: "reflection finds a new type", Changes: []string{"web/web.go", "return t.String() + b.String()", "return t.String() + b.String() + reflect.PointerTo(reflect.TypeOf(again{})).String() + fmt.Sprint(reflect.SliceOf(reflect.TypeOf(&again{})) == reflect.TypeOf([]*again(nil)))\n}\n\ntype again struct{ n int }\n\nfunc unused() string {\n\treturn \"\""}},
	{Name: "copy of a type that does not name its pointer", Changes: []string{"shop/shop.go", `"shop starts"`, `"shop began"`}},
	{Name: "copy of a type that names its pointer", Changes: []string{"web/web.go", "First: \"x\", Second: 7", "First: \"y\", Second: 8"}},
	{Name: "pointer of a type, named for the first time", Changes: []string{"shop/shop.go", "text.Keep(Default)().Name", "text.Keep(Default)().Name, (*text.Box(Default)()).Name"}},
	{Name: "pointer of a type, named no more", Changes: []string{"web/web.go", "(*text.Box(shop.Default)()).Price++", "text.Keep(shop.Default)().Price++"}},
	{Name: "pointer of a named pointer, used no more", Changes: []string{"web/web.go", "isMarked(&m)", "isMarked(m)"}},
	{Name: "private field", Changes: []string{"shop/shop.go", "hits  int", "hits  int\n\tlast  *Item"}},
	{Name: "exported field", Changes: []string{"shop/shop.go", "next  *Item", "next  *Item\n\tTags  []string"}},
	{Name: "method of a package's type", Changes: []string{"shop/shop.go", "func (s *Shop) Names()", "func (s *Shop) Len() int { return len(s.items) }\n\nfunc (s *Shop) Names()"}},
	{Name: "method of an interface", Changes: []string{"shop/shop.go", "Names() []string\n}", "Names() []string\n\tTotal() (float64, error)\n}"}},
	{Name: "new JSON type", Changes: []string{"web/web.go", "b, err := json.Marshal(Answer{", "type wrapped struct {\n\t\tV any      `json:\"v\"`\n\t\tP *wrapped `json:\"p\"`\n\t}\n\tw, _ := json.Marshal(wrapped{V: count, P: &wrapped{}})\n\tfmt.Println(string(w))\n\tb, err := json.Marshal(Answer{"}},

	// Variables.
	{Name: "value of main's variable", Changes: []string{"main.go", "var level = 3", "var level = 4"}},
	{Name: "type of main's variable", Changes: []string{"main.go", "var level = 3", "var level = 3.5"}},
	{Name: "new variables", Changes: []string{"main.go", "var level = 3", "var level = 3\n\nvar more = map[string][]int{\"a\": {1, 2}}\n\nvar names = []string{\"x\", \"y\"}\n\nfunc init() { fmt.Println(more, names, len(os.Args)) }"}},
	{Name: "variable that others read", Changes: []string{"text/text.go", "var Width = 12", "var Width = 9"}},
	{Name: "table", Changes: []string{"text/text.go", `"c": 3`, `"c": 3, "d": 4, "e": 5`}},
	{Name: "large table", Changes: []string{"text/text.go", `"c": 3}`, `"c": 3}` + "\n\nvar large = map[string]int{\"a\": 1, \"b\": 2, \"c\": 3, \"d\": 4, \"e\": 5, \"f\": 6, \"g\": 7, \"h\": 8, \"i\": 9, \"j\": 10, \"k\": 11, \"l\": 12, \"m\": 13, \"n\": 14, \"o\": 15, \"p\": 16, \"q\": 17, \"r\": 18, \"s\": 19, \"t\": 20, \"u\": 21, \"v\": 22, \"w\": 23, \"x\": 24, \"y\": 25, \"z\": 26, \"aa\": 27}", "text/text.go", "{ return table[s] }", "{ return table[s] + large[s] }"}},
	{Name: "default value", Changes: []string{"shop/shop.go", `Name: "default"`, `Name: "changed"`}},
	{Name: "type of a variable that others read", Changes: []string{"text/text.go", "var Fill []string", "var Fill []*string"}},
	{Name: "type of a package's own variable", Changes: []string{"web/web.go", "var count int", "var count int32"}},
	{Name: "large variables", Changes: []string{"main.go", "var level = 3", "var level = 3\n\nvar big [1 << 14]*int\n\nvar flags [1 << 16]byte\n\nfunc init() {\n\tfor i := range big {\n\t\tn := i\n\t\tbig[i] = &n\n\t}\n\truntime.GC()\n\tfmt.Println(*big[99], len(flags))\n}"}},

	// Init functions.
	{Name: "init of main", Changes: []string{"main.go", "func init() { started", "func init() { fmt.Println(\"first\") }\nfunc init() { started"}},
	{Name: "init of a package without one", Changes: []string{"web/web.go", "var count int", "var count int\n\nfunc init() { count = 40; fmt.Println(\"web starts\", shop.Started) }"}},
	{Name: "init that is gone", Changes: []string{"shop/shop.go", "func init() {", "func notInit() {"}},
	{Name: "init of the deepest package", Changes: []string{"text/text.go", "var Fill []string", "var Fill = strings.Split(\"a,b\", \",\")"}},

	// Other packages.
	{Name: "body in a package", Changes: []string{"shop/shop.go", "strings.ToUpper(i.Name)", "strings.ToUpper(i.Name) + \"!\""}},
	{Name: "inlined function", Changes: []string{"text/text.go", `strings.Repeat("."`, `strings.Repeat("_"`}},
	{Name: "inlined constructor", Changes: []string{"shop/shop.go", "func New() *Shop { return", "func New() *Shop { Started = 5; return"}},
	{Name: "generic function", Changes: []string{"text/text.go", "out = append(out, f(v))", "out = append(out, f(v), f(v))"}},
	{Name: "method of a generic type", Changes: []string{"text/text.go", "return Pair[B, A]{p.Second, p.First}", "r := Pair[B, A]{First: p.Second}\n\tr.Second = p.First\n\treturn r"}},
	{Name: "generic function of main's type", Changes: []string{"main.go", "total := 0.0", "total := 0.0\n\tfmt.Println(text.Map(shapes, func(s shape) square { return square{s.Area()} }), text.Pair[square, *int]{}.Swap())"}},
	{Name: "goroutine in a package", Changes: []string{"web/web.go", "sum += len(it.String())", "sum += len(it.String()) * 2"}},
	{Name: "import that the program has", Changes: []string{"text/text.go", "import \"strings\"", "import (\n\t\"sort\"\n\t\"strings\"\n)", "text/text.go", "{ return table[s] }", "{\n\tall := []string{s, \"a\"}\n\tsort.Strings(all)\n\treturn table[all[0]]\n}"}},
	{Name: "import that the program lacks", Changes: []string{"main.go", "import (\n", "import (\n\t\"container/heap\"\n", "main.go", "total := 0.0", "total := 0.0\n\t_ = heap.Init"}, Falls: "is new in the program"},
	{Name: "signature", Changes: []string{"text/text.go", "func Lookup(s string) int { return table[s] }", "func Lookup(s string) int64 { return int64(table[s]) }", "main.go", "[]func(string) int{", "[]func(string) int64{"}},
	{Name: "body of the deepest package", Changes: []string{"text/text.go", "{ return table[s] }", "{ return table[s] * 3 }"}},
	{Name: "function that begins with a jump", Changes: []string{"text/text.go", "{ return n / 2 }", "{ for n > 9 { " + strings.Repeat("n = n*3/7 + 1 - n/5; ", 9) + "}; return n }"}},
	{Name: "panic below unchanged callers", Changes: []string{"text/text.go", "{ return table[s] }", "{\n\tif s == \"c\" {\n\t\tpanic(\"no c\")\n\t}\n\treturn table[s]\n}"}},
	{Name: "inlined instance that another package has", Changes: []string{"main.go", "total := 0.0", "total := 0.0\n\tfmt.Println(shop.Latest() == nil)"}},
	{Name: "runtime function of another package for the first time", Changes: []string{"main.go", "total := 0.0", "total := 0.0\n\tcounts := map[int32]int{3: 4, 5: 6}\n\tdelete(counts, int32(level))\n\tfmt.Println(counts)"}},
	{Name: "copy that is read first", Changes: []string{"main.go", "total := 0.0", "total := 0.0\n\tpairs := map[[2]string]int{{\"a\", \"b\"}: 1}\n\tfmt.Println(pairs[[2]string{\"a\", \"b\"}])"}},
	{Name: "copy that the runtime has as well", Changes: []string{"text/text.go", "{ return table[s] }", "{ return table[s] + len(pairs) }\n\nvar pairs = map[[17]string]int{{\"a\", \"b\"}: 1}"}, Falls: "is taken from package runtime"},
	{Name: "copy that is gone where it came first", Changes: []string{"main.go", "var seats = map[[3]string]int{{\"a\"}: 1}\n\nfunc seat(s string) int { return seats[[3]string{s}] }", "func seat(s string) int { return len(s) - 1 }"}, Falls: "which has another copy than main had"},
	{Name: "copy that several packages have", Changes: []string{"text/text.go", "{ return table[s] }", "{ return table[s] + len(clone(nil)) }\n\nfunc clone(all []string) []string { return append(slicesOf(all), slicesOf([]string{\"x\"})...) }\n\n//go:noinline\nfunc slicesOf[T any](all []T) []T { return append([]T{}, all...) }"}},
	{Name: "first call of an interface's method", Changes: []string{"main.go", "total := 0.0", "total := 0.0\n\tput(s)", "main.go", "func where()", "//go:noinline\nfunc put(k shop.Keeper) { k.Put(&shop.Item{Name: \"new\"}) }\n\nfunc where()"}, Falls: "by an interface for the first time"},
}

// CEdits are edits of a program whose part c.go calls C.
var CEdits = []Edit{
	{Name: "what calls C", Changes: []string{"c.go", `LookupId("0")`, `LookupId("1")`}},
	{Name: "C for the first time", Changes: []string{"c.go", "func init() {", "func init() {\n\tgroup, err := user.LookupGroupId(\"0\")\n\tfmt.Println(group.Gid, err)"}},
	{Name: "a resolver for the first time", Changes: []string{"c.go", "func init() {", "func init() {\n\tport, err := net.LookupPort(\"tcp\", \"http\")\n\tfmt.Println(port, err)"}, Falls: "by an interface for the first time"},
}
