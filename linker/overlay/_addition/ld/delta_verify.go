package ld

import (
	"bytes"
	"cmd/internal/objabi"
	"cmd/link/internal/loader"
	"cmd/link/internal/sym"
	"debug/elf"
	"encoding/binary"
	"fmt"
	"internal/abi"
	"os"
	"sort"
	"strings"
)

// The verifier compares a delta-linked program with the full link of the same objects that this process has just
// made. It takes nothing from the delta link but the file: it begins where both programs begin, and follows each
// reference of the full link's symbols to where the same reference leads in the file. What is reached so has to be
// the same symbol in the same place each time, with the same content. Then it compares what the runtime knows of
// each function, variable and type.
type verifier struct {
	ctxt        *Link
	file        string
	ldr         *loader.Loader
	full, delta *view
	open        []pair
	place       map[loader.Sym]int64 // where in the delta what has an identity is
	symAt       map[int64]loader.Sym
	seen        map[pair]bool
	entries     map[int64]int64 // old entries of functions, and where they jump to
	later       []pair          // what can be compared only when the modules are known
	weak        []pair          // references of method tables to methods that no interface calls
	differences int
}

// pair is a symbol of the full link, where the delta has it, and how many bytes of it are used.
type pair struct {
	s          loader.Sym
	addr, size int64
}

const maxDifferences = 20

func (v *verifier) differ(format string, args ...any) {
	v.differences++
	if v.differences <= maxDifferences {
		fmt.Fprintf(os.Stderr, "delta: %s: differs: "+format+"\n", append([]any{v.file}, args...)...)
	}
}

// verifyDelta compares a file, or those that `list=file` lists, and ends the process if one differs.
func verifyDelta(ctxt *Link) {
	full := openView(*flagOutfile)
	differ := false
	files := []string{*flagDeltaVerify}
	if list, ok := strings.CutPrefix(files[0], "list="); ok {
		text, err := os.ReadFile(list)
		if err != nil {
			Exitf("%v", err)
		}
		files = strings.Fields(string(text))
	}
	for _, file := range files {
		v := &verifier{ctxt: ctxt, ldr: ctxt.loader, file: file, full: full, place: map[loader.Sym]int64{}, symAt: map[int64]loader.Sym{},
			seen: map[pair]bool{}, entries: map[int64]int64{}}
		v.run()
		if v.differences > 0 {
			fmt.Fprintf(os.Stderr, "delta: %s: %d differences\n", file, v.differences)
			differ = true
		}
	}
	if differ {
		os.Exit(exitDiffers)
	}
}

func (v *verifier) run() {
	defer func() {
		r := recover()
		if u, ok := r.(unreadable); ok {
			v.differ("%v", u)
		} else if r != nil {
			v.differ("the file is broken: %v", r) // an index that is out of range, from a damaged table
		}
	}()
	ctxt := v.ctxt
	v.delta = openView(v.file)
	fields := map[string]int64{}
	t := v.ldr.Lookup("type:runtime.moduledata", 0)
	for i := 0; i < decodetypeStructFieldCount(v.ldr, ctxt.Arch, t); i++ {
		fields[decodetypeStructFieldName(v.ldr, ctxt.Arch, t, i)] = decodetypeStructFieldOffset(v.ldr, ctxt.Arch, t, i)
	}
	// The entry leads to the code of the runtime, which refers to the description of the first module.
	v.reach(v.ldr.Lookup(*flagEntrySymbol, 0), v.delta.entry, "the entry")
	first := v.ldr.Lookup("runtime.firstmoduledata", 0)
	if len(v.full.modules) == 0 {
		v.full.readModules(v.ldr.SymValue(first), fields)
	}
	v.drain(func() bool { _, ok := v.place[first]; return ok })
	at, ok := v.place[first]
	if !ok {
		v.differ("nothing refers to the description of the module")
		return
	}
	v.delta.readModules(at, fields)
	v.open, v.later = append(v.open, v.later...), nil
	v.drain(nil)
	v.compareModules()
	v.drain(nil)
	v.compareWeak()
	v.drain(nil)
	v.compareTables()
	v.compareFunctions()
	v.compareVariables()
}

// drain compares what was reached until nothing is left, or until it is enough.
func (v *verifier) drain(enough func() bool) {
	for len(v.open) > 0 && (enough == nil || !enough()) {
		p := v.open[len(v.open)-1]
		v.open = v.open[:len(v.open)-1]
		v.compare(p)
	}
}

// isMade tells whether the linker makes a symbol for each module.
func (v *verifier) isMade(s loader.Sym) bool {
	name := v.ldr.SymName(s)
	return linkerNames[name] || name == "go:fipsinfo" || name == "runtime.firstmoduledata" || name == "runtime.lastmoduledatap" || name == "go:func.*" ||
		strings.HasPrefix(name, "runtime.gc") && v.ldr.IsExternal(s) && (name == "runtime.gcdata" || name == "runtime.gcbss")
}

// reach notes that the delta has s at an address.
func (v *verifier) reach(s loader.Sym, addr int64, from string) {
	v.reachPart(s, addr, v.ldr.SymSize(s), from)
}

func (v *verifier) reachPart(s loader.Sym, addr, size int64, from string) {
	ldr := v.ldr
	if section := v.hostSection(s); section != 0 {
		// What a C compiler has made is one piece: its relocations are those of the section.
		addr -= ldr.SymValue(s) - ldr.SymValue(section)
		s, size = section, ldr.SymSize(section)
	}
	kind := ldr.ObjKind(s)
	if kind.IsText() {
		if to, ok := v.jump(s, addr); ok {
			if from != "" && from[0] == '@' {
				v.differ("%s points to the old entry of %s", from[1:], ldr.SymName(s))
			}
			v.entries[addr] = to
			addr = to
		}
	}
	p := pair{s, addr, size}
	if v.seen[p] {
		return
	}
	v.seen[p] = true
	if v.hasIdentity(s) {
		if at, ok := v.place[s]; ok && at != addr && ldr.SymSize(s) > 0 {
			v.differ("%s is at %#x and, for %s, at %#x", ldr.SymName(s), at, strings.TrimPrefix(from, "@"), addr)
			return
		}
		if other, ok := v.symAt[addr]; ok && other != s && ldr.SymSize(s) > 0 && ldr.SymSize(other) > 0 {
			v.differ("%s, to which %s refers, is where %s is", ldr.SymName(s), strings.TrimPrefix(from, "@"), ldr.SymName(other))
			return
		}
		v.place[s] = addr
		if ldr.SymSize(s) > 0 {
			v.symAt[addr] = s
		}
	}
	v.open = append(v.open, p)
}

// hostSection gives the section of a C object that a symbol lies in, or 0.
func (v *verifier) hostSection(s loader.Sym) loader.Sym {
	if outer := v.ldr.OuterSym(s); outer != 0 && isHostSection(v.ldr, outer) {
		return outer
	}
	return 0
}

// isHostSection tells whether a symbol is a section of a C object, whose name the loader makes of package and section.
func isHostSection(ldr *loader.Loader, s loader.Sym) bool {
	return ldr.IsExternal(s) && strings.HasSuffix(ldr.SymName(s), ")")
}

// hasIdentity tells whether a program can tell two copies of a symbol apart.
func (v *verifier) hasIdentity(s loader.Sym) bool {
	ldr := v.ldr
	switch {
	case ldr.IsItab(s):
		return true
	case ldr.IsContentHash(s), strings.HasPrefix(ldr.SymName(s), "go:string."):
		return false
	case ldr.IsFileLocal(s):
		return isVariable(ldr.ObjKind(s))
	}
	return true
}

// jump gives where the entry of a function leads, if it was replaced by a jump.
func (v *verifier) jump(s loader.Sym, addr int64) (int64, bool) {
	if to, ok := v.entries[addr]; ok {
		return to, true
	}
	to, ok := v.jumpAt(addr)
	if !ok || v.beginsWithJump(s, addr, to) {
		return 0, false
	}
	return to, true
}

// jumpAt gives where the jump at an address of the delta leads; false where there is none.
func (v *verifier) jumpAt(addr int64) (int64, bool) {
	code, ok := v.delta.read(addr, codeOf(v.ctxt).jumpSize)
	if !ok {
		return 0, false
	}
	return codeOf(v.ctxt).target(code, addr)
}

// beginsWithJump tells whether the jump at an address of the delta, which leads to `to`, is how the function itself
// begins: a loop, or a call that ends it. Whatever it says, what follows from it is compared.
func (v *verifier) beginsWithJump(s loader.Sym, addr, to int64) bool {
	n := codeOf(v.ctxt).jumpSize
	own := v.ldr.Data(s)
	if len(own) == 0 {
		own, _ = v.full.read(v.ldr.SymValue(s), n) // the linker has let go of what it changed
	}
	if _, ok := codeOf(v.ctxt).target(own, 0); !ok {
		return false
	}
	relocs := v.ldr.Relocs(s)
	for i := 0; i < relocs.Count(); i++ {
		if r := relocs.At(i); r.Siz() > 0 && int(r.Off()) < n {
			return !v.isCopy(s, to)
		}
	}
	code, _ := v.delta.read(addr, n)
	return bytes.Equal(code, own[:n])
}

// isCopy tells whether the tables of the delta have a function under an address. Its name does not tell: a wrapper for
// another ABI has that of the function to which it jumps.
func (v *verifier) isCopy(s loader.Sym, addr int64) bool {
	if v.delta.funcName(addr) != v.ldr.SymName(s) {
		return false
	}
	f, info := v.delta.findFunc(addr), v.ldr.FuncInfo(s)
	return info.Valid() && f.word(9) == uint32(info.StartLine()) && f.word(10)&0xff == uint32(info.FuncID())
}

// compare compares the content of a symbol, and reaches what it refers to.
func (v *verifier) compare(p pair) {
	ldr := v.ldr
	s, addr, size := p.s, p.addr, p.size
	name := ldr.SymName(s)
	kind := ldr.ObjKind(s)
	if v.isMade(s) || kind == sym.STLSBSS || size == 0 {
		return
	}
	want := elf.PF_R
	switch {
	case kind.IsText(), kind == sym.SELFRXSECT: // .plt
		want = elf.PF_R | elf.PF_X
	case isVariable(kind), kind == sym.SELFGOT, kind == sym.SELFSECT: // .got, .got.plt
		want = elf.PF_R | elf.PF_W
	}
	if got := v.delta.access(addr, size); got != want {
		v.differ("%s (%v) is at %#x, where memory is %v, not %v", name, kind, addr, got, want)
		return
	}
	got := v.delta.must(addr, int(size), name)
	content := make([]byte, size)
	copy(content, ldr.Data(s))
	if ldr.IsExternal(s) {
		copy(content, v.full.must(ldr.SymValue(s), int(size), name)) // the linker has let go of what it changed
	}
	if ldr.IsGoType(s) && !hasPointerToThis(ldr, s) {
		v.comparePointer(p, int64(int32(binary.LittleEndian.Uint32(got[pointerToThis:]))))
		copy(got[pointerToThis:], content[pointerToThis:pointerToThis+4])
	}
	relocs := ldr.Relocs(s)
	le := binary.LittleEndian
	var halves map[loader.Sym][]half // of C for arm64
	var halved []loader.Sym
	from := name
	if !kind.IsText() {
		from = "@" + name // a pointer, which the program can compare and ask for the name and line of its function
	}
	for i := 0; i < relocs.Count(); i++ {
		r := relocs.At(i)
		off, siz := int(r.Off()), int(r.Siz())
		if siz == 0 {
			continue
		}
		if off+siz > len(got) {
			v.differ("%s has a relocation behind its end", name)
			return
		}
		rs := r.Sym()
		field := got[off : off+siz]
		var value int64
		switch siz {
		case 4:
			value = int64(int32(le.Uint32(field)))
		case 8:
			value = int64(le.Uint64(field))
		}
		blank := func() {
			for j := range field {
				content[off+j], field[j] = 0, 0
			}
		}
		keepBits := func(at int, bits uint32) {
			for _, b := range [][]byte{content[off+at:], field[at:]} {
				le.PutUint32(b, le.Uint32(b)&bits)
			}
		}
		switch t := r.Type(); t {
		case objabi.R_CALL, objabi.R_PCREL, objabi.R_CALLARM64:
			target := value + addr + int64(off) + int64(siz) - r.Add()
			if t == objabi.R_CALLARM64 {
				target = branchOffset(uint32(value)) + addr + int64(off) - r.Add()
				keepBits(0, withoutBranch)
			} else {
				blank()
			}
			if rs == 0 {
				v.differ("%s calls an address", name)
			} else if r.Weak() && ldr.SymName(rs) == "runtime.mapinitnoop" {
				v.weak = append(v.weak, pair{rs, target, 0})
			} else {
				v.reachPart(rs, target, ldr.NeededSize(r), name)
			}
		case objabi.R_ADDR:
			blank()
			if r.Weak() {
				if ldr.AttrReachable(rs) {
					v.reachPart(rs, value-r.Add(), ldr.NeededSize(r), from)
				} else {
					v.weak = append(v.weak, pair{rs, value, 0})
				}
			} else if siz == 4 {
				v.reachPart(rs, int64(uint32(value))-r.Add(), ldr.NeededSize(r), from)
			} else {
				v.reachPart(rs, value-r.Add(), ldr.NeededSize(r), from)
			}
		case objabi.R_METHODOFF, objabi.R_ADDROFF:
			blank()
			v.reachOffset(p, r, value, t == objabi.R_METHODOFF)
		case objabi.R_SIZE: // in .dynamic
			blank()
			if want := ldr.SymSize(rs) + r.Add(); value != want {
				v.differ("%s says that %s has %d bytes, not %d", name, ldr.SymName(rs), value, want)
			}
		case objabi.R_ADDRARM64, objabi.R_ARM64_PCREL_LDST8, objabi.R_ARM64_PCREL_LDST16, objabi.R_ARM64_PCREL_LDST32, objabi.R_ARM64_PCREL_LDST64:
			shift, _ := lowShift(t)
			low := int64(le.Uint32(field[4:])>>10&0xfff) << shift
			target := (addr+int64(off))&^0xfff + pageOffset(uint32(value)) + low - r.Add()
			keepBits(0, withoutPage)
			keepBits(4, withoutLow)
			v.reachPart(rs, target, ldr.NeededSize(r), from)
		case objabi.R_ARM64_PCREL, objabi.R_ARM64_GOT, objabi.R_ARM64_LDST8, objabi.R_ARM64_LDST16, objabi.R_ARM64_LDST32, objabi.R_ARM64_LDST64, objabi.R_ARM64_LDST128:
			h, ok := halfOf(t, le.Uint32(content[off:]), uint32(value), addr+int64(off))
			if !ok {
				v.differ("%s has an instruction that is not known at %d", name, off)
				return
			}
			if h.isPage {
				keepBits(0, withoutPage)
			} else {
				keepBits(0, withoutLow)
			}
			h.add = r.Add()
			if halves == nil {
				halves = map[loader.Sym][]half{}
			}
			if halves[rs] == nil {
				halved = append(halved, rs)
			}
			halves[rs] = append(halves[rs], h)
		case objabi.R_TLS_LE, objabi.R_ARM64_TLS_LE:
			blank()
			stock := v.full.must(ldr.SymValue(s)+int64(off), siz, name)
			if value != int64(int32(le.Uint32(stock))) {
				v.differ("%s has another offset of thread-local storage", name)
			}
		default:
			v.differ("%s has a relocation that is not known: %v", name, t)
		}
	}
	for _, rs := range halved {
		if target, ok := address(halves[rs]); ok {
			v.reach(rs, target, name)
		} else {
			v.differ("%s refers to different places of %s", name, ldr.SymName(rs))
		}
	}
	if !bytes.Equal(content, got) {
		for i := range content {
			if content[i] != got[i] {
				v.differ("%s (%v) at %#x differs at byte %d of %d: %#x, not %#x", name, kind, addr, i, size, got[i], content[i])
				break
			}
		}
	}
}

// comparePointer compares the pointer type that a copy of a type names, where the full link has another copy, which
// names none: it has to be a pointer to that very type.
func (v *verifier) comparePointer(p pair, value int64) {
	if value == 0 {
		return
	}
	if len(v.delta.modules) == 0 {
		v.later = append(v.later, p)
		return
	}
	m := v.delta.moduleOfType(p.addr)
	if m == nil {
		return // reachOffset tells it
	}
	to := m["types"] + value
	pointer, ok := v.delta.read(to, 56)
	if !ok || to >= m["etypes"] || abi.Kind(pointer[23]&31) != abi.Pointer || int64(binary.LittleEndian.Uint64(pointer[48:])) != p.addr {
		v.differ("%s names another type as its pointer", v.ldr.SymName(p.s))
	}
}

func hasPointerToThis(ldr *loader.Loader, s loader.Sym) bool {
	relocs := ldr.Relocs(s)
	for i := 0; i < relocs.Count(); i++ {
		if isPointerToThis(ldr, s, relocs.At(i)) {
			return true
		}
	}
	return false
}

// reachOffset follows an offset that is relative to the module of the type it stands in.
func (v *verifier) reachOffset(p pair, r loader.Reloc, value int64, isMethod bool) {
	ldr := v.ldr
	s, addr, rs := p.s, p.addr, r.Sym()
	m := v.delta.moduleOfType(addr)
	if len(v.delta.modules) == 0 {
		// Too early: the modules are not known yet.
		v.later = append(v.later, p)
		return
	}
	if m == nil {
		v.differ("%s at %#x is among no module's types", ldr.SymName(s), addr)
		return
	}
	if isMethod && !ldr.AttrReachable(rs) {
		if value != -1 && ldr.ObjKind(rs).IsText() {
			// The base calls it in another way; then it has to be the method.
			v.weak = append(v.weak, pair{rs, value + m["text"], 0})
		}
		return
	}
	if isMethod && value == -1 {
		v.differ("%s lacks its method %s", ldr.SymName(s), ldr.SymName(rs))
		return
	}
	if value == 0 && isPointerToThis(ldr, s, r) {
		return
	}
	base := m["types"]
	if ldr.ObjKind(rs).IsText() {
		base = m["text"]
	} else if to := base + value; to < m["types"] || to >= m["etypes"] {
		v.differ("%s refers to %s outside its module", ldr.SymName(s), ldr.SymName(rs))
		return
	}
	v.reachPart(rs, base+value-r.Add(), ldr.NeededSize(r), "@"+ldr.SymName(s))
}

// compareWeak compares what the full link has dropped and the delta has: it has to be what its name says.
func (v *verifier) compareWeak() {
	for _, p := range v.weak {
		name := v.ldr.SymName(p.s)
		addr := p.addr
		if to, ok := v.jumpAt(addr); ok && v.delta.funcName(to) == name {
			addr = to
		}
		got := v.delta.funcName(addr)
		switch {
		case got == name || got == "runtime.unreachableMethod":
		case name == "runtime.mapinitnoop" && strings.Contains(got, "map.init"):
			if s := v.ldr.Lookup(got, abiInternalVer); s != 0 {
				v.reach(s, addr, name)
				continue
			}
			v.differ("%s is called instead of %s", got, name)
		default:
			v.differ("a method table has %q instead of %s", got, name)
		}
	}
	v.weak = nil
}

// compareModules compares the descriptions of the modules.
func (v *verifier) compareModules() {
	ldr := v.ldr
	d := v.delta
	last := ldr.Lookup("runtime.lastmoduledatap", 0)
	if at, ok := v.place[last]; ok {
		if got, ok := d.read(at, 8); !ok || int64(binary.LittleEndian.Uint64(got)) != d.modules[len(d.modules)-1]["@"] {
			v.differ("runtime.lastmoduledatap is not the last module")
		}
	}
	for i, m := range d.modules {
		main := int64(0)
		if i == 0 {
			main = 1
		}
		if m["hasmain"]&0xff != main || m["hasmain"]&0xff00 != 0 {
			v.differ("module %d has another hasmain or bad", i)
		}
		for _, name := range []string{"ptab", "pluginpath", "pkghashes", "modulename", "modulehashes", "gcdatamask", "gcbssmask", "typemap"} {
			if m[name] != 0 || m[name+"#"] != 0 && name != "typemap" {
				v.differ("module %d has a value in %s", i, name)
			}
		}
		if i > 0 && m["inittasks#"] != 0 {
			v.differ("module %d has init tasks of its own", i)
		}
		if min, max := m.ftab(d, 0), m.ftab(d, m["ftab#"]-1); min+m["text"] != m["minpc"] || max+m["text"] != m["maxpc"] {
			v.differ("module %d: the function table covers %#x to %#x, not %#x to %#x", i, min+m["text"], max+m["text"], m["minpc"], m["maxpc"])
		}
		for j := int64(1); j < m["ftab#"]; j++ {
			if m.ftab(d, j) < m.ftab(d, j-1) {
				v.differ("module %d: the function table is not in order at %d", i, j)
				break
			}
		}
		if i == 0 || m["text"] == d.modules[0]["text"] {
			continue
		}
		v.differ("module %d has another text", i)
	}
	// Offsets from types of the base to types of the delta are looked up in the first module that has the type.
	for i, m := range d.modules {
		if _, lists := m["typelinks"]; m["etypes"] > d.modules[0]["etypes"] || lists && m["types"] != d.modules[0]["types"] {
			v.differ("module 0 does not cover the types of module %d", i)
		}
	}
	// Code of the runtime asks for the bounds of the first module by these names.
	for name := range linkerNames {
		s := ldr.Lookup(name, 0)
		at, ok := v.place[s]
		want, isField := d.modules[0][strings.TrimPrefix(name, "runtime.")]
		if s != 0 && ok && isField && name != "runtime.etypes" && name != "runtime.ecovctrs" && at != want {
			v.differ("%s is %#x, not %#x", name, at, want)
		}
	}
	// The init tasks, in their order.
	list := v.ctxt.mainInittasks
	relocs := ldr.Relocs(list)
	m := d.modules[0]
	if n := int64(relocs.Count()); n != m["inittasks#"] {
		v.differ("there are %d init tasks, not %d", m["inittasks#"], n)
		return
	}
	for i := 0; i < relocs.Count(); i++ {
		got := d.must(m["inittasks"]+int64(8*i), 8, "the init tasks")
		v.reach(relocs.At(i).Sym(), int64(binary.LittleEndian.Uint64(got)), "the init tasks")
	}
}

// compareTables compares the lists of types and method tables that reflection and the runtime search.
func (v *verifier) compareTables() {
	if _, ok := v.delta.modules[0]["typelinks"]; !ok {
		v.compareRanges()
		return
	}
	ldr := v.ldr
	d := v.delta
	le := binary.LittleEndian
	types, itabs := map[int64]bool{}, map[int64]bool{}
	byPair := map[[2]int64]int64{}
	for _, m := range d.modules {
		for i := int64(0); i < m["typelinks#"]; i++ {
			types[m["types"]+int64(int32(le.Uint32(d.must(m["typelinks"]+4*i, 4, "typelinks"))))] = true
		}
		for i := int64(0); i < m["itablinks#"]; i++ {
			at := int64(le.Uint64(d.must(m["itablinks"]+8*i, 8, "itablinks")))
			itabs[at] = true
			head := d.must(at, 16, "a method table")
			key := [2]int64{int64(le.Uint64(head)), int64(le.Uint64(head[8:]))}
			if other, ok := byPair[key]; ok && other != at {
				v.differ("there are two method tables for the same types, at %#x and %#x", other, at)
			}
			byPair[key] = at
		}
	}
	list := func(name string, has map[int64]bool) {
		s := ldr.Lookup(name, 0)
		if s == 0 {
			return
		}
		relocs := ldr.Relocs(s)
		for i := 0; i < relocs.Count(); i++ {
			rs := relocs.At(i).Sym()
			if at, ok := v.place[rs]; ok && !has[at] {
				v.differ("%s is not in %s", ldr.SymName(rs), name)
			}
		}
	}
	list("runtime.typelink", types)
	list("runtime.itablink", itabs)
}

// compareRanges does the same for Go 1.27, where the types of a module, and then its method tables, are a list.
func (v *verifier) compareRanges() {
	in := func(w *view, addr int64, what string) bool {
		for _, m := range w.modules {
			from, to := m["types"]+8, m["types"]+m["typedesclen"]
			if what == "itabs" {
				from, to = m["types"]+m["itaboffset"], m["types"]+m["itaboffset"]+m["itabsize"]
			}
			if addr >= from && addr < to {
				return true
			}
		}
		return false
	}
	for s, at := range v.place {
		for _, what := range []string{"types", "itabs"} {
			if v.ldr.AttrReachable(s) && in(v.full, v.ldr.SymValue(s), what) && !in(v.delta, at, what) {
				v.differ("%s is not among the %s of a module", v.ldr.SymName(s), what)
			}
		}
	}
}

// compareVariables compares what the collector knows of each variable.
func (v *verifier) compareVariables() {
	for s, at := range v.place {
		kind := v.ldr.ObjKind(s)
		if !isVariable(kind) || v.ldr.SymSize(s) == 0 || v.isMade(s) {
			continue
		}
		a, b := v.full.pointers(v.ldr.SymValue(s), v.ldr.SymSize(s)), v.delta.pointers(at, v.ldr.SymSize(s))
		if !bytes.Equal(a, b) {
			v.differ("the collector sees other pointers in %s", v.ldr.SymName(s))
		}
	}
}

// compareFunctions compares what the tables say of each function.
func (v *verifier) compareFunctions() {
	var funcs []pair
	for p := range v.seen {
		if v.ldr.ObjKind(p.s).IsText() && v.ldr.AttrReachable(p.s) && p.size > 0 && !v.isMade(p.s) {
			funcs = append(funcs, p)
		}
	}
	sort.Slice(funcs, func(i, j int) bool { return funcs[i].addr < funcs[j].addr })
	for _, p := range funcs {
		if !isHostSection(v.ldr, p.s) {
			v.compareFunction(p.s, p.addr)
			continue
		}
		for s := v.ldr.SubSym(p.s); s != 0; s = v.ldr.SubSym(s) {
			if v.ldr.AttrReachable(s) && v.ldr.SymSize(s) > 0 {
				v.compareFunction(s, p.addr+v.ldr.SymValue(s)-v.ldr.SymValue(p.s))
			}
		}
	}
}

func (v *verifier) compareFunction(s loader.Sym, addr int64) {
	ldr := v.ldr
	name := ldr.SymName(s)
	size := ldr.SymSize(s)
	a := v.full.findFunc(ldr.SymValue(s))
	b := v.delta.findFunc(addr)
	if a == nil || b == nil {
		v.differ("%s is not among the functions", name)
		return
	}
	// The function has to be found from each bucket that it reaches into.
	const step = abi.FuncTabBucketSize / 16
	for pc := addr; pc < addr+size; pc += step - (pc-b.m["minpc"])%step {
		if c := v.delta.findFunc(pc); c == nil || c.at != b.at {
			v.differ("%s is not found at %#x", name, pc)
			return
		}
	}
	if end := v.delta.findFunc(addr + size - 1); end == nil || end.at != b.at {
		v.differ("%s is not found at its end", name)
		return
	}
	if int64(b.word(0))+b.m["text"] != addr {
		v.differ("%s begins at %#x, not %#x", name, int64(b.word(0))+b.m["text"], addr)
	}
	if a.name(a.word(1)) != b.name(b.word(1)) {
		v.differ("%s is called %q, not %q", name, b.name(b.word(1)), a.name(a.word(1)))
	}
	for _, w := range []struct {
		i    int
		what string
	}{{2, "size of arguments"}, {3, "defer return"}, {7, "number of pc tables"}, {9, "start line"}, {10, "ID, flags or number of tables"}} {
		if a.word(w.i) != b.word(w.i) {
			v.differ("%s has another %s", name, w.what)
			return
		}
	}
	for i, what := range []string{"stack", "file", "line"} {
		x, y := a.pcTable(a.word(4+i)), b.pcTable(b.word(4+i))
		if what == "file" {
			x, y = a.files(x), b.files(y)
		}
		if !bytes.Equal(x, y) {
			v.differ("%s has another %s table", name, what)
		}
	}
	pcs := int(a.word(7))
	for i := range pcs {
		if !bytes.Equal(a.pcTable(a.word(11+i)), b.pcTable(b.word(11+i))) {
			v.differ("%s has another pc table %d", name, i)
		}
	}
	count := int(a.word(10) >> 24)
	fi := ldr.FuncInfo(s)
	inlined := 0
	if fi.Valid() {
		fi.Preload()
		inlined = int(fi.NumInlTree())
	}
	syms := ldr.Funcdata(s, nil)
	for i := range count {
		x, y := a.word(11+pcs+i), b.word(11+pcs+i)
		if x == ^uint32(0) || y == ^uint32(0) {
			if x != y {
				v.differ("%s has another set of tables", name)
			}
			continue
		}
		if i == abi.FUNCDATA_InlTree && inlined > 0 {
			v.compareInlined(name, a, b, int64(x), int64(y), inlined)
			continue
		}
		if i >= len(syms) || syms[i] == 0 {
			v.differ("%s has a table %d that the object lacks", name, i)
			continue
		}
		v.compareFuncdata(name, i, syms[i], b, b.m["gofunc"]+int64(y))
	}
}

// compareInlined compares the calls that were inlined into a function.
func (v *verifier) compareInlined(name string, a, b *function, x, y int64, n int) {
	le := binary.LittleEndian
	p := a.v.must(a.m["gofunc"]+x, 16*n, name)
	q := b.v.must(b.m["gofunc"]+y, 16*n, name)
	for i := range n {
		c, d := p[16*i:16*i+16], q[16*i:16*i+16]
		if c[0] != d[0] || a.name(le.Uint32(c[4:])) != b.name(le.Uint32(d[4:])) || !bytes.Equal(c[8:], d[8:]) {
			v.differ("%s has another inlined call %d: %q, not %q", name, i, b.name(le.Uint32(d[4:])), a.name(le.Uint32(c[4:])))
		}
	}
}

// compareFuncdata compares a table of a function; its references are relative to the module.
func (v *verifier) compareFuncdata(name string, i int, s loader.Sym, b *function, addr int64) {
	ldr := v.ldr
	got := v.delta.must(addr, int(ldr.SymSize(s)), name)
	content := make([]byte, ldr.SymSize(s))
	copy(content, ldr.Data(s))
	relocs := ldr.Relocs(s)
	for j := 0; j < relocs.Count(); j++ {
		r := relocs.At(j)
		off := int(r.Off())
		if r.Siz() != 4 {
			v.differ("%s: table %d has a relocation that is not known", name, i)
			return
		}
		value := int64(int32(binary.LittleEndian.Uint32(got[off:])))
		for k := range 4 {
			content[off+k], got[off+k] = 0, 0
		}
		base := b.m["rodata"]
		if ldr.ObjKind(r.Sym()).IsText() {
			base = b.m["text"]
		}
		if r.Weak() && !ldr.AttrReachable(r.Sym()) {
			continue
		}
		v.reachPart(r.Sym(), base+value-r.Add(), ldr.NeededSize(r), name)
	}
	if !bytes.Equal(content, got) {
		v.differ("%s has another table %d", name, i)
	}
	v.drain(nil)
}
