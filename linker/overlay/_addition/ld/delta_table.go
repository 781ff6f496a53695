package ld

import (
	"bytes"
	"cmd/internal/goobj"
	"cmd/internal/objabi"
	"cmd/link/internal/loader"
	"cmd/link/internal/sym"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"unsafe"
)

const tableMagic = "nxdelta1"

// baseRec is a symbol in the table, as it lies in the file.
type baseRec struct {
	addr, size       int64
	hash             [16]byte // of the content of read-only data, of the type's name of a variable, of a function with copies
	nameOff, nameLen uint32
	pkg              uint32 // index of the package, noPackage for what the linker makes
	users            uint32 // where the list of other packages that refer to it begins, 0 for none
	startLine        int32
	pointers         uint32 // where the list of pointers to a function begins, 0 for none
	copies           uint32 // where the list of packages that have a copy of a function begins, 0 for none but its own
	height           int16  // bytes of stack that it and what it calls need without a check
	ver, kind        uint8
	flags            uint8
	funcID           uint8
	_                [6]byte
}

const (
	recUsedInIface = 1 << iota
	recMark        // not a symbol: something that the base has seen
	recDupOK       // other objects may define it as well
)

const (
	recSize    = int(unsafe.Sizeof(baseRec{}))
	headerSize = 64
	noPackage  = ^uint32(0)
)

// basePackage is a package of the base, and the object that it was linked from.
type basePackage struct {
	path, file     string
	size, modified int64
	fingerprint    goobj.FingerprintType
	imports        map[string]bool
	first, last    uint32 // its symbols are recs[first:last]
	rank           int    // by the order in which objects are read
	changed        bool
}

// baseTask is an init task of the base with those that have to run before.
type baseTask struct {
	name string
	runs bool
	deps []string
}

type baseTable struct {
	mem          []byte
	recs         []baseRec
	slots, users []uint32
	names        []byte
	packages     []basePackage
	byPath       map[string]int // by escaped path
	tasks        map[string]*baseTask
	moduledata   map[string]int64
	args, config string
	reflectSeen  bool
}

func hashName(name string, ver int) uint64 {
	h := uint64(14695981039346656037) + uint64(ver)
	for i := 0; i < len(name); i++ {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	return h ^ h>>32
}

func (t *baseTable) name(r *baseRec) string {
	return unsafe.String(&t.names[r.nameOff], int(r.nameLen))
}

// find gives the record of a name, or nil. The names themselves are compared.
func (t *baseTable) find(name string, ver int) *baseRec {
	mask := uint64(len(t.slots) - 1)
	for i := hashName(name, ver) & mask; t.slots[i] != 0; i = (i + 1) & mask {
		if r := &t.recs[t.slots[i]-1]; int(r.ver) == ver && t.name(r) == name {
			return r
		}
	}
	return nil
}

func (t *baseTable) mustFind(name string) *baseRec {
	r := t.find(name, 0)
	if r == nil {
		giveUp("the base has no %s", name)
	}
	return r
}

func (t *baseTable) packageOf(escaped string) *basePackage {
	if i, ok := t.byPath[escaped]; ok {
		return &t.packages[i]
	}
	return nil
}

// unchangedUser gives an unchanged package, other than its own, that refers to a symbol.
func (t *baseTable) unchangedUser(r *baseRec) string {
	if r.users == 0 {
		return ""
	}
	for _, p := range t.users[r.users+1 : r.users+1+t.users[r.users]] {
		if !t.packages[p].changed {
			return t.packages[p].path
		}
	}
	return ""
}

// hasTypelinks tells whether modules have a list of types.
func (t *baseTable) hasTypelinks() bool {
	_, ok := t.moduledata["typelinks"]
	return ok
}

// pointersTo gives what collectPointers has found.
func (t *baseTable) pointersTo(r *baseRec) []uint32 {
	if r.pointers == 0 {
		return nil
	}
	return t.users[r.pointers+1 : r.pointers+1+t.users[r.pointers]]
}

// isChanged tells whether a symbol comes from an object that has changed.
func (t *baseTable) isChanged(r *baseRec) bool {
	return r.pkg != noPackage && t.packages[r.pkg].changed
}

// fileState tells one content of a file from another. A file of Go's cache is named by its content, and go sets its
// time whenever it is used.
func fileState(file string) (size, modified int64) {
	var st syscall.Stat_t
	if syscall.Stat(file, &st) != nil {
		return -1, 0
	}
	if name := filepath.Base(file); len(name) == 66 && strings.HasSuffix(name, "-d") {
		return st.Size, 0
	}
	return st.Size, st.Mtim.Nano()
}

func cast[T any](b []byte, n int) []T {
	if n == 0 {
		return nil
	}
	return unsafe.Slice((*T)(unsafe.Pointer(&b[0])), n)
}

func openBaseTable(file string) *baseTable {
	f, err := os.Open(file)
	if err != nil {
		giveUp("the base's table: %v", err)
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil || st.Size() < headerSize {
		giveUp("the base's table %s is broken", file)
	}
	mem, err := syscall.Mmap(int(f.Fd()), 0, int(st.Size()), syscall.PROT_READ, syscall.MAP_PRIVATE)
	if err != nil {
		giveUp("the base's table: %v", err)
	}
	word := func(i int) int { return int(binary.LittleEndian.Uint64(mem[8*i:])) }
	if string(mem[:8]) != tableMagic || word(7) != len(mem) {
		giveUp("the base's table %s is broken", file)
	}
	t := &baseTable{mem: mem, byPath: map[string]int{}, tasks: map[string]*baseTask{}, moduledata: map[string]int64{}}
	at := headerSize
	t.recs = cast[baseRec](mem[at:], word(1))
	at += word(1) * recSize
	t.slots = cast[uint32](mem[at:], word(2))
	at += word(2) * 4
	t.users = cast[uint32](mem[at:], word(3))
	at += word(3) * 4
	t.names = mem[at : at+word(4)]
	at += word(4)
	t.readFacts(string(mem[at : at+word(5)]))
	return t
}

// readFacts reads the lines that writeFacts has written.
func (t *baseTable) readFacts(facts string) {
	number := func(s string) int64 {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			giveUp("the base's table is broken")
		}
		return n
	}
	for line := range strings.SplitSeq(facts, "\n") {
		w := strings.Split(line, "\t")
		switch w[0] {
		case "version":
			if w[1] != strings.Join(strings.Fields(goVersionLine()), " ") {
				giveUp("the base was linked by another tool")
			}
		case "args":
			t.args = w[1]
		case "config":
			t.config, _ = strconv.Unquote(w[1])
		case "reflect":
			t.reflectSeen = w[1] == "true"
		case "moduledata":
			t.moduledata[w[1]] = number(w[2])
		case "package":
			p := basePackage{path: w[1], file: w[2], size: number(w[3]), modified: number(w[4]),
				first: uint32(number(w[6])), last: uint32(number(w[7])), rank: int(number(w[8])), imports: map[string]bool{}}
			hex.Decode(p.fingerprint[:], []byte(w[5]))
			for _, path := range w[9:] {
				p.imports[path] = true
			}
			t.byPath[objabi.PathToPrefix(p.path)] = len(t.packages)
			t.packages = append(t.packages, p)
		case "task":
			t.tasks[w[1]] = &baseTask{w[1], w[2] == "true", w[3:]}
		}
	}
}

// goVersionLine names the toolchain, and this build of the tool.
func goVersionLine() string {
	tool, _ := os.Executable()
	return wantHdr + tool
}

// contentHash covers the bytes of a symbol and what its relocations mean, by name.
func contentHash(ldr *loader.Loader, s loader.Sym) (sum [16]byte) {
	c := content{ldr: ldr}
	c.add(s)
	return c.hash()
}

// content is text of which a hash is made.
type content struct {
	ldr *loader.Loader
	buf []byte
	// What has no name stands there once, by its content; it may refer to itself.
	seen map[loader.Sym]int
}

func (c *content) hash() (sum [16]byte) {
	full := sha256.Sum256(c.buf)
	copy(sum[:], full[:])
	return sum
}

func (c *content) number(n int64) { c.buf = binary.LittleEndian.AppendUint64(c.buf, uint64(n)) }

func (c *content) text(s string) {
	c.number(int64(len(s)))
	c.buf = append(c.buf, s...)
}

func (c *content) add(s loader.Sym) {
	c.number(c.ldr.SymSize(s))
	c.addData(s, c.ldr.Data(s))
}

func (c *content) addData(s loader.Sym, data []byte) {
	c.text(string(data))
	relocs := c.ldr.Relocs(s)
	for i := 0; i < relocs.Count(); i++ {
		r := relocs.At(i)
		if isPointerToThis(c.ldr, s, r) {
			continue
		}
		c.number(int64(r.Off()))
		c.number(r.Add())
		c.buf = append(c.buf, byte(r.Type()), byte(r.Siz()))
		if rs := r.Sym(); rs != 0 {
			c.refer(rs)
		}
	}
}

// pointerToThis is the offset of abi.Type.PtrToThis, in bytes.
const pointerToThis = 44

// isPointerToThis tells whether a relocation is where a type names its pointer type. It does where the compiler has seen
// that, or something else in the program needs it: copies of the same type differ there. Reflection finds it by its name.
func isPointerToThis(ldr *loader.Loader, s loader.Sym, r loader.Reloc) bool {
	return r.Type() == objabi.R_ADDROFF && (r.Weak() || r.Off() == pointerToThis && ldr.IsGoType(s))
}

// refer adds what a symbol means: its name, or its content where it has none.
func (c *content) refer(s loader.Sym) {
	if !isAnonymous(c.ldr, s) {
		c.text(c.ldr.SymName(s))
		c.buf = append(c.buf, byte(min(c.ldr.SymVersion(s), 2)))
		return
	}
	if n, isSeen := c.seen[s]; isSeen {
		c.buf = append(c.buf, '@')
		c.number(int64(n))
		return
	}
	if c.seen == nil {
		c.seen = map[loader.Sym]int{}
	}
	c.seen[s] = len(c.seen)
	c.buf = append(c.buf, '#')
	// Symbols that differ in trailing zeros only are one, of which the longest is taken.
	c.addData(s, bytes.TrimRight(c.ldr.Data(s), "\x00"))
}

// isAnonymous tells whether a symbol can't be found by its name.
func isAnonymous(ldr *loader.Loader, s loader.Sym) bool {
	if ldr.IsItab(s) {
		return false
	}
	return ldr.IsContentHash(s) || ldr.SymName(s) == "" || ldr.IsFileLocal(s)
}

// isVariable tells whether the program may write to a symbol.
func isVariable(kind sym.SymKind) bool {
	switch kind {
	case sym.SDATA, sym.SNOPTRDATA, sym.SBSS, sym.SNOPTRBSS, sym.SDATAFIPS, sym.SNOPTRDATAFIPS, sym.SFIPSINFO:
		return true
	}
	return false
}

func isInittask(name string) bool { return strings.HasSuffix(name, "..inittask") }

// What a full link has seen; kept for the table.
var (
	seenIfaceMethods = map[string]bool{}
	seenReflect      bool
	seenTasks        []baseTask
	seenHeights      map[loader.Sym]int16
)

func recHash(ldr *loader.Loader, s loader.Sym, kind sym.SymKind) (sum [16]byte) {
	switch {
	case ldr.IsExternal(s):
		return sum
	case kind.IsText():
		if isAnywhere(ldr, s) {
			return functionHash(ldr, s)
		}
		return sum
	case isVariable(kind):
		return typeNameHash(ldr, s)
	}
	return contentHash(ldr, s)
}

func typeNameHash(ldr *loader.Loader, s loader.Sym) (sum [16]byte) {
	if t := ldr.SymGoType(s); t != 0 {
		full := sha256.Sum256([]byte(ldr.SymName(t)))
		copy(sum[:], full[:])
	}
	return sum
}

func writeBaseTable(ctxt *Link) {
	ldr := ctxt.loader
	packages := make([]*sym.Library, 0, len(ctxt.Library))
	index := map[string]uint32{}
	for _, lib := range ctxt.Library {
		index[lib.Pkg] = uint32(len(packages))
		packages = append(packages, lib)
	}
	users := collectUsers(ctxt, index)
	pointers := collectPointers(ctxt)

	var recs []baseRec
	var names []byte
	pool := []uint32{0}
	pools := map[string]uint32{}
	add := func(name string, r baseRec) {
		r.nameOff, r.nameLen = uint32(len(names)), uint32(len(name))
		names = append(names, name...)
		recs = append(recs, r)
	}
	copies := collectCopies(ldr, index)
	listCopies := func(s loader.Sym) uint32 {
		list := copies[s]
		if list == nil {
			return 0
		}
		at := uint32(len(pool))
		pool = append(append(pool, uint32(len(list))), list...)
		return at
	}
	seen := map[string]bool{}
	for s := loader.Sym(1); s < loader.Sym(ldr.NSym()); s++ {
		name := ldr.SymName(s)
		if name != "" && ldr.IsFileLocal(s) && ldr.AttrReachable(s) && isVariable(ldr.ObjKind(s)) {
			add(staticKey(ldr, s), baseRec{flags: recMark, pkg: noPackage})
		}
		if name == "" || ldr.SymValue(s) == 0 || ldr.IsFileLocal(s) || ldr.SymVersion(s) < 0 {
			continue
		}
		if !ldr.AttrReachable(s) && !(ldr.IsExternal(s) && strings.HasPrefix(name, "runtime.")) {
			continue
		}
		if ldr.IsContentHash(s) && !ldr.IsItab(s) {
			continue
		}
		kind := ldr.ObjKind(s)
		if kind.IsDWARF() || strings.HasPrefix(name, "go:string.") {
			continue
		}
		if ldr.IsItab(s) {
			if seen[name] {
				giveUp("two method tables have the name %s", name)
			}
			seen[name] = true
		}
		r := baseRec{addr: ldr.SymValue(s), size: ldr.SymSize(s), ver: uint8(ldr.SymVersion(s)), kind: uint8(kind), pkg: noPackage}
		if i, ok := index[ldr.DefiningPkg(s)]; ok {
			r.pkg = i
		}
		if ldr.AttrUsedInIface(s) {
			r.flags |= recUsedInIface
		}
		if !ldr.IsExternal(s) && ldr.AttrDuplicateOK(s) {
			r.flags |= recDupOK
		}
		r.hash = recHash(ldr, s, kind)
		if kind.IsText() {
			r.height = seenHeights[s]
			r.startLine, r.funcID = startOf(ldr, s)
			r.copies = listCopies(s)
		}
		if list := pointers[s]; len(list) > 0 {
			r.pointers = uint32(len(pool))
			pool = append(append(pool, uint32(len(list))), list...)
		}
		if list := users[s]; len(list) > 0 {
			key := unsafe.String((*byte)(unsafe.Pointer(&list[0])), 4*len(list))
			at, ok := pools[key]
			if !ok {
				at = uint32(len(pool))
				pool = append(append(pool, uint32(len(list))), list...)
				pools[key] = at
			}
			r.users = at
		}
		add(name, r)
	}
	collectUnused(ctxt, index, func(s loader.Sym, r baseRec) {
		r.copies = listCopies(s)
		add(unusedKey(ldr.SymName(s)), r)
	})
	for name, list := range collectDropped(ctxt) {
		add(name, baseRec{flags: recMark, pkg: noPackage, pointers: uint32(len(pool))})
		pool = append(append(pool, uint32(len(list))), list...)
	}
	for name := range seenIfaceMethods {
		add(name, baseRec{flags: recMark, pkg: noPackage})
	}
	for _, ref := range ldr.LinknameRefs() {
		add(linknameKey(ref), baseRec{flags: recMark, pkg: noPackage})
	}
	sort.SliceStable(recs, func(i, j int) bool { return recs[i].pkg < recs[j].pkg })

	n := 1
	for n < 2*len(recs) {
		n *= 2
	}
	slots := make([]uint32, n)
	t := baseTable{names: names}
	for i := range recs {
		at := hashName(t.name(&recs[i]), int(recs[i].ver)) & uint64(n-1)
		for slots[at] != 0 {
			at = (at + 1) & uint64(n-1)
		}
		slots[at] = uint32(i + 1)
	}
	for len(names)%8 != 0 {
		names = append(names, 0)
	}
	facts := baseFacts(ctxt, packages, recs)
	total := headerSize + len(recs)*recSize + 4*len(slots) + 4*len(pool) + len(names) + len(facts)
	out := make([]byte, headerSize, total)
	copy(out, tableMagic)
	for i, v := range []int{len(recs), len(slots), len(pool), len(names), len(facts), 0, total} {
		binary.LittleEndian.PutUint64(out[8*(i+1):], uint64(v))
	}
	out = append(out, bytesOf(recs)...)
	out = append(out, bytesOf(slots)...)
	out = append(out, bytesOf(pool)...)
	out = append(out, names...)
	out = append(out, facts...)
	temporary := *flagBaseTable + ".new"
	if err := os.WriteFile(temporary, out, 0o666); err != nil {
		Exitf("%v", err)
	}
	if err := os.Rename(temporary, *flagBaseTable); err != nil {
		Exitf("%v", err)
	}
}

func bytesOf[T any](s []T) []byte {
	if len(s) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&s[0])), len(s)*int(unsafe.Sizeof(s[0])))
}

func staticKey(ldr *loader.Loader, s loader.Sym) string {
	return "\x01static:" + ldr.DefiningPkg(s) + ":" + ldr.SymName(s)
}

// collectPointers gives for each function where data point to it: addresses, with the lowest bit set where the
// pointer is an offset from the begin of the text.
func collectPointers(ctxt *Link) map[loader.Sym][]uint32 {
	ldr := ctxt.loader
	pointers := map[loader.Sym][]uint32{}
	for s := loader.Sym(1); s < loader.Sym(ldr.NSym()); s++ {
		if !ldr.AttrReachable(s) || ldr.SymValue(s) == 0 || ldr.AttrSpecial(s) {
			continue
		}
		if kind := ldr.ObjKind(s); kind.IsText() || kind.IsDWARF() {
			continue
		}
		relocs := ldr.Relocs(s)
		for i := 0; i < relocs.Count(); i++ {
			r := relocs.At(i)
			rs := r.Sym()
			if r.Siz() == 0 || rs == 0 || !ldr.AttrReachable(rs) || !ldr.ObjKind(rs).IsText() || r.Add() != 0 || ldr.IsFileLocal(rs) {
				continue
			}
			at := ldr.SymValue(s) + int64(r.Off())
			isOffset := r.Type() != objabi.R_ADDR
			if at >= 1<<31 || isOffset && r.Type() != objabi.R_METHODOFF && r.Type() != objabi.R_ADDROFF {
				giveUp("%s has a pointer to %s that is not known", ldr.SymName(s), ldr.SymName(rs))
			}
			entry := uint32(at) << 1
			if isOffset {
				entry |= 1
			}
			pointers[rs] = append(pointers[rs], entry)
		}
	}
	return pointers
}

func droppedKey(name string, ver int) string { return fmt.Sprintf("\x01dropped:%d:%s", ver, name) }

// collectDropped gives, under the key of each method and each type of a method that was dropped, where types and
// method tables would name it: as collectPointers does. A method that is called directly for the first time is named
// there, and an assertion to an interface compares the types.
func collectDropped(ctxt *Link) map[string][]uint32 {
	ldr := ctxt.loader
	dropped := map[string][]uint32{}
	for s := loader.Sym(1); s < loader.Sym(ldr.NSym()); s++ {
		if !ldr.AttrReachable(s) || ldr.SymValue(s) == 0 || !ldr.IsGoType(s) && !ldr.IsItab(s) {
			continue
		}
		relocs := ldr.Relocs(s)
		for i := 0; i < relocs.Count(); i++ {
			r := relocs.At(i)
			rs := r.Sym()
			if rs == 0 || ldr.AttrReachable(rs) || ldr.SymName(rs) == "" || ldr.IsFileLocal(rs) {
				continue
			}
			at := uint32(ldr.SymValue(s)+int64(r.Off())) << 1
			switch {
			case r.Type() == objabi.R_METHODOFF:
				at |= 1
			case r.Type() != objabi.R_ADDR || !r.Weak():
				continue
			}
			key := droppedKey(ldr.SymName(rs), ldr.SymVersion(rs))
			dropped[key] = append(dropped[key], at)
		}
	}
	return dropped
}

// collectUsers gives for each symbol the packages, other than its own, whose code or data refer to it: directly,
// through symbols without a name of their own, or by the type of a variable.
func collectUsers(ctxt *Link, index map[string]uint32) map[loader.Sym][]uint32 {
	ldr := ctxt.loader
	n := ldr.NSym()
	users := map[loader.Sym][]uint32{}
	last := make([]uint32, n) // 1 + the package that was noted last
	byPackage := make([][]loader.Sym, len(index))
	for s := loader.Sym(1); s < loader.Sym(n); s++ {
		if !ldr.AttrReachable(s) || isAnonymous(ldr, s) {
			continue
		}
		if p, ok := index[ldr.DefiningPkg(s)]; ok {
			byPackage[p] = append(byPackage[p], s)
		}
	}
	owner := make([]uint32, n)
	for p, syms := range byPackage {
		for _, s := range syms {
			owner[s] = uint32(p) + 1
		}
	}
	var visit func(s loader.Sym, p uint32)
	note := func(t loader.Sym, p uint32) {
		if t == 0 || last[t] == p+1 {
			return
		}
		last[t] = p + 1
		if isAnonymous(ldr, t) {
			visit(t, p)
			return
		}
		if owner[t] != p+1 {
			users[t] = append(users[t], p)
		}
	}
	visit = func(s loader.Sym, p uint32) {
		relocs := ldr.Relocs(s)
		for i := 0; i < relocs.Count(); i++ {
			note(relocs.At(i).Sym(), p)
		}
		if !ldr.IsExternal(s) && isVariable(ldr.ObjKind(s)) {
			note(ldr.SymGoType(s), p)
		}
	}
	for p, syms := range byPackage {
		for _, s := range syms {
			visit(s, uint32(p))
		}
	}
	return users
}

// baseFacts gives what isn't a symbol, as lines.
func baseFacts(ctxt *Link, packages []*sym.Library, recs []baseRec) string {
	ldr := ctxt.loader
	var b strings.Builder
	fmt.Fprintf(&b, "version\t%s\n", strings.Join(strings.Fields(goVersionLine()), " "))
	fmt.Fprintf(&b, "args\t%s\nconfig\t%q\nreflect\t%v\n", linkArgs(), configLines(), seenReflect)
	t := ldr.Lookup("type:runtime.moduledata", 0)
	fmt.Fprintf(&b, "moduledata\tsize\t%d\n", decodetypeSize(ctxt.Arch, ldr.Data(t)))
	for i := 0; i < decodetypeStructFieldCount(ldr, ctxt.Arch, t); i++ {
		fmt.Fprintf(&b, "moduledata\t%s\t%d\n", decodetypeStructFieldName(ldr, ctxt.Arch, t, i), decodetypeStructFieldOffset(ldr, ctxt.Arch, t, i))
	}
	at := 0
	ranks := ldr.LoadRanks()
	for i, lib := range packages {
		first := at
		for at < len(recs) && recs[at].pkg == uint32(i) {
			at++
		}
		file := lib.File
		if lib.Pkg == "main" {
			file = flag.Arg(0)
		}
		size, modified := fileState(file)
		fmt.Fprintf(&b, "package\t%s\t%s\t%d\t%d\t%x\t%d\t%d\t%d", lib.Pkg, file, size, modified, lib.Fingerprint[:], first, at, ranks[lib.Pkg])
		for _, imported := range lib.Imports {
			fmt.Fprintf(&b, "\t%s", imported.Pkg)
		}
		b.WriteByte('\n')
	}
	for _, task := range seenTasks {
		fmt.Fprintf(&b, "task\t%s\t%v", task.name, task.runs)
		for _, dep := range task.deps {
			fmt.Fprintf(&b, "\t%s", dep)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
