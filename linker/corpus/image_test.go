package corpus

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
)

// image is a delta-linked program in memory, with what the tool says is where in it.
type image struct {
	t      *testing.T
	arch   string
	data   []byte
	loads  []*elf.Prog
	syms   map[string]symbol // by place and name: "new main.main", "kept type:main.square", "jump main.deep"
	fields map[string]int64
	first  int64 // the description of the base's module
	second int64 // that of the delta's
}

type symbol struct{ addr, size int64 }

func readImage(t *testing.T, exe string) *image {
	t.Helper()
	data, err := os.ReadFile(exe)
	if err != nil {
		t.Fatal(err)
	}
	f, err := elf.NewFile(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	arch := map[elf.Machine]string{elf.EM_X86_64: "amd64", elf.EM_AARCH64: "arm64"}[f.Machine]
	m := &image{t: t, arch: arch, data: data, syms: map[string]symbol{}, fields: map[string]int64{}}
	for _, p := range f.Progs {
		if p.Type == elf.PT_LOAD {
			m.loads = append(m.loads, p)
		}
	}
	text, err := os.ReadFile(exe + ".map")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		w := strings.SplitN(line, "\t", 5)
		addr, _ := strconv.ParseInt(w[1], 16, 64)
		n, _ := strconv.ParseInt(w[2], 10, 64)
		switch w[0] {
		case "field":
			m.first, m.fields[w[4]] = addr, n
		case "module":
			m.second = addr
		default:
			m.syms[w[0]+" "+w[4]] = symbol{addr, n}
		}
	}
	return m
}

func (m *image) sym(name string) symbol {
	s, ok := m.syms[name]
	if !ok {
		m.t.Fatalf("the delta has no %s", name)
	}
	return s
}

// section gives where a section of the base lies.
func (m *image) section(name string) int64 {
	f, err := elf.NewFile(bytes.NewReader(m.data))
	if err != nil {
		m.t.Fatal(err)
	}
	section := f.Section(name)
	if section == nil {
		m.t.Fatalf("the program has no %s", name)
	}
	return int64(section.Addr)
}

// at gives the content from an address on, to be changed.
func (m *image) at(addr int64) []byte {
	for _, p := range m.loads {
		if a := uint64(addr); a >= p.Vaddr && a < p.Vaddr+p.Filesz {
			return m.data[p.Off+a-p.Vaddr : p.Off+p.Filesz]
		}
	}
	m.t.Fatalf("nothing at %#x", addr)
	return nil
}

func (m *image) word(addr int64) int64 { return int64(binary.LittleEndian.Uint64(m.at(addr))) }

func (m *image) putWord(addr, value int64) {
	binary.LittleEndian.PutUint64(m.at(addr), uint64(value))
}

func (m *image) half(addr int64) int64 { return int64(binary.LittleEndian.Uint32(m.at(addr))) }

func (m *image) putHalf(addr, value int64) {
	binary.LittleEndian.PutUint32(m.at(addr), uint32(value))
}

// flipHalf changes bits of an instruction.
func (m *image) flipHalf(addr, bits int64) { m.putHalf(addr, m.half(addr)^bits) }

// field gives the address of a field of a module.
func (m *image) field(module int64, name string) int64 {
	off, ok := m.fields[name]
	if !ok {
		m.t.Fatalf("a module has no %s", name)
	}
	return module + off
}

func (m *image) value(name string) int64 { return m.word(m.field(m.second, name)) }

// fn gives the address of the description of a function of the delta.
func (m *image) fn(name string) int64 {
	entry := m.sym("new "+name).addr - m.value("text")
	table := m.value("ftab")
	for i := int64(0); i < m.word(m.field(m.second, "ftab")+8); i++ {
		if m.half(table+8*i) == entry {
			return m.value("pclntable") + m.half(table+8*i+4)
		}
	}
	m.t.Fatalf("no description of %s", name)
	return 0
}

// index gives the place in the function table.
func (m *image) index(name string) int64 {
	entry := m.sym("new "+name).addr - m.value("text")
	for i := int64(0); ; i++ {
		if m.half(m.value("ftab")+8*i) == entry {
			return i
		}
	}
}

// pc gives the begin of a pc table of a function: 0 stack, 1 file, 2 line, from 3 on the others.
func (m *image) pc(name string, i int64) int64 {
	f := m.fn(name)
	off := int64(0)
	if i < 3 {
		off = m.half(f + 16 + 4*i)
	} else {
		off = m.half(f + 44 + 4*(i-3))
	}
	if off == 0 {
		m.t.Fatalf("%s has no pc table %d", name, i)
	}
	return m.value("pctab") + off
}

// funcdata gives the address of a table of a function.
func (m *image) funcdata(name string, i int64) int64 {
	f := m.fn(name)
	off := m.half(f + 44 + 4*m.half(f+28) + 4*i)
	if off == 0xffffffff {
		m.t.Fatalf("%s has no table %d", name, i)
	}
	return m.value("gofunc") + off
}

// use is how an instruction uses an address.
type use string

const (
	call  use = "call"
	take  use = "take"  // into a register
	store use = "store" // of a pointer
)

// operand is an address in the code of the delta.
type operand struct {
	m   *image
	at  int64 // of the instruction, or the first of two
	use use
}

// operand finds in a function the instruction that uses an address.
func (m *image) operand(function string, how use, target int64) operand {
	s := m.sym("new " + function)
	step := int64(1)
	if m.arch == "arm64" {
		step = 4
	}
	for at := s.addr; at+8 <= s.addr+s.size; at += step {
		o := operand{m, at, how}
		if to, ok := o.target(); ok && to == target {
			return o
		}
	}
	m.t.Fatalf("%s does not %s %#x", function, how, target)
	return operand{}
}

// opcodes of amd64, before a distance of 32 bits.
var opcodes = map[use][]byte{call: {0xe8}, take: {0x48, 0x8d, 0x05}, store: {0x48, 0x89, 0x05}}

// pairs of arm64: what follows an ADRP, without its operand, and by how many bits that is scaled.
var pairs = map[use]struct {
	opcode int64
	scale  int
}{take: {0x91000000, 0}, store: {0xf9000000, 3}}

// target gives the address, false where the instruction is another one.
func (o operand) target() (int64, bool) {
	m := o.m
	switch {
	case m.arch == "amd64":
		code := opcodes[o.use]
		at := o.at + int64(len(code))
		return at + 4 + int64(int32(m.half(at))), bytes.HasPrefix(m.at(o.at), code)
	case o.use == call:
		return o.at + int64(int32(m.half(o.at))<<6>>6)*4, m.half(o.at)>>26 == 0x25 // BL
	}
	page, low, pair := m.half(o.at), m.half(o.at+4), pairs[o.use]
	pages := int64(int32(page>>5&0x7ffff<<2|page>>29&3)<<11>>11) << 12
	return o.at&^0xfff + pages + low>>10&0xfff<<pair.scale, page&0x9f000000 == 0x90000000 && low&0xffc00000 == pair.opcode
}

// lead makes the instruction use another address.
func (o operand) lead(to int64) {
	m := o.m
	switch {
	case m.arch == "amd64":
		at := o.at + int64(len(opcodes[o.use]))
		m.putHalf(at, to-at-4)
	case o.use == call:
		m.putHalf(o.at, m.half(o.at)&^0x03ffffff|(to-o.at)>>2&0x03ffffff)
	default:
		pages := (to&^0xfff - o.at&^0xfff) >> 12
		m.putHalf(o.at, m.half(o.at)&0x9f00001f|pages&3<<29|pages>>2&0x7ffff<<5)
		m.putHalf(o.at+4, m.half(o.at+4)&0xffc003ff|to&0xfff>>pairs[o.use].scale<<10)
	}
	if got, _ := o.target(); got != to {
		m.t.Fatalf("the operand is %#x, not %#x", got, to)
	}
}

// putJump makes the jump at an old entry lead to another address.
func (m *image) putJump(at, to int64) {
	if m.arch == "amd64" {
		m.putHalf(at+1, to-at-5)
	} else {
		m.putHalf(at, 0x14000000|(to-at)>>2&0x03ffffff)
	}
}

// flipMask changes whether the collector sees a pointer in a word of a module's data. The masks are programs: a count
// of bits that follow, or, with the highest bit set, how much is repeated how often.
func (m *image) flipMask(module, addr int64) {
	want := int((addr - m.word(m.field(module, "data"))) / 8)
	prog := m.at(m.word(m.field(module, "gcdata")))
	for at := 0; ; {
		inst := prog[0]
		n := int(inst & 0x7f)
		switch {
		case inst == 0:
			m.t.Fatal("the mask ends too early")
		case inst&0x80 == 0 && want < at+n:
			prog[1+(want-at)/8] ^= 1 << ((want - at) % 8)
			return
		case inst&0x80 == 0:
			at += n
			prog = prog[1+(n+7)/8:]
		default:
			prog = prog[1:]
			if n == 0 {
				u, k := binary.Uvarint(prog)
				n, prog = int(u), prog[k:]
			}
			times, k := binary.Uvarint(prog)
			if at += n * int(times); want < at {
				m.t.Fatal("the word is in a repeated part")
			}
			prog = prog[k:]
		}
	}
}

func (m *image) clone() *image {
	c := *m
	c.data = bytes.Clone(m.data)
	return &c
}

func (m *image) String() string { return fmt.Sprintf("%d bytes", len(m.data)) }
