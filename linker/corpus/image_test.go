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
	m := &image{t: t, data: data, syms: map[string]symbol{}, fields: map[string]int64{}}
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

// reference finds in a function the operand of an instruction that begins with `opcode` and leads to `target`.
func (m *image) reference(function string, opcode []byte, target int64) int64 {
	s := m.sym("new " + function)
	code := m.at(s.addr)[:s.size]
	for i := 0; i+len(opcode)+4 <= len(code); i++ {
		if !bytes.Equal(code[i:i+len(opcode)], opcode) {
			continue
		}
		at := s.addr + int64(i+len(opcode))
		if at+4+int64(int32(m.half(at))) == target {
			return at
		}
	}
	m.t.Fatalf("%s doesn't refer to %#x", function, target)
	return 0
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
