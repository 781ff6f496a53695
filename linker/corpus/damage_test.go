package corpus

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// One edit that has a bit of everything.
var rich = Edit{Changes: []string{
	"main.go", "type square struct{ side float64 }", "type square struct{ side float64 }\n\ntype circle struct {\n\tr    float64\n\tnote *string\n\tmore []int\n}\n\nfunc (c circle) Area() float64 { return c.r * 3 }\n\nfunc (c circle) Note() string { return *c.note }\n\ntype noted interface{ Area() float64 }\n\nvar note = \"round\"\n\nvar first = circle{1, &note, []int{4, 5, 6}}\n\nvar later [3]*circle\n\nvar limits = [4]int{7, 8, 9, 10}",
	"main.go", "func where()", "//go:noinline\nfunc measure(list []noted, name *string) (sum float64) {\n\tdefer func() { later[0] = &first }()\n\tfor _, v := range list {\n\t\tsum += v.Area() + float64(limits[len(*name)%4])\n\t}\n\treturn sum + float64(len(text.Pad(*name)))\n}\n\nfunc where()",
	"main.go", "total := 0.0", "total := measure([]noted{first, square{1}, &first}, &note)\n\tfmt.Println(later[0].Note(), fmt.Sprintf(\"%T\", first))",
	"main.go", "func init() { started", "func init() { fmt.Println(\"a new init function\") }\n\nfunc init() { started",
	"main.go", "var level = 3", "var level = 5",
	"web/web.go", "var count int", "var count int\n\nfunc init() { count = 40 }",
	"web/web.go", "var prefix = \"> \"", "var prefix = \">> \"",
	"shop/shop.go", "hits  int", "hits  int\n\tlast  *Item",
}}

// damage is one thing that is wrong in a delta-linked program.
type damage struct {
	name string
	do   func(m *image, base []byte)
	// A field that a module has with some versions of Go only.
	needs string
}

func flip(addr func(m *image) int64, bits byte) func(*image, []byte) {
	return func(m *image, _ []byte) { m.at(addr(m))[0] ^= bits }
}

func addTo(name string, off, n int64) func(*image, []byte) {
	return func(m *image, _ []byte) { a := m.sym(name).addr + off; m.putHalf(a, m.half(a)+n) }
}

func addToWord(name string, off, n int64) func(*image, []byte) {
	return func(m *image, _ []byte) { a := m.sym(name).addr + off; m.putWord(a, m.word(a)+n) }
}

func fieldOf(first bool, name string, off, n int64) func(*image, []byte) {
	return func(m *image, _ []byte) {
		module := m.second
		if first {
			module = m.first
		}
		a := m.field(module, name) + off
		m.putWord(a, m.word(a)+n)
	}
}

func fnWord(name string, word, n int64) func(*image, []byte) {
	return func(m *image, _ []byte) { a := m.fn(name) + 4*word; m.putHalf(a, m.half(a)+n) }
}

// stale puts back what the base had.
func stale(name string) func(*image, []byte) {
	return func(m *image, base []byte) {
		s := m.sym(name)
		b := readBase(m, base, s)
		if bytes.Equal(m.at(s.addr)[:len(b)], b) {
			m.t.Fatalf("%s is as in the base", name)
		}
		copy(m.at(s.addr), b)
	}
}

func readBase(m *image, base []byte, s symbol) []byte {
	for _, p := range m.loads {
		if a := uint64(s.addr); a >= p.Vaddr && a < p.Vaddr+p.Filesz {
			off := p.Off + a - p.Vaddr
			return base[off : off+uint64(s.size)]
		}
	}
	m.t.Fatal("not in the base")
	return nil
}

const (
	circle    = "new type:main.circle"
	circleTab = "new go:itab.main.circle,main.noted"
	squareTab = "new go:itab.main.square,main.noted"
	measure   = "main.measure"
)

var damages = []damage{
	// Code.
	{name: "a call of another place", do: func(m *image, _ []byte) {
		at := m.sym("new main.measure").addr
		m.operand("main.main", call, at).lead(at + 16)
	}},
	{name: "a call of another function", do: func(m *image, _ []byte) {
		m.operand("main.main", call, m.sym("new main.measure").addr).lead(m.sym("new main.deep").addr)
	}},
	{name: "a reference to another type", do: func(m *image, _ []byte) {
		m.operand("main.main", take, m.sym(circle).addr).lead(m.sym("kept type:main.square").addr)
	}},
	{name: "a reference to another place of a variable", do: func(m *image, _ []byte) {
		at := m.sym("new main.first").addr
		m.operand("main.measure.func1", take, at).lead(at + 8)
	}},
	{name: "another instruction", do: flip(func(m *image) int64 { return m.sym("new main.measure").addr + 9 }, 1)},
	{name: "code of a package that has not changed", do: flip(func(m *image) int64 { return m.sym("kept fmt.Fprintln").addr + 20 }, 4)},

	// Types.
	{name: "the size of a type", do: addToWord(circle, 0, 8)},
	{name: "the pointers of a type", do: addToWord(circle, 8, -8)},
	{name: "the hash of a type", do: addTo(circle, 16, 1)},
	{name: "the flags of a type", do: flip(func(m *image) int64 { return m.sym(circle).addr + 20 }, 8)},
	{name: "the alignment of a type", do: flip(func(m *image) int64 { return m.sym(circle).addr + 21 }, 1)},
	{name: "the kind of a type", do: flip(func(m *image) int64 { return m.sym(circle).addr + 23 }, 1)},
	{name: "the equality of a type", do: addToWord(circle, 24, 8)},
	{name: "the pointer mask of a type, at another place", do: addToWord(circle, 32, 1)},
	{name: "the pointer mask of a type, with another bit", do: flip(func(m *image) int64 { return m.word(m.sym(circle).addr + 32) }, 1)},
	{name: "the name of a type", do: addTo(circle, 40, 1)},
	{name: "the pointer type of a type", do: addTo(circle, 44, 8)},
	{name: "a stale element type", do: func(m *image, _ []byte) {
		a := m.sym("new type:*example.com/app/shop.Shop").addr + 48
		m.putWord(a, m.word(a)+32)
	}},
	{name: "the type of a field", do: func(m *image, _ []byte) {
		a := m.word(m.sym(circle).addr+56) + 8
		m.putWord(a, m.sym("kept type:main.square").addr)
	}},
	{name: "the offset of a field", do: func(m *image, _ []byte) {
		a := m.word(m.sym(circle).addr+56) + 24 + 16
		m.putWord(a, m.word(a)+8)
	}},
	{name: "a method that is gone", do: func(m *image, _ []byte) {
		s := m.sym(circle)
		m.putHalf(s.addr+s.size-4, 0xffffffff)
		m.putHalf(s.addr+s.size-8, 0xffffffff)
		methodOf(m, s, 8, -1)
	}},
	{name: "a method that is another", do: func(m *image, _ []byte) { methodOf(m, m.sym(circle), 8, m.sym("new main.deep").addr-m.value("text")) }},
	{name: "the type of a method", do: func(m *image, _ []byte) { s := m.sym(circle); a := firstMethod(m, s) + 4; m.putHalf(a, m.half(a)+8) }},
	{name: "a method at its old entry", do: stale("kept type:main.square")},
	{name: "a type of the base", do: flip(func(m *image) int64 { return m.sym("kept type:main.square").addr + 16 }, 2)},

	// Method tables.
	{name: "a method table with another method", do: func(m *image, _ []byte) {
		m.putWord(m.sym(circleTab).addr+24, m.word(m.sym(squareTab).addr+24))
	}},
	{name: "a method table of a stale type", do: func(m *image, _ []byte) { m.putWord(m.sym(circleTab).addr+8, m.sym("kept type:main.square").addr) }},
	{name: "a method table that is not listed", do: func(m *image, _ []byte) {
		for i := int64(0); ; i++ {
			if a := m.value("itablinks") + 8*i; m.word(a) == m.sym(circleTab).addr {
				m.putWord(a, m.sym(squareTab).addr)
				return
			}
		}
	}, needs: "itablinks"},
	{name: "the list of types", do: fieldOf(false, "typedesclen", 0, -1<<20), needs: "typedesclen"},
	{name: "the list of method tables", do: fieldOf(false, "itabsize", 0, -1<<12), needs: "itabsize"},
	{name: "the place of the method tables", do: fieldOf(false, "itaboffset", 0, 64), needs: "itaboffset"},
	{name: "a type that is not listed", do: func(m *image, _ []byte) {
		list, n := m.value("typelinks"), m.word(m.field(m.second, "typelinks")+8)
		for i := int64(0); i < n; i++ {
			m.putHalf(list+4*i, m.half(list))
		}
	}, needs: "typelinks"},

	// Data.
	{name: "an initialized variable with its old value", do: stale("kept main.level")},
	{name: "a string with its old text", do: stale("kept example.com/app/web.prefix")},
	{name: "a new variable with another value", do: addToWord("new main.limits", 8, 1)},
	{name: "a pointer in a new variable", do: addToWord("new main.first", 8, 8)},
	{name: "the length of a slice", do: addToWord("new main.first", 24, 1)},
	{name: "the text of a literal", do: func(m *image, _ []byte) {
		i := bytes.LastIndex(m.data, []byte("a new init function"))
		m.data[i] = 'A'
	}},
	{name: "a variable that is not zero at first", do: func(m *image, _ []byte) {
		m.operand("main.measure.func1", store, m.sym("new main.later").addr).lead(m.sym("new main.limits").addr)
	}},

	// The collector.
	{name: "the mask of the data", do: func(m *image, _ []byte) { m.flipMask(m.second, m.sym("new main.first").addr+8) }},
	{name: "the mask of variables without a value", do: flip(func(m *image) int64 { return m.value("gcbss") + 1 }, 1)},
	{name: "the mask of data without pointers", do: func(m *image, _ []byte) { m.flipMask(m.second, m.sym("new main.first").addr) }},
	{name: "the place of the mask", do: fieldOf(false, "gcdata", 0, 3)},
	{name: "the mask of the base's data", do: func(m *image, _ []byte) { m.flipMask(m.first, m.sym("kept main.shapes").addr) }},
	{name: "the range of the data", do: fieldOf(false, "edata", 0, -24)},
	{name: "a map of the stack", do: flip(func(m *image) int64 { return m.funcdata(measure, 1) + 8 }, 1)},
	{name: "a map of the arguments", do: flip(func(m *image) int64 { return m.funcdata(measure, 0) + 8 }, 1)},
	{name: "which map of the stack counts", do: flip(func(m *image) int64 { return m.pc(measure, 4) + 1 }, 1)},
	{name: "where it is safe to stop", do: flip(func(m *image) int64 { return m.pc(measure, 3) + 1 }, 1)},

	// Tables of functions.
	{name: "the size of the frame", do: flip(func(m *image) int64 { return m.pc(measure, 0) + 1 }, 1)},
	{name: "a line", do: flip(func(m *image) int64 { return m.pc(measure, 2) + 2 }, 2)},
	{name: "a file", do: func(m *image, _ []byte) { m.at(m.value("filetab"))[3] ^= 1 }},
	{name: "the list of files", do: func(m *image, _ []byte) {
		a := m.value("cutab") + 4*m.half(m.fn("main.main")+32)
		for m.half(a) == 0xffffffff {
			a += 4
		}
		m.putHalf(a, m.half(a)+1)
	}},
	{name: "the name of a function", do: fnWord(measure, 1, 1)},
	{name: "the size of the arguments", do: fnWord(measure, 2, 8)},
	{name: "where deferred calls return", do: fnWord(measure, 3, 5)},
	{name: "no table of the frame", do: func(m *image, _ []byte) { m.putHalf(m.fn(measure)+16, 0) }},
	{name: "the compilation unit", do: fnWord("example.com/app/web.Churn", 8, 1)},
	{name: "the start line", do: fnWord(measure, 9, 1)},
	{name: "the ID of a function", do: fnWord(measure, 10, 1)},
	{name: "the flags of a function", do: fnWord(measure, 10, 1<<8)},
	{name: "a table less", do: fnWord(measure, 10, -1<<24)},
	{name: "the entry of a function", do: fnWord(measure, 0, 16)},
	{name: "an inlined call's line", do: func(m *image, _ []byte) { a := m.funcdata(measure, 3) + 12; m.putHalf(a, m.half(a)+1) }},
	{name: "an inlined call's name", do: func(m *image, _ []byte) { a := m.funcdata(measure, 3) + 4; m.putHalf(a, m.half(a)+1) }},
	{name: "an inlined call's ID", do: func(m *image, _ []byte) { m.at(m.funcdata(measure, 3))[0] ^= 1 }},
	{name: "an inlined call's place", do: func(m *image, _ []byte) { a := m.funcdata(measure, 3) + 8; m.putHalf(a, m.half(a)+1) }},
	{name: "the function table", do: func(m *image, _ []byte) { a := m.value("ftab") + 8*m.index(measure); m.putHalf(a, m.half(a)+32) }},
	{name: "the description in the function table", do: func(m *image, _ []byte) {
		a := m.value("ftab") + 8*m.index(measure) + 4
		m.putHalf(a, m.half(a-8))
	}},
	{name: "the buckets of functions", do: func(m *image, _ []byte) { m.at(m.value("findfunctab") + 4)[12] += 3 }},

	// Modules.
	{name: "a module that is not linked in", do: func(m *image, _ []byte) { m.putWord(m.field(m.first, "next"), 0) }},
	{name: "modules without an end", do: func(m *image, _ []byte) { m.putWord(m.field(m.second, "next"), m.first) }},
	{name: "the begin of a module's code", do: fieldOf(false, "minpc", 0, 16)},
	{name: "the end of a module's code", do: fieldOf(false, "maxpc", 0, -16)},
	{name: "the text of a module", do: fieldOf(false, "text", 0, 32)},
	{name: "the end of the base's types", do: fieldOf(true, "etypes", 0, -0x1000000)},
	{name: "the functions' data of a module", do: fieldOf(false, "gofunc", 0, 8)},
	{name: "the read-only data of a module", do: fieldOf(false, "rodata", 0, 8)},
	{name: "two main modules", do: fieldOf(false, "hasmain", 0, 1)},
	{name: "a bad module", do: fieldOf(false, "hasmain", 0, 256)},
	{name: "the last module", do: func(m *image, _ []byte) { i := m.sym("base runtime.lastmoduledatap"); m.putWord(i.addr, m.first) }},

	// Init tasks.
	{name: "an init task that is missing", do: fieldOf(true, "inittasks", 8, -1)},
	{name: "init tasks in another order", do: func(m *image, _ []byte) {
		a := m.word(m.field(m.first, "inittasks")) + 8*(m.word(m.field(m.first, "inittasks")+8)-1)
		x, y := m.word(a), m.word(a-8)
		m.putWord(a, y)
		m.putWord(a-8, x)
	}},
	{name: "a stale init task", do: func(m *image, _ []byte) {
		a := m.word(m.field(m.first, "inittasks")) + 8*(m.word(m.field(m.first, "inittasks")+8)-1)
		m.putWord(a, m.word(a-16))
	}},
	{name: "an init function less", do: addTo("new main..inittask", 4, -1)},
	{name: "another init function", do: func(m *image, _ []byte) { a := m.sym("new main..inittask").addr + 8; m.putWord(a, m.word(a+8)) }},
	{name: "an init task that has run", do: addTo("new main..inittask", 0, 2)},

	// The file.
	{name: "another entry", do: func(m *image, _ []byte) { m.data[24] += 16 }},
	{name: "code that can be written", do: func(m *image, _ []byte) { m.program(3, 4, 7) }},
	{name: "data that can't be written", do: func(m *image, _ []byte) { m.program(5, 4, 4) }},
	{name: "code at another place of the file", do: func(m *image, _ []byte) { m.program(3, 9, 1) }},
	{name: "a file that is cut off", do: func(m *image, _ []byte) {
		last := m.loads[len(m.loads)-1]
		m.data = m.data[:last.Off+last.Filesz-1]
	}},
}

func flipIn(section string, off int64, bits byte) func(*image, []byte) {
	return flip(func(m *image) int64 { return m.section(section) + off }, bits)
}

// What only programs have that call C.
var cDamages = []damage{
	{name: "code in C", do: flip(func(m *image) int64 { return m.sym("base x_cgo_init").addr }, 1)},
	{name: "a jump to a library", do: flipIn(".plt", 16+2, 8)},
	{name: "the number that a jump to a library gives", do: flipIn(".plt", 16+7, 1)},
	{name: "the address behind a jump to a library", do: flipIn(".got.plt", 24, 8)},
	{name: "a relocation of a jump to a library", do: flipIn(".rela.plt", 0, 8)},
	{name: "the function of a jump to a library", do: flipIn(".rela.plt", 12, 1)},
	{name: "a relocation", do: flipIn(".rela", 0, 8)},
	{name: "a name of a library's function", do: flipIn(".dynsym", 24, 1)},
	{name: "the text of a library's names", do: flipIn(".dynstr", 3, 1)},
	{name: "a version of a library", do: flipIn(".gnu.version", 2, 1)},
	{name: "what the dynamic linker is told", do: flipIn(".dynamic", 0, 2)},
	{name: "a size that the dynamic linker is told", do: flipIn(".dynamic", 3*16+8, 8)},
}

// pairOf gives the two instructions of arm64 that use an address.
func pairOf(m *image, how use) int64 {
	if how == store {
		return m.operand("main.measure.func1", store, m.sym("new main.later").addr).at
	}
	return m.operand("main.measure.func1", take, m.sym("new main.first").addr).at
}

// Where instructions of arm64 have parts of an address.
var armDamages = []damage{
	{name: "the next page of an address", do: func(m *image, _ []byte) { m.flipHalf(pairOf(m, take), 1<<29) }},
	{name: "a far page of an address", do: func(m *image, _ []byte) { m.flipHalf(pairOf(m, take), 1<<23) }},
	{name: "the register of a page", do: func(m *image, _ []byte) { m.flipHalf(pairOf(m, take), 1) }},
	{name: "an address that is not of a page", do: func(m *image, _ []byte) { m.flipHalf(pairOf(m, take), 1<<31) }},
	{name: "the place in a page", do: func(m *image, _ []byte) { m.flipHalf(pairOf(m, take)+4, 1<<13) }},
	{name: "the highest bit of the place in a page", do: func(m *image, _ []byte) { m.flipHalf(pairOf(m, take)+4, 1<<21) }},
	{name: "the register to which a place in a page is added", do: func(m *image, _ []byte) { m.flipHalf(pairOf(m, take)+4, 1<<5) }},
	{name: "the page of a store", do: func(m *image, _ []byte) { m.flipHalf(pairOf(m, store), 1<<29) }},
	{name: "the place in a page of a store", do: func(m *image, _ []byte) { m.flipHalf(pairOf(m, store)+4, 1<<10) }},
	{name: "a store of a half", do: func(m *image, _ []byte) { m.flipHalf(pairOf(m, store)+4, 1<<30) }},
	{name: "a store that loads", do: func(m *image, _ []byte) { m.flipHalf(pairOf(m, store)+4, 1<<22) }},
	{name: "a call that is a jump", do: func(m *image, _ []byte) {
		m.flipHalf(m.operand("main.main", call, m.sym("new main.measure").addr).at, 1<<31)
	}},
	{name: "a call of the instruction behind the entry", do: func(m *image, _ []byte) {
		at := m.sym("new main.measure").addr
		m.operand("main.main", call, at).lead(at + 4)
	}},
	{name: "a call of the farthest place", do: func(m *image, _ []byte) {
		m.flipHalf(m.operand("main.main", call, m.sym("new main.measure").addr).at, 1<<25)
	}},
}

// pageInC gives the first ADRP of a function in C.
func pageInC(m *image) int64 {
	at := m.sym("base x_cgo_init").addr
	for m.half(at)&0x9f000000 != 0x90000000 {
		at += 4
	}
	return at
}

// behindInC gives the first instruction of a function in C that has the rest of the address of which pageInC has the page.
func behindInC(m *image) int64 {
	at := pageInC(m)
	register := m.half(at) & 31
	for at += 4; m.half(at)>>5&31 != register || m.half(at)>>24&0x1f != 0x11 && m.half(at)>>24&0x3f != 0x39; {
		at += 4
	}
	return at
}

// What of this only programs have that call C. The first 32 bytes of .plt are for all libraries; then each function of
// one has an ADRP, an LDR, an ADD and a BR.
var armCDamages = []damage{
	{name: "the page of an address in C", do: func(m *image, _ []byte) { m.flipHalf(pageInC(m), 1<<29) }},
	{name: "the place in a page in C", do: func(m *image, _ []byte) { m.flipHalf(behindInC(m), 1<<11) }},
	{name: "the register of a place in a page in C", do: func(m *image, _ []byte) { m.flipHalf(behindInC(m), 1<<6) }},
	{name: "the page of a library's address, for all", do: flipIn(".plt", 4+1, 1)},
	{name: "the place of a library's address, for all", do: flipIn(".plt", 8+1, 8)},
	{name: "the page of a library's address", do: flipIn(".plt", 32+16+1, 1)},
	{name: "the place of a library's address", do: flipIn(".plt", 32+16+4+1, 8)},
	{name: "the place that a library's function gets", do: flipIn(".plt", 32+16+8+1, 8)},
	{name: "the jump of a library's address", do: flipIn(".plt", 32+16+12, 32)},
	{name: "a variable of a library", do: flipIn(".got", 8, 8)},
}

// Where packages that have not changed call functions that have.
var jumpDamages = []damage{
	{name: "an old function without its jump", do: stale("jump example.com/app/text.Lookup")},
	{name: "a jump behind the entry", do: func(m *image, _ []byte) {
		m.putJump(m.sym("jump example.com/app/text.Lookup").addr, m.sym("new example.com/app/text.Lookup").addr+4)
	}},
	{name: "a jump to another function", do: func(m *image, _ []byte) {
		m.putJump(m.sym("jump example.com/app/text.Lookup").addr, m.sym("new example.com/app/text.init").addr)
	}},
	{name: "a jump that is a call", do: func(m *image, _ []byte) {
		code := m.at(m.sym("jump example.com/app/text.Lookup").addr)
		if m.arch == "amd64" {
			code[0] = 0xe8
		} else {
			code[3] |= 0x80
		}
	}},
	{name: "a pointer to an old function", do: func(m *image, base []byte) {
		s := m.sym("jump example.com/app/text.Lookup")
		at := bytes.Index(m.data, words(m.sym("new example.com/app/text.Lookup").addr))
		if at < 0 {
			m.t.Fatal("nothing points to the function")
		}
		copy(m.data[at:], words(s.addr))
	}},
}

func words(v int64) []byte { return binary.LittleEndian.AppendUint64(nil, uint64(v)) }

// The edit of jumpDamages: main calls the function, and has a pointer to it.
var called = Edit{Changes: []string{"text/text.go", "{ return table[s] }", "{ return table[s] + 1 }"}}

// program changes a byte of the n-th loaded segment's header.
func (m *image) program(n int, off int, value byte) {
	at := 64
	for i := 0; ; at += 56 {
		if m.data[at] == 1 && m.data[at+1] == 0 {
			if i == n {
				m.data[at+off] = value
				return
			}
			i++
		}
	}
}

func firstMethod(m *image, s symbol) int64 {
	uncommon := s.addr + 80 // behind a struct type
	return uncommon + m.half(uncommon+8)
}

func methodOf(m *image, s symbol, off, value int64) { m.putHalf(firstMethod(m, s)+off, value) }

// Each damage on purpose is found.
func TestVerifierFindsDamage(t *testing.T) {
	for _, target := range targets {
		done := slices.Clone(damages)
		if target.CGO {
			done = append(done, cDamages...)
		}
		if target.Arch == "arm64" {
			done = append(done, armDamages...)
		}
		if target.CGO && target.Arch == "arm64" {
			done = append(done, armCDamages...)
		}
		t.Run(target.String(), func(t *testing.T) { findDamages(t, rich, done, target) })
	}
}

func TestVerifierFindsDamagedJumps(t *testing.T) {
	for _, target := range targets {
		if !target.CGO {
			t.Run(target.String(), func(t *testing.T) { findDamages(t, called, jumpDamages, target) })
		}
	}
}

func findDamages(t *testing.T, edit Edit, damages []damage, target Target) {
	base := theBase(t, target)
	dir := t.TempDir()
	app := filepath.Join(dir, "app")
	appIn(t, app, target)
	if err := edit.Apply(app); err != nil {
		t.Fatal(err)
	}
	p := compile(t, app, target, base.Program)
	exe, full := filepath.Join(dir, "delta"), filepath.Join(dir, "full")
	if r := p.LinkDelta(theTool(t), base, exe); r.Code != 0 {
		t.Fatalf("exit code %d: %s", r.Code, r.Stderr)
	}
	if r := p.Link(theTool(t), full, "-deltaverify", exe); r.Code != 0 {
		t.Fatalf("without damage the verifier ends with %d: %s", r.Code, r.Stderr)
	}
	if a, b := target.Run(nil, full), target.Run(nil, exe); canRun(target) && (a != b || a.Code != 0) {
		t.Fatalf("they differ: %v %v", a, b)
	}
	text, err := os.ReadFile(base.Exe)
	if err != nil {
		t.Fatal(err)
	}
	whole := readImage(t, exe)
	var files []string
	var done []damage
	for i, d := range damages {
		if !strings.Contains(d.name, *only) {
			continue
		}
		t.Run("do "+d.name, func(t *testing.T) {
			m := whole.clone()
			m.t = t
			if d.needs != "" && m.fields[d.needs] == 0 {
				t.Skipf("modules have no %s with this version of Go", d.needs)
			}
			d.do(m, text)
			if bytes.Equal(m.data, whole.data) {
				t.Fatal("nothing is damaged")
			}
			file := filepath.Join(dir, fmt.Sprint("damaged", i))
			if err := os.WriteFile(file, m.data, 0o777); err != nil {
				t.Fatal(err)
			}
			files, done = append(files, file), append(done, d)
		})
	}
	// The verifier compares them all with one full link; the last one has no damage.
	list := filepath.Join(dir, "list")
	if err := os.WriteFile(list, []byte(strings.Join(append(files, exe), "\n")), 0o666); err != nil {
		t.Fatal(err)
	}
	r := p.Link(theTool(t), full, "-deltaverify", "list="+list)
	if r.Code != 11 {
		t.Fatalf("the verifier ends with %d: %s", r.Code, r.Stderr)
	}
	if strings.Contains(r.Stderr, exe+":") {
		t.Errorf("the undamaged program differs: %s", r.Stderr)
	}
	for i, d := range done {
		line := ""
		for _, l := range strings.Split(r.Stderr, "\n") {
			if strings.HasPrefix(l, "delta: "+files[i]+": differs: ") && line == "" {
				_, line, _ = strings.Cut(l, "differs: ")
			}
		}
		if line == "" {
			t.Errorf("%s: not found", d.name)
		} else {
			t.Logf("%s: %s", d.name, line)
		}
	}
}
