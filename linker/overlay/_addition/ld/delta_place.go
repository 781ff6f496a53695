package ld

import (
	"cmd/internal/objabi"
	"cmd/link/internal/loader"
	"cmd/link/internal/sym"
	"internal/buildcfg"
	"sort"
	"strings"
)

// delta is what the phases of a delta link hand on.
var delta struct {
	jumps   map[loader.Sym]*baseRec // new functions whose old entry gets a jump to them
	inPlace []loader.Sym            // variables whose initial value is written anew where the base has them
	kept    []loader.Sym            // read-only data of changed packages that the base has already
	tasks   []loader.Sym            // init tasks of changed packages
	order   loader.Sym              // the new list of all init tasks
	d       *deadcodePass
}

// linkerNames are symbols whose value the linker makes for each module: code that is placed in the delta would
// see its own module's where it means the program's.
var linkerNames = map[string]bool{}

func init() {
	for _, name := range strings.Fields(`text etext rodata erodata types etypes noptrdata enoptrdata data edata bss ebss
		noptrbss enoptrbss covctrs ecovctrs end epclntab pclntab gcdata egcdata gcbss egcbss typelink itablink findfunctab
		pcheader funcnametab cutab filetab pctab functab textsectionmap tlsg`) {
		linkerNames["runtime."+name] = true
	}
}

// placeDelta decides for each symbol of the changed packages whether what the base has under its name stays.
func placeDelta(ctxt *Link) {
	ldr := ctxt.loader
	delta.jumps = map[loader.Sym]*baseRec{}
	defined := map[*baseRec]loader.Sym{}
	for s := loader.Sym(1); s < loader.Sym(ldr.NSym()); s++ {
		if ldr.IsExternal(s) || ldr.IsKept(s) || !changedSet[ldr.DefiningPkg(s)] {
			continue
		}
		name, ver := ldr.SymName(s), ldr.SymVersion(s)
		if ldr.IsItab(s) {
			loaderRememberItab(ldr, name, s)
		}
		if isAnonymous(ldr, s) || strings.HasPrefix(name, "go:string.") {
			continue
		}
		kind := ldr.ObjKind(s)
		if kind.IsDWARF() {
			continue
		}
		if kind == sym.SCOVERAGE_COUNTER || kind == sym.SCOVERAGE_AUXVAR || kind == sym.SLIBFUZZER_8BIT_COUNTER {
			giveUp("package %s counts its coverage", ldr.DefiningPkg(s))
		}
		if isInittask(name) {
			delta.tasks = append(delta.tasks, s)
			continue
		}
		b := theBase.find(name, ver)
		if b == nil || b.flags&recMark != 0 {
			continue
		}
		defined[b] = s
		ours := theBase.isChanged(b)
		if b.pkg == noPackage {
			giveUp("%s is made by the linker, and by package %s", name, ldr.DefiningPkg(s))
		}
		switch {
		case kind.IsText():
			if !sym.SymKind(b.kind).IsText() {
				giveUp("%s was no function", name)
			}
			if ours && ldr.AttrDuplicateOK(s) {
				checkFirst(ldr, s, b)
			}
			if ours || ldr.AttrDuplicateOK(s) && takesPlace(ldr, s, b) {
				delta.jumps[s] = b
			} else if ldr.AttrDuplicateOK(s) {
				keep(ldr, s, b)
			} else {
				giveUp("function %s of package %s was another package's", name, ldr.DefiningPkg(s))
			}
		case isVariable(kind) && strings.HasPrefix(name, "type:.gcmask."):
			// Room for the pointer mask of a large type, which the runtime fills.
			if b.kind == uint8(kind) && b.size == ldr.SymSize(s) {
				keep(ldr, s, b)
			}
		case isVariable(kind):
			if b.kind != uint8(kind) || b.size != ldr.SymSize(s) || b.hash != typeNameHash(ldr, s) || ldr.SymGoType(s) == 0 {
				continue
			}
			if !ours && !ldr.AttrDuplicateOK(s) {
				giveUp("variable %s of package %s was another package's", name, ldr.DefiningPkg(s))
			}
			keep(ldr, s, b)
			if ours && (kind == sym.SDATA || kind == sym.SNOPTRDATA) {
				delta.inPlace = append(delta.inPlace, s)
			} else {
				delta.kept = append(delta.kept, s)
			}
		case b.kind == uint8(kind) && b.hash == contentHash(ldr, s):
			keep(ldr, s, b)
			delta.kept = append(delta.kept, s)
		}
	}
	unkeepUsersOfChanged(ctxt)

	// What unchanged packages refer to has to be there, and to be what it was.
	check := func(b *baseRec) {
		name := theBase.name(b)
		s, ok := defined[b]
		if !ok && b.copies != 0 && b.flags&recMark == 0 {
			if p := theBase.firstUnchanged(b); p != nil && !isSameIn(ldr, p.path, b) {
				giveUp("%s is taken from package %s, which has another copy than %s had", name, p.path, theBase.packages[b.pkg].path)
			}
		}
		user := theBase.unchangedUser(b)
		switch {
		case user == "":
		case isInittask(name):
		case !ok && isSameIn(ldr, user, b):
			// The copy of a package that has changed was taken; the user has one as well.
		case !ok:
			giveUp("%s is gone, and %s uses it", name, user)
		case !ldr.IsKept(s) && delta.jumps[s] == nil:
			giveUp("%s has changed, and %s uses it", name, user)
		}
	}
	for i := range theBase.packages {
		if p := &theBase.packages[i]; p.changed {
			for j := p.first; j < p.last; j++ {
				check(&theBase.recs[j])
			}
		}
	}
	for b, s := range defined {
		if !theBase.isChanged(b) && !ldr.IsKept(s) && delta.jumps[s] == nil {
			// The copy in the base belongs to an unchanged package, which therefore uses it.
			giveUp("%s has changed, and %s uses it", theBase.name(b), theBase.packages[b.pkg].path)
		}
	}
}

func loaderRememberItab(ldr *loader.Loader, name string, s loader.Sym) { ldr.RememberItab(name, s) }

func keep(ldr *loader.Loader, s loader.Sym, b *baseRec) {
	used := b.flags&recUsedInIface != 0
	ldr.Keep(s, loader.BaseSym{Addr: b.addr, UsedInIface: used})
	if used {
		ldr.SetAttrUsedInIface(s, true)
	}
}

// isSameIn tells whether an unchanged package defines what the base has from a changed one.
func isSameIn(ldr *loader.Loader, pkg string, b *baseRec) bool {
	if b.flags&recDupOK == 0 {
		return false
	}
	s := ldr.DefinedIn(pkg, theBase.name(b), int(b.ver))
	if s == 0 || !ldr.IsKept(s) {
		return false
	}
	return !refersToMoved(ldr, s, 0) && isSameCopy(ldr, s, b)
}

// isMoved tells whether data that the base has are placed anew.
func isMoved(ldr *loader.Loader, s loader.Sym) bool {
	if s == 0 || ldr.IsKept(s) || ldr.ObjKind(s).IsText() {
		return false
	}
	b := theBase.find(ldr.SymName(s), ldr.SymVersion(s))
	return b != nil && b.flags&recMark == 0
}

func refersToMoved(ldr *loader.Loader, s loader.Sym, depth int) bool {
	relocs := ldr.Relocs(s)
	for i := 0; i < relocs.Count(); i++ {
		r := relocs.At(i)
		rs := r.Sym()
		if rs == 0 || r.Weak() && r.Type() == objabi.R_ADDROFF || r.Type() == objabi.R_INITORDER {
			continue
		}
		if isAnonymous(ldr, rs) {
			if depth < 20 && !ldr.ObjKind(rs).IsText() && refersToMoved(ldr, rs, depth+1) {
				return true
			}
			continue
		}
		if isMoved(ldr, rs) {
			return true
		}
	}
	return false
}

// unkeepUsersOfChanged places anew what refers to something that is placed anew: a type is another type if one of
// its elements is.
func unkeepUsersOfChanged(ctxt *Link) {
	ldr := ctxt.loader
	for again := true; again; {
		again = false
		for _, s := range delta.kept {
			if !ldr.IsKept(s) {
				continue
			}
			isVar := isVariable(ldr.ObjKind(s))
			if isVar && isMoved(ldr, ldr.SymGoType(s)) || !isVar && refersToMoved(ldr, s, 0) {
				ldr.Unkeep(s)
				again = true
			}
		}
		for _, s := range delta.inPlace {
			if ldr.IsKept(s) && isMoved(ldr, ldr.SymGoType(s)) {
				ldr.Unkeep(s)
				again = true
			}
		}
	}
	delta.kept = onlyKept(ldr, delta.kept)
	delta.inPlace = onlyKept(ldr, delta.inPlace)
}

func onlyKept(ldr *loader.Loader, syms []loader.Sym) []loader.Sym {
	kept := syms[:0]
	for _, s := range syms {
		if ldr.IsKept(s) {
			kept = append(kept, s)
		}
	}
	return kept
}

// markDelta takes the place of the roots of a full link: what the base reaches of the changed packages, it still
// reaches.
func markDelta(d *deadcodePass) {
	ldr := d.ldr
	d.reflectSeen = theBase.reflectSeen
	again := func(s loader.Sym) {
		ldr.SetAttrReachable(s, false)
		d.mark(s, 0)
	}
	for s := range delta.jumps {
		d.mark(s, 0)
	}
	for _, s := range delta.inPlace {
		relocs := ldr.Relocs(s)
		for i := 0; i < relocs.Count(); i++ {
			if r := relocs.At(i); !r.Weak() && r.Sym() != 0 {
				d.mark(r.Sym(), s)
			}
		}
	}
	// A type that is converted to an interface for the first time.
	for _, s := range delta.kept {
		if ldr.IsGoType(s) && ldr.AttrUsedInIface(s) && theBase.find(ldr.SymName(s), ldr.SymVersion(s)).flags&recUsedInIface == 0 {
			again(s)
		}
	}
	for _, s := range delta.tasks {
		d.mark(s, 0)
	}
	d.mark(ldr.NameRef("runtime.unreachableMethod", abiInternalVer), 0)
	d.mark(delta.order, 0)
}

func ifaceMethodKey(ldr *loader.Loader, m methodsig) string {
	return "\x01method:" + m.name + ":" + ldr.SymName(m.typ)
}

// noteIfaceMethod is called where code calls a method of an interface type. The base has dropped the methods that
// are called by no interface: all its types would have to be looked through.
func noteIfaceMethod(d *deadcodePass, m methodsig) {
	key := ifaceMethodKey(d.ldr, m)
	if *flagBaseTable != "" {
		seenIfaceMethods[key] = true
	}
	if deltaOn() && theBase.find(key, 0) == nil {
		giveUp("method %s is called by an interface for the first time", m.name)
	}
}

// noteMethodName is called where code calls a method by name: through reflection, or of a type parameter.
func noteMethodName(name string) {
	key := "\x01name:" + name
	if *flagBaseTable != "" {
		seenIfaceMethods[key] = true
	}
	if deltaOn() && theBase.find(key, 0) == nil {
		giveUp("method %s is called by its name for the first time", name)
	}
}

// wantsMethod tells whether code of the base calls a method by an interface.
func wantsMethod(d *deadcodePass, m methodsig) bool {
	return deltaOn() && (theBase.find(ifaceMethodKey(d.ldr, m), 0) != nil || theBase.find("\x01name:"+m.name, 0) != nil)
}

// afterDeadcode is called when all that is reachable is marked.
func afterDeadcode(d *deadcodePass) {
	seenReflect = d.reflectSeen
	if !deltaOn() {
		return
	}
	delta.d = d
	if d.reflectSeen != theBase.reflectSeen {
		giveUp("reflection can call any method for the first time")
	}
	ldr := d.ldr
	for s := loader.Sym(1); s < loader.Sym(ldr.NSym()); s++ {
		if !ldr.AttrReachable(s) || ldr.IsKept(s) || ldr.IsExternal(s) || ldr.ObjKind(s).IsDWARF() {
			continue
		}
		relocs := ldr.Relocs(s)
		for i := 0; i < relocs.Count(); i++ {
			r := relocs.At(i)
			rs := r.Sym()
			if rs == 0 || r.Siz() == 0 || r.Weak() || r.Type() == objabi.R_METHODOFF && !ldr.AttrReachable(rs) {
				continue
			}
			if linkerNames[ldr.SymName(rs)] && r.Type() != objabi.R_TLS_LE {
				giveUp("%s asks for %s", ldr.SymName(s), ldr.SymName(rs))
			}
			if ldr.IsExternal(rs) && !ldr.IsKept(rs) && rs != delta.order && r.Type() != objabi.R_TLS_LE {
				giveUp("%s refers to %s, which is in no object that was read", ldr.SymName(s), ldr.SymName(rs))
			}
		}
	}
	for _, s := range loader.DeltaLink.Taken {
		if !ldr.AttrReachable(s) || ldr.IsKept(s) || ldr.ObjKind(s).IsDWARF() {
			continue
		}
		kind := ldr.ObjKind(s)
		name := ldr.SymName(s)
		switch {
		case isInittask(name):
			giveUp("%s would run for the first time", name)
		case isVariable(kind) && name != "" && ldr.IsFileLocal(s) && theBase.find(staticKey(ldr, s), 0) != nil:
			giveUp("the base has the variable %s already, under no name", name)
		case kind == sym.SBSS && ldr.SymSize(s) <= 8:
			// It may be a map whose initialization the base has dropped.
			giveUp("variable %s is not in the base", name)
		case kind == sym.STEXTFIPS || kind >= sym.SNOPTRDATAFIPSSTART && kind <= sym.SNOPTRDATAFIPSEND || kind >= sym.SDATAFIPSSTART && kind <= sym.SDATAFIPSEND || kind == sym.SRODATAFIPS:
			giveUp("%s is checked by crypto/fips140", name)
		case !kind.IsText() && !isVariable(kind) && kind != sym.SRODATA && !kind.IsRODATA() && kind != sym.SPCLNTAB && kind != sym.SGOFUNC:
			giveUp("%s has a kind that is not known: %v", name, kind)
		}
	}
}

// deltaInittasks takes the place of inittasks.
func deltaInittasks(ctxt *Link) {
	if !deltaOn() {
		ctxt.inittasks()
		if *flagBaseTable != "" {
			seenTasks = readTasks(ctxt)
		}
		return
	}
	ldr := ctxt.loader
	tasks := theBase.tasks
	for i := range theBase.packages {
		if p := &theBase.packages[i]; p.changed {
			delete(tasks, objabi.PathToPrefix(p.path)+"..inittask")
		}
	}
	var changed []loader.Sym
	for _, s := range delta.tasks {
		task := readTask(ldr, s)
		tasks[task.name] = &task
		changed = append(changed, s)
	}
	delta.tasks = changed
	order := ldr.MakeSymbolBuilder("go:delta.inittasks")
	order.SetType(sym.SNOPTRDATA)
	for _, name := range orderTasks(tasks) {
		s := ldr.NameRef(name, 0)
		if ldr.IsExternal(s) && !ldr.IsKept(s) {
			giveUp("the base has no %s", name)
		}
		order.AddAddr(ctxt.Arch, s)
	}
	delta.order = order.Sym()
}

func readTask(ldr *loader.Loader, s loader.Sym) baseTask {
	task := baseTask{name: ldr.SymName(s), runs: ldr.SymSize(s) > 8}
	relocs := ldr.Relocs(s)
	for i := 0; i < relocs.Count(); i++ {
		if r := relocs.At(i); r.Type() == objabi.R_INITORDER {
			task.deps = append(task.deps, ldr.SymName(r.Sym()))
		}
	}
	return task
}

// readTasks gives all init tasks that the main package asks for, directly or not.
func readTasks(ctxt *Link) []baseTask {
	ldr := ctxt.loader
	var tasks []baseTask
	seen := map[string]bool{}
	open := []string{"main..inittask"}
	for len(open) > 0 {
		name := open[len(open)-1]
		open = open[:len(open)-1]
		s := ldr.Lookup(name, 0)
		if seen[name] || s == 0 {
			continue
		}
		seen[name] = true
		task := readTask(ldr, s)
		tasks = append(tasks, task)
		open = append(open, task.deps...)
	}
	return tasks
}

// orderTasks gives the tasks that run, as inittaskSym orders them: each after what it depends on, and of those
// that could be next the first by name.
func orderTasks(tasks map[string]*baseTask) []string {
	waits := map[string]int{}
	importers := map[string][]string{}
	var ready []string
	open := []string{"main..inittask"}
	if tasks["main..inittask"] == nil {
		giveUp("the main package has no init task")
	}
	waits["main..inittask"] = 0
	for len(open) > 0 {
		name := open[len(open)-1]
		open = open[:len(open)-1]
		task := tasks[name]
		if task == nil {
			giveUp("the base has no %s", name)
		}
		for _, dep := range task.deps {
			importers[dep] = append(importers[dep], name)
			if _, ok := waits[dep]; !ok {
				waits[dep] = 0
				open = append(open, dep)
			}
		}
		waits[name] = len(task.deps)
		if len(task.deps) == 0 {
			ready = append(ready, name)
		}
	}
	sort.Strings(ready)
	var order []string
	for len(ready) > 0 {
		name := ready[0]
		ready = ready[1:]
		delete(waits, name)
		if tasks[name].runs {
			order = append(order, name)
		}
		for _, importer := range importers[name] {
			waits[importer]--
			if waits[importer] == 0 {
				i := sort.SearchStrings(ready, importer)
				ready = append(ready, "")
				copy(ready[i+1:], ready[i:])
				ready[i] = importer
			}
		}
	}
	if len(waits) > 0 {
		giveUp("the init tasks have no order")
	}
	return order
}

// deltaStackCheck takes the place of doStackCheck: the functions of the base have the height that they had there.
func deltaStackCheck(ctxt *Link) {
	if !deltaOn() {
		ctxt.doStackCheck()
		if *flagBaseTable != "" {
			sc := newStackCheck(ctxt, false)
			for _, s := range ctxt.Textp {
				sc.check(s)
			}
			seenHeights = sc.height
		}
		return
	}
	ldr := ctxt.loader
	sc := newStackCheck(ctxt, false)
	sc.morestack = ldr.NameRef("runtime.morestack", 0)
	limit := objabi.StackNosplit(*flagRace) - sc.callSize
	if buildcfg.GOARCH == "arm64" {
		limit -= 8 // as doStackCheck has it: the frame pointer is saved below the stack pointer
	}
	// First all references are resolved, then the heights of the base are put in.
	for _, s := range ctxt.Textp {
		relocs := ldr.Relocs(s)
		for i := 0; i < relocs.Count(); i++ {
			relocs.At(i).Sym()
		}
	}
	for s := range ldr.KeptSyms() {
		if r := theBase.find(ldr.SymName(s), ldr.SymVersion(s)); r != nil && sym.SymKind(r.kind).IsText() {
			sc.height[s] = r.height
		}
	}
	sc.height[sc.morestack] = 0
	for _, s := range ctxt.Textp {
		height := sc.check(s)
		if height > limit {
			giveUp("%s needs too much stack without a check", ldr.SymName(s))
		}
		if b := delta.jumps[s]; b != nil && height > int(b.height) {
			if user := theBase.unchangedUser(b); user != "" && ldr.IsNoSplit(s) {
				giveUp("%s needs more stack without a check, and %s calls it", ldr.SymName(s), user)
			}
		}
	}
}

// inlinedInfo gives the function ID and the start line of a function of which only inlined copies are read.
func inlinedInfo(ctxt *Link, s loader.Sym) (funcID uint8, startLine int32) {
	ldr := ctxt.loader
	if deltaOn() {
		if b := theBase.find(ldr.SymName(s), ldr.SymVersion(s)); b != nil && sym.SymKind(b.kind).IsText() && b.startLine != 0 && !theBase.isChanged(b) {
			return b.funcID, b.startLine
		}
		p := theBase.packageOf(loader.PackageOf(ldr.SymName(s)))
		isUnchanged := p != nil && !p.changed
		if isUnchanged {
			if known := ldr.DefinedIn(p.path, ldr.SymName(s), ldr.SymVersion(s)); known != 0 {
				if info := ldr.FuncInfo(known); info.Valid() {
					return uint8(info.FuncID()), info.StartLine()
				}
			}
		}
		// An instance that only another package has: all copies have the lines of the package that declares it.
		if b := theBase.find(unusedKey(ldr.SymName(s)), ldr.SymVersion(s)); b != nil && b.startLine != 0 && (isUnchanged || !theBase.isChanged(b)) {
			return b.funcID, b.startLine
		}
		giveUp("the start line of the inlined function %s is not known", ldr.SymName(s))
	}
	panic("inlined function " + ldr.SymName(s) + " missing func info")
}
