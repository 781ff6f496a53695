package ld

import (
	"cmd/internal/objabi"
	"cmd/link/internal/loader"
	"internal/goversion"
	"sort"
)

// Several objects may have a copy of the same function: an instance of a generic one, the comparison of a type. A
// full link takes the longest, and of these the one that it has read first; since Go 1.27 one that is declared to be the
// only one goes before all. The copies are the same code, but need not have the same tables: those of the runtime's
// packages, for example, can't be preempted.

func unusedKey(name string) string { return "\x01unused:" + name }

// isAnywhere tells whether a function may lie in another package than the one in its name: a copy, or one that
// go:linkname gives that name.
func isAnywhere(ldr *loader.Loader, s loader.Sym) bool {
	return ldr.AttrDuplicateOK(s) || loader.PackageOf(ldr.SymName(s)) != objabi.PathToPrefix(ldr.DefiningPkg(s))
}

// collectCopies gives the packages that have a copy of a function, in the order in which they are read, where there
// are several.
func collectCopies(ldr *loader.Loader, index map[string]uint32) map[loader.Sym][]uint32 {
	copies := map[loader.Sym][]uint32{}
	first := make([]uint32, ldr.NSym()) // 1 + the package
	ldr.EachCopy(func(s loader.Sym, pkg string) {
		i, known := index[pkg]
		switch {
		case !known:
		case first[s] == 0:
			first[s] = i + 1
		case copies[s] == nil:
			copies[s] = []uint32{first[s] - 1, i}
		default:
			copies[s] = append(copies[s], i)
		}
	})
	return copies
}

// collectUnused hands over functions of this kind that the program does not need.
func collectUnused(ctxt *Link, index map[string]uint32, add func(s loader.Sym, r baseRec)) {
	ldr := ctxt.loader
	for s := loader.Sym(1); s < loader.Sym(ldr.NSym()); s++ {
		if ldr.IsExternal(s) || ldr.AttrReachable(s) || !ldr.ObjKind(s).IsText() || ldr.IsFileLocal(s) {
			continue
		}
		name := ldr.SymName(s)
		pkg, known := index[ldr.DefiningPkg(s)]
		if !known || name == "" || !isAnywhere(ldr, s) {
			continue
		}
		r := baseRec{flags: recMark, pkg: pkg, size: ldr.SymSize(s), ver: uint8(ldr.SymVersion(s)), hash: functionHash(ldr, s)}
		if ldr.AttrDuplicateOK(s) {
			r.flags |= recDupOK
		}
		r.startLine, r.funcID = startOf(ldr, s)
		add(s, r)
	}
}

func startOf(ldr *loader.Loader, s loader.Sym) (line int32, funcID uint8) {
	if info := ldr.FuncInfo(s); info.Valid() {
		return info.StartLine(), uint8(info.FuncID())
	}
	return 0, 0
}

// functionHash covers what the object says of a function: its code, with what its relocations mean by name, and its
// tables. The numbers of files are the object's own, so their names stand for them.
func functionHash(ldr *loader.Loader, s loader.Sym) [16]byte {
	c := content{ldr: ldr}
	c.add(s)
	if info := ldr.FuncInfo(s); info.Valid() {
		info.Preload()
		c.buf = append(c.buf, byte(info.FuncID()), byte(info.FuncFlag()))
		c.number(int64(info.Args()))
		c.number(int64(info.StartLine()))
		files := ldr.SymUnit(s).FileTable
		for i := range int(info.NumFile()) {
			c.text(files[info.File(i)])
		}
		for i := range int(info.NumInlTree()) {
			call := info.InlTree(i)
			c.text(files[call.File])
			c.text(ldr.SymName(call.Func))
			for _, n := range []int32{call.Parent, call.Line, call.ParentPC} {
				c.number(int64(n))
			}
		}
	}
	pcsp, _, pcline, pcinline, pcdata := ldr.PcdataAuxs(s, nil)
	for _, table := range append(pcdata, pcsp, pcline, pcinline) {
		if table == 0 {
			c.text("")
			continue
		}
		c.text(string(ldr.Data(table)))
	}
	for _, table := range ldr.Funcdata(s, nil) {
		if table != 0 {
			c.refer(table)
		} else {
			c.text("")
		}
	}
	return c.hash()
}

// firstUnchanged gives the unchanged package of which a full link would take the function, if no changed one has it;
// nil where there is none.
func (t *baseTable) firstUnchanged(r *baseRec) *basePackage {
	if r.copies == 0 {
		if t.isChanged(r) {
			return nil
		}
		return &t.packages[r.pkg]
	}
	for _, i := range t.users[r.copies+1 : r.copies+1+t.users[r.copies]] {
		if p := &t.packages[i]; !p.changed {
			return p
		}
	}
	return nil
}

// checkFirst gives up where an unchanged package comes before the changed one that has the copy s now.
func checkFirst(ldr *loader.Loader, s loader.Sym, base *baseRec) {
	if p := theBase.firstUnchanged(base); p != nil && p.rank < rankOf(ldr.DefiningPkg(s)) {
		giveUp("%s is taken from package %s, now that %s has none", ldr.SymName(s), p.path, theBase.packages[base.pkg].path)
	}
}

// isTaken tells whether a full link takes the copy of a function in a changed package, s, and not the one of an
// unchanged package that the base has seen.
func isTaken(ldr *loader.Loader, s loader.Sym, base *baseRec) bool {
	if base.flags&recDupOK == 0 && goversion.Version >= 27 {
		return false
	}
	if size := ldr.SymSize(s); size != base.size {
		return size > base.size
	}
	return rankOf(ldr.DefiningPkg(s)) < theBase.packages[base.pkg].rank
}

func rankOf(path string) int {
	p := theBase.packageOf(objabi.PathToPrefix(path))
	if p == nil {
		giveUp("package %s is new in the program", path)
	}
	return p.rank
}

// byRank sorts packages by the order in which a full link reads them.
func byRank(paths map[string]bool) []string {
	var sorted []string
	for path := range paths {
		sorted = append(sorted, path)
	}
	sort.Slice(sorted, func(i, j int) bool { return rankOf(sorted[i]) < rankOf(sorted[j]) })
	return sorted
}

// checkCopies gives up where a function is placed of which the base has seen another copy, that a full link takes.
func checkCopies(ldr *loader.Loader, text []loader.Sym) {
	for _, s := range text {
		if !ldr.AttrDuplicateOK(s) || delta.jumps[s] != nil {
			continue
		}
		other := theBase.find(unusedKey(ldr.SymName(s)), ldr.SymVersion(s))
		if other != nil && theBase.isChanged(other) {
			checkFirst(ldr, s, other)
		}
		if other != nil && !theBase.isChanged(other) && !isTaken(ldr, s, other) && other.hash != functionHash(ldr, s) {
			giveUp("%s is taken from package %s, which has another copy than %s", ldr.SymName(s), theBase.packages[other.pkg].path, ldr.DefiningPkg(s))
		}
	}
}

// takesPlace tells whether a full link takes the copy of a changed package, s, in the place of the one in the base, and
// it is another one.
func takesPlace(ldr *loader.Loader, s loader.Sym, base *baseRec) bool {
	return isTaken(ldr, s, base) && base.hash != functionHash(ldr, s)
}

// isSameCopy tells whether the base has the same content from another object.
func isSameCopy(ldr *loader.Loader, s loader.Sym, base *baseRec) bool {
	switch kind := ldr.ObjKind(s); {
	case kind.IsText():
		return base.hash == functionHash(ldr, s)
	case isVariable(kind):
		return true
	}
	return base.hash == contentHash(ldr, s)
}
