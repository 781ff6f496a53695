package ld

import (
	"cmd/link/internal/loader"
	"cmd/link/internal/sym"
	"debug/elf"
	"encoding/binary"
	"fmt"
	"os"
	"strings"
)

// image is a program file that is changed in place.
type image struct {
	f     *os.File
	loads []elf.Prog64
}

const progSize = 56

func (m *image) read(at int64, n int) []byte {
	b := make([]byte, n)
	if _, err := m.f.ReadAt(b, at); err != nil {
		giveUp("the base program: %v", err)
	}
	return b
}

func (m *image) write(at int64, b []byte) {
	if _, err := m.f.WriteAt(b, at); err != nil {
		giveUp("the program: %v", err)
	}
}

// offset gives where in the file the n bytes of an address are.
func (m *image) offset(addr int64, n int) int64 {
	for _, p := range m.loads {
		if uint64(addr) >= p.Vaddr && uint64(addr)+uint64(n) <= p.Vaddr+p.Filesz {
			return int64(uint64(addr) - p.Vaddr + p.Off)
		}
	}
	giveUp("the base program has nothing at %#x", addr)
	return 0
}

func (m *image) at(addr int64, n int) []byte       { return m.read(m.offset(addr, n), n) }
func (m *image) put(addr int64, b []byte)          { m.write(m.offset(addr, len(b)), b) }
func (m *image) put64(addr int64, values ...int64) { m.put(addr, words(values)) }

func words(values []int64) []byte {
	var b []byte
	for _, v := range values {
		b = binary.LittleEndian.AppendUint64(b, uint64(v))
	}
	return b
}

func decodeProg(b []byte) elf.Prog64 {
	le := binary.LittleEndian
	return elf.Prog64{Type: le.Uint32(b), Flags: le.Uint32(b[4:]), Off: le.Uint64(b[8:]), Vaddr: le.Uint64(b[16:]),
		Paddr: le.Uint64(b[24:]), Filesz: le.Uint64(b[32:]), Memsz: le.Uint64(b[40:]), Align: le.Uint64(b[48:])}
}

func encodeProg(p elf.Prog64) []byte {
	le := binary.LittleEndian
	b := le.AppendUint32(nil, p.Type)
	b = le.AppendUint32(b, p.Flags)
	for _, v := range []uint64{p.Off, p.Vaddr, p.Paddr, p.Filesz, p.Memsz, p.Align} {
		b = le.AppendUint64(b, v)
	}
	return b
}

// mergeDelta appends what is linked to the copy of the base, and makes the base use it.
func mergeDelta(ctxt *Link) {
	ldr := ctxt.loader
	linked, err := os.ReadFile(*flagOutfile)
	if err != nil {
		giveUp("the linked delta: %v", err)
	}
	f, err := os.OpenFile(*flagDeltaExe, os.O_RDWR, 0)
	if err != nil {
		giveUp("the copy of the base: %v", err)
	}
	defer f.Close()
	m := &image{f: f}
	m.append(linked)

	for s, b := range delta.jumps {
		if !ldr.AttrReachable(s) {
			continue
		}
		jump := codeOf(ctxt).jump(b.addr, ldr.SymValue(s))
		if jump == nil {
			giveUp("%s is too far from its place in the base", ldr.SymName(s))
		}
		m.put(b.addr, jump)
		// Calls take the jump; pointers, which a program can ask for names and lines, are set anew.
		m.point(ctxt, theBase.pointersTo(b), s)
	}
	relocate := ctxt.makeRelocSymState()
	content := func(s loader.Sym) []byte {
		b := make([]byte, ldr.SymSize(s))
		copy(b, ldr.Data(s))
		relocate.relocsym(s, b)
		return b
	}
	for _, s := range delta.inPlace {
		m.put(ldr.SymValue(s), content(s))
	}
	for s := range ldr.KeptSyms() {
		b := theBase.find(ldr.SymName(s), ldr.SymVersion(s))
		if b != nil && ldr.IsGoType(s) && ldr.AttrUsedInIface(s) && b.flags&recUsedInIface == 0 {
			m.putNewFields(ctxt, s, content(s))
		}
	}
	// What the base knew only as a method that nobody calls, or as the type of one, and has dropped: its types and
	// method tables name it from now on.
	for s := loader.Sym(1); s < loader.Sym(ldr.NSym()); s++ {
		if !ldr.AttrReachable(s) || ldr.IsKept(s) || ldr.IsExternal(s) || !ldr.IsGoType(s) && !ldr.ObjKind(s).IsText() || ldr.IsFileLocal(s) {
			continue
		}
		if b := theBase.find(droppedKey(ldr.SymName(s), ldr.SymVersion(s)), 0); b != nil {
			m.point(ctxt, theBase.pointersTo(b), s)
		}
	}
	exitIfErrors()

	// The modules: the base's first, which covers the types of the delta as well, so that offsets from one to the
	// other are within it.
	first := theBase.mustFind("runtime.firstmoduledata").addr
	field := func(name string) int64 {
		off, ok := theBase.moduledata[name]
		if !ok {
			giveUp("runtime.moduledata has no field %s", name)
		}
		return first + off
	}
	tasks := ldr.SymSize(delta.order) / 8
	m.put64(field("inittasks"), ldr.SymValue(delta.order), tasks, tasks)
	m.put64(field("etypes"), ldr.SymValue(ldr.Lookup("runtime.etypes", 0)))
	m.put64(field("next"), ldr.SymValue(ctxt.Moduledata))
	m.put64(theBase.mustFind("runtime.lastmoduledatap").addr, ldr.SymValue(ctxt.Moduledata))
	os.Remove(*flagOutfile)
	if *flagDeltaMap != "" {
		writeDeltaMap(ctxt)
	}
}

// append puts the segments of the delta behind the base: file content, and a program header for each. The section
// headers, which follow the program headers, move to the end.
func (m *image) append(linked []byte) {
	le := binary.LittleEndian
	st, err := m.f.Stat()
	if err != nil {
		giveUp("the copy of the base: %v", err)
	}
	size := st.Size()
	head := m.read(0, 64)
	progAt, progs := int64(le.Uint64(head[32:])), int(le.Uint16(head[56:]))
	sectAt, sects, sectSize := int64(le.Uint64(head[40:])), int(le.Uint16(head[60:])), int(le.Uint16(head[58:]))
	var table []elf.Prog64
	lastLoad := -1
	for i := range progs {
		p := decodeProg(m.read(progAt+int64(i*progSize), progSize))
		if elf.ProgType(p.Type) == elf.PT_LOAD {
			lastLoad = i
			m.loads = append(m.loads, p)
		}
		table = append(table, p)
	}
	sections := m.read(sectAt, sects*sectSize)
	at := Rnd(size, *FlagRound)
	m.write(at, linked)
	var added []elf.Prog64
	for _, seg := range []*segmentRange{rangeOf(&Segtext, elf.PF_R|elf.PF_X), rangeOf(&Segrodata, elf.PF_R), rangeOf(&Segrelrodata, elf.PF_R|elf.PF_W), rangeOf(&Segdata, elf.PF_R|elf.PF_W)} {
		if seg.memory == 0 {
			continue
		}
		added = append(added, elf.Prog64{Type: uint32(elf.PT_LOAD), Flags: uint32(seg.flags), Off: uint64(at) + seg.off,
			Vaddr: seg.addr, Paddr: seg.addr, Filesz: seg.file, Memsz: seg.memory, Align: uint64(*FlagRound)})
	}
	for i := range added {
		if i > 0 && added[i].Vaddr < added[i-1].Vaddr+added[i-1].Memsz || added[i].Vaddr < m.loads[len(m.loads)-1].Vaddr+m.loads[len(m.loads)-1].Memsz {
			giveUp("the segments overlap")
		}
	}
	table = append(table[:lastLoad+1], append(added, table[lastLoad+1:]...)...)
	room := firstContent(sections, sectSize)
	if progAt+int64(len(table)*progSize) > room {
		giveUp("there is no room for %d more program headers", len(added))
	}
	var out []byte
	for _, p := range table {
		if elf.ProgType(p.Type) == elf.PT_PHDR {
			p.Filesz, p.Memsz = uint64(len(table)*progSize), uint64(len(table)*progSize)
		}
		out = append(out, encodeProg(p)...)
	}
	m.write(progAt, out)
	sectAt = Rnd(at+int64(len(linked)), 8)
	m.write(sectAt, sections)
	le.PutUint64(head[40:], uint64(sectAt))
	le.PutUint16(head[56:], uint16(len(table)))
	m.write(0, head)
}

// firstContent gives the offset of the first section with content.
func firstContent(sections []byte, size int) int64 {
	first := int64(1 << 62)
	for at := size; at+size <= len(sections); at += size {
		off := int64(binary.LittleEndian.Uint64(sections[at+24:]))
		if elf.SectionType(binary.LittleEndian.Uint32(sections[at+4:])) != elf.SHT_NOBITS && off > 0 {
			first = min(first, off)
		}
	}
	return first
}

// point makes the pointers at the given places, as collectPointers encodes them, lead to s.
func (m *image) point(ctxt *Link, places []uint32, s loader.Sym) {
	for _, p := range places {
		if p&1 == 0 {
			m.put64(int64(p>>1), ctxt.loader.SymValue(s))
			continue
		}
		off, _ := deltaOff(ctxt.loader, s)
		m.put(int64(p>>1), binary.LittleEndian.AppendUint32(nil, uint32(off)))
	}
}

// putNewFields writes a type that is converted to an interface for the first time: its methods, and all that its
// relocations point to. Weak ones keep what they have.
func (m *image) putNewFields(ctxt *Link, s loader.Sym, content []byte) {
	ldr := ctxt.loader
	relocs := ldr.Relocs(s)
	for i := 0; i < relocs.Count(); i++ {
		r := relocs.At(i)
		if r.Siz() == 0 || r.Sym() == 0 || r.Weak() || !ldr.AttrReachable(r.Sym()) {
			continue
		}
		m.put(ldr.SymValue(s)+int64(r.Off()), content[r.Off():int(r.Off())+int(r.Siz())])
	}
}

// writeDeltaMap lists what is where in the program: for tests, which damage it on purpose.
func writeDeltaMap(ctxt *Link) {
	ldr := ctxt.loader
	var b strings.Builder
	for s := loader.Sym(1); s < loader.Sym(ldr.NSym()); s++ {
		if !ldr.AttrReachable(s) || ldr.SymName(s) == "" {
			continue
		}
		place := "new"
		if ldr.IsKept(s) {
			place = "kept"
		}
		fmt.Fprintf(&b, "%s\t%x\t%d\t%v\t%s\n", place, ldr.SymValue(s), ldr.SymSize(s), ldr.ObjKind(s), ldr.SymName(s))
	}
	for s, r := range delta.jumps {
		fmt.Fprintf(&b, "jump\t%x\t%d\t%v\t%s\n", r.addr, r.size, ldr.ObjKind(s), ldr.SymName(s))
	}
	for name, off := range theBase.moduledata {
		fmt.Fprintf(&b, "field\t%x\t%d\t-\t%s\n", theBase.mustFind("runtime.firstmoduledata").addr, off, name)
	}
	for _, name := range []string{"runtime.lastmoduledatap", "x_cgo_init"} {
		if r := theBase.find(name, 0); r != nil {
			fmt.Fprintf(&b, "base\t%x\t%d\t-\t%s\n", r.addr, r.size, name)
		}
	}
	fmt.Fprintf(&b, "module\t%x\t0\t-\tdelta\n", ldr.SymValue(ctxt.Moduledata))
	if err := os.WriteFile(*flagDeltaMap, []byte(b.String()), 0o666); err != nil {
		giveUp("%v", err)
	}
}

type segmentRange struct {
	addr, off, file, memory uint64
	flags                   elf.ProgFlag
}

func rangeOf(seg *sym.Segment, flags elf.ProgFlag) *segmentRange {
	if len(seg.Sections) == 0 {
		return &segmentRange{}
	}
	return &segmentRange{seg.Vaddr, seg.Fileoff, seg.Filelen, seg.Length, flags}
}
