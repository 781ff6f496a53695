package loader

import (
	"cmd/internal/goobj"
	"cmd/internal/objabi"
	"cmd/link/internal/sym"
	"strings"
)

// Delta makes the loader read the objects of a few packages whole, and of all others only the symbols that are
// asked for. A symbol that the base program has is kept: it has an address, and nothing of it is placed.
type Delta struct {
	// IsChanged tells whether the objects of a package are read whole.
	IsChanged func(pkg string) bool
	// Find gives what the base program has under a name.
	Find func(name string, ver int) (BaseSym, bool)
	// Load reads the objects of a package that isn't read whole; it gives false where there are none.
	Load func(pkg string) bool
	// PushedBy gives the package that defines a name of another package, which the base lacks; "" for none.
	PushedBy func(name string, ver int) string

	kept   map[Sym]int64
	itabs  map[string]Sym
	byName map[*oReader]map[nameVer]uint32
	// Taken are the symbols of unchanged packages that the base lacks.
	Taken []Sym
}

// BaseSym is what the loader has to know of a symbol in the base program.
type BaseSym struct {
	Addr        int64
	UsedInIface bool
	Kind        sym.SymKind
	Size        int64
}

// DeltaLink is nil in a full link.
var DeltaLink *Delta

func isStub(pkg string) bool { return DeltaLink != nil && !DeltaLink.IsChanged(pkg) }

// wholeObjs gives the readers of the objects that are read whole.
func (l *Loader) wholeObjs() []*oReader {
	objs := l.objs[goObjStart:]
	if DeltaLink == nil {
		return objs
	}
	var whole []*oReader
	for _, r := range objs {
		if !r.stub {
			whole = append(whole, r)
		}
	}
	return whole
}

// pkgReader gives the index of the first object of a package, whose path is escaped as in object files.
func (l *Loader) pkgReader(pkg string) (uint32, bool) {
	index, ok := l.objByPkg[pkg]
	if !ok && DeltaLink != nil && DeltaLink.Load(pkg) {
		index, ok = l.objByPkg[pkg]
	}
	return index, ok
}

// refReader gives the object that the p-th package reference of r means.
func (l *Loader) refReader(r *oReader, p uint32) *oReader {
	if r.stub {
		if r.pkg == nil {
			r.pkg = make([]uint32, r.NPkg())
		}
		if r.pkg[p] == 0 {
			index, ok := l.pkgReader(r.Pkg(int(p)))
			if !ok {
				DeltaGiveUp("package %s has no object", r.Pkg(int(p)))
			}
			r.pkg[p] = index
		}
	}
	return l.objs[r.pkg[p]]
}

// DeltaGiveUp ends the process: the delta link isn't known to be right.
var DeltaGiveUp func(format string, args ...any)

// Keep makes s mean what the base has at an address.
func (l *Loader) Keep(s Sym, b BaseSym) {
	if DeltaLink.kept == nil {
		DeltaLink.kept = map[Sym]int64{}
	}
	DeltaLink.kept[s] = b.Addr
	l.growValues(int(s) + 1)
	l.growAttrBitmaps(int(s) + 1)
	l.values[s] = b.Addr
	l.SetAttrReachable(s, true)
	l.SetAttrSpecial(s, true) // so that nothing lays it out
}

// Unkeep undoes Keep.
func (l *Loader) Unkeep(s Sym) {
	delete(DeltaLink.kept, s)
	l.values[s] = 0
	l.SetAttrReachable(s, false)
	l.SetAttrSpecial(s, false)
}

// IsKept tells whether s is taken from the base.
func (l *Loader) IsKept(s Sym) bool {
	if DeltaLink == nil {
		return false
	}
	_, ok := DeltaLink.kept[s]
	return ok
}

// AfterLoadSyms puts back what LoadSyms has cleared.
func (l *Loader) AfterLoadSyms() {
	for s, addr := range DeltaLink.kept {
		l.values[s] = addr
	}
	l.growOuter(l.NSym())
}

// IsContentHash tells whether a symbol has no identity but its content.
func (l *Loader) IsContentHash(s Sym) bool {
	r, li := l.toLocal(s)
	if l.isExtReader(r) || r == nil {
		return false
	}
	return r.isHashed(li)
}

func (r *oReader) isHashed(li uint32) bool {
	return li >= uint32(r.ndef) && li < uint32(r.ndef+r.nhashed64def+r.nhasheddef)
}

// stubSym gives the global index of a symbol in an object that isn't read whole.
func (l *Loader) stubSym(r *oReader, li uint32) Sym {
	osym := r.Sym(li)
	name := osym.Name(r.Reader)
	ver := abiToVer(osym.ABI(), r.version)
	if li >= uint32(r.NAlldef()) {
		s := l.nameRef(name, ver)
		r.syms[li] = s
		return s
	}
	isItab := osym.IsItab()
	isNamed := name != "" && ver != r.version && (!r.isHashed(li) || isItab)
	if isNamed {
		known := DeltaLink.itabs[name]
		if !isItab {
			known = l.Lookup(name, ver)
		}
		if known != 0 {
			if l.IsExternal(known) {
				l.objSyms[known] = objSym{r.objidx, li}
			}
			r.syms[li] = known
			return known
		}
	}
	s := Sym(len(l.objSyms))
	l.objSyms = append(l.objSyms, objSym{r.objidx, li})
	l.growValues(int(s) + 1)
	l.growOuter(int(s) + 1)
	l.growAttrBitmaps(int(s) + 1)
	r.syms[li] = s
	if osym.Local() {
		l.SetAttrLocal(s, true)
	}
	if a := int32(osym.Align()); a != 0 {
		l.SetSymAlign(s, a)
	}
	if isNamed {
		if isItab {
			l.RememberItab(name, s)
		} else {
			l.symsByName[ver][name] = s
		}
		if b, ok := DeltaLink.Find(name, ver); ok {
			l.Keep(s, b)
			l.SetAttrUsedInIface(s, b.UsedInIface)
			return s
		}
	}
	if osym.UsedInIface() {
		l.SetAttrUsedInIface(s, true)
	}
	DeltaLink.Taken = append(DeltaLink.Taken, s)
	return s
}

// RememberItab makes s the one method table of its name.
func (l *Loader) RememberItab(name string, s Sym) {
	if DeltaLink.itabs == nil {
		DeltaLink.itabs = map[string]Sym{}
	}
	DeltaLink.itabs[name] = s
}

// nameRef resolves a reference by name: to what is loaded, else to what an object that isn't read whole defines,
// else to the base.
func (l *Loader) nameRef(name string, ver int) Sym {
	if DeltaLink == nil || ver >= sym.SymVerStatic {
		return l.LookupOrCreateSym(name, ver)
	}
	if s := l.Lookup(name, ver); s != 0 {
		return s
	}
	b, inBase := DeltaLink.Find(name, ver)
	isType := len(name) > 5 && name[:5] == "type:"
	if isType || !inBase {
		l.pkgReader("runtime") // has the predeclared types
		if !isType {
			DeltaLink.Load(PackageOf(name))
			if pkg := DeltaLink.PushedBy(name, ver); pkg != "" {
				DeltaLink.Load(pkg)
			}
		}
		for _, r := range l.objs[goObjStart:] {
			if !r.stub || isType && r.unit.Lib.Pkg != "runtime" {
				continue
			}
			if li, ok := l.namesOf(r)[nameVer{name, ver}]; ok {
				return l.stubSym(r, li)
			}
		}
	}
	s := l.LookupOrCreateSym(name, ver)
	if inBase {
		p := l.getPayload(s)
		p.kind, p.size = b.Kind, b.Size
		l.Keep(s, b)
		l.SetAttrUsedInIface(s, b.UsedInIface)
	}
	return s
}

// PackageOf gives the escaped path of the package whose name a symbol bears.
func PackageOf(name string) string {
	end := strings.IndexByte(name, '[')
	if end < 0 {
		end = len(name)
	}
	slash := strings.LastIndexByte(name[:end], '/') + 1
	if dot := strings.IndexByte(name[slash:end], '.'); dot >= 0 {
		return name[:slash+dot]
	}
	return ""
}

// namesOf gives what an object defines by name.
func (l *Loader) namesOf(r *oReader) map[nameVer]uint32 {
	names, ok := DeltaLink.byName[r]
	if ok {
		return names
	}
	names = map[nameVer]uint32{}
	for i, n := uint32(0), uint32(r.NAlldef()); i < n; i++ {
		if r.isHashed(i) {
			continue
		}
		osym := r.Sym(i)
		if ver := abiToVer(osym.ABI(), r.version); ver != r.version {
			names[nameVer{osym.Name(r.Reader), ver}] = i
		}
	}
	if DeltaLink.byName == nil {
		DeltaLink.byName = map[*oReader]map[nameVer]uint32{}
	}
	DeltaLink.byName[r] = names
	return names
}

// deltaBuiltin resolves a reference to a function that the compiler knows by number; 0 in a full link.
func (l *Loader) deltaBuiltin(index int) Sym {
	if DeltaLink == nil {
		return 0
	}
	name, abi := goobj.BuiltinName(index)
	s := l.nameRef(name, abiToVer(uint16(abi), 0))
	l.builtinSyms[index] = s
	return s
}

// LinknameRef is a reference that a go:linkname directive makes.
type LinknameRef struct{ Pkg, Name string }

// LinknameRefs gives those of all objects that are read whole.
func (l *Loader) LinknameRefs() []LinknameRef {
	var refs []LinknameRef
	for _, r := range l.wholeObjs() {
		first := uint32(r.NAlldef())
		for i, n := uint32(0), uint32(r.NNonpkgref()); i < n; i++ {
			if osym := r.Sym(first + i); osym.IsLinkname() {
				refs = append(refs, LinknameRef{r.unit.Lib.Pkg, osym.Name(r.Reader)})
			}
		}
	}
	return refs
}

// TextSyms gives the reachable functions that have to be placed, in the order of their objects.
func (l *Loader) TextSyms() []Sym {
	var text []Sym
	for s := Sym(1); s < Sym(len(l.objSyms)); s++ {
		if l.AttrReachable(s) && !l.AttrSpecial(s) && !l.IsExternal(s) && l.SymType(s).IsText() {
			text = append(text, s)
		}
	}
	return text
}

// ObjKind gives the kind that the object file says, whatever the layout has made of it.
func (l *Loader) ObjKind(s Sym) sym.SymKind {
	if l.IsExternal(s) {
		return l.SymType(s)
	}
	r, li := l.toLocal(s)
	return sym.AbiSymKindToSymKind[objabi.SymKind(r.Sym(li).Type())]
}

// LoadRanks gives for each package how many objects were read before its first one.
func (l *Loader) LoadRanks() map[string]int {
	ranks := map[string]int{}
	for i, r := range l.objs[goObjStart:] {
		if _, known := ranks[r.unit.Lib.Pkg]; !known {
			ranks[r.unit.Lib.Pkg] = i
		}
	}
	return ranks
}

// EachCopy hands over the functions that other objects may define as well, with the package of each object, in the
// order in which objects are read.
func (l *Loader) EachCopy(found func(s Sym, pkg string)) {
	for _, r := range l.objs[goObjStart:] {
		for i, n := uint32(r.ndef), uint32(r.NAlldef()); i < n; i++ {
			if r.isHashed(i) {
				continue
			}
			if osym := r.Sym(i); osym.Dupok() && sym.AbiSymKindToSymKind[objabi.SymKind(osym.Type())].IsText() {
				found(r.syms[i], r.unit.Lib.Pkg)
			}
		}
	}
}

// DefiningPkg gives the package whose object a symbol is read from. SymPkg gives the first one, in the order of the
// layout, that has a copy of it.
func (l *Loader) DefiningPkg(s Sym) string {
	if unit := l.SymUnit(s); unit != nil {
		return unit.Lib.Pkg
	}
	return ""
}

// NameRef gives the symbol of a name, loaded or in the base.
func (l *Loader) NameRef(name string, ver int) Sym { return l.nameRef(name, ver) }

// KeptSyms gives all symbols that are taken from the base so far.
func (l *Loader) KeptSyms() map[Sym]int64 { return DeltaLink.kept }

// DefinedIn gives what an unchanged package itself defines under a name, 0 if it doesn't.
func (l *Loader) DefinedIn(pkg, name string, ver int) Sym {
	l.pkgReader(objabi.PathToPrefix(pkg))
	for _, r := range l.objs[goObjStart:] {
		if !r.stub || r.unit.Lib.Pkg != pkg {
			continue
		}
		if li, ok := l.namesOf(r)[nameVer{name, ver}]; ok {
			return l.stubSym(r, li)
		}
	}
	return 0
}

// NeededSize gives how much of its target a relocation may use: the linker merges symbols whose content differs in
// trailing zeros only, and then the target is longer than the object that refers to it has asked for.
func (l *Loader) NeededSize(rel Reloc) int64 {
	s := rel.Sym()
	if l.isExtReader(rel.r) || !l.IsContentHash(s) {
		return l.SymSize(s)
	}
	switch ref := rel.Reloc.Sym(); ref.PkgIdx {
	case goobj.PkgIdxHashed64:
		return int64(rel.r.Sym(uint32(rel.r.ndef) + ref.SymIdx).Siz())
	case goobj.PkgIdxHashed:
		return int64(rel.r.Sym(uint32(rel.r.ndef+rel.r.nhashed64def) + ref.SymIdx).Siz())
	}
	return l.SymSize(s)
}
