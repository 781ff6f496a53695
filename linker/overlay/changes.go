package overlay

// changes lists, for each file of cmd/link/internal, what is changed in it.
var changes = map[string]func(s *source){
	"loader/loader.go": changeLoader,
	"ld/main.go":       changeMain,
	"ld/deadcode.go":   changeDeadcode,
	"ld/data.go":       changeData,
	"ld/symtab.go":     changeSymtab,
	"ld/pcln.go":       changePcln,
	"ld/lib.go":        changeLib,
}

// The objects of unchanged packages are read symbol by symbol.
func changeLoader(s *source) {
	s.addField("oReader", "objidx", "stub bool")
	s.fn("Loader.toGlobal").begin("if r.stub && r.syms[i] == 0 {\nreturn l.stubSym(r, i)\n}\n")
	resolve := s.fn("Loader.resolve")
	for _, a := range resolve.exprs("r.syms[i]", 3) {
		a.with("l.toGlobal(r, uint32(i))")
	}
	for _, a := range resolve.exprs("l.objs[r.pkg[p]]", 1) {
		a.with("l.refReader(r, p)")
	}
	resolve.call("l.reportMissingBuiltin").before("if bi := l.deltaBuiltin(int(s.SymIdx)); bi != 0 {\nreturn bi\n}")
	s.fn("Loader.Preload").call("l.addObj").before("or.stub = isStub(lib.Pkg)")
	for _, a := range s.fn("Loader.LoadSyms").exprs("l.objs[goObjStart:]", 4) {
		a.with("l.wholeObjs()")
	}
	for _, a := range s.fn("Loader.AssignTextSymbolOrder").exprs("l.objs[goObjStart:]", 1) {
		a.with("l.wholeObjs()")
	}
	refs := s.fn("loadObjRefs")
	for _, a := range refs.exprs("l.LookupOrCreateSym(name, v)", 1) {
		a.with("l.nameRef(name, v)")
	}
	for _, a := range refs.exprs("l.objByPkg[pkg]", 1) {
		a.with("l.pkgReader(pkg)")
	}
}

// The phases of a link.
func changeMain(s *source) {
	main := s.fn("Main")
	main.call("libinit").before("deltaStart(ctxt)")
	main.call("ctxt.loadlib").with("deltaLoadlib(ctxt)")
	main.call("ctxt.inittasks").with("deltaInittasks(ctxt)")
	main.call("ctxt.linksetup").after("deltaTextp(ctxt)")
	main.call("ctxt.dostrdata").inFull()
	main.call("ctxt.doStackCheck").with("deltaStackCheck(ctxt)")
	main.call("ctxt.textbuildid").inFull()
	main.call("ctxt.textaddress").after("deltaTextaddress(ctxt)")
	main.call("ctxt.buildinfo").inFull()
	main.assigns("order").after("deltaAddress(ctxt)")
	main.call("asmbfips").inFull()
	main.call("asmb2").inFull()
	main.call("ctxt.Out.Close").after("deltaFinish(ctxt)")
}

// What is reachable.
func changeDeadcode(s *source) {
	s.fn("deadcodePass.init").declares("names").before("if deltaOn() {\nmarkDelta(d)\nreturn\n}")
	flood := s.fn("deadcodePass.flood")
	flood.condition("d.ctxt.canUsePlugins").wrap("deltaOn() && r.Type().IsDirectCall() || ", "")
	flood.assign("m", "d.decodeIfaceMethod").after("noteIfaceMethod(d, m)")
	flood.assign("name", "d.decodeGenericIfaceMethod").after("noteMethodName(name)")
	deadcode := s.fn("deadcode")
	deadcode.condition("d.genericIfaceMethod[m.m.name]").wrap("wantsMethod(&d, m.m) || ", "")
	deadcode.condition("*flagPruneWeakMap").wrap("!deltaOn() && ", "")
	deadcode.statement("*flagPruneWeakMap").after("afterDeadcode(&d)")
}

// Offsets are relative to the module of the base.
func changeData(s *source) {
	s.fn("relocSymState.relocsym").assign("sect", "ldr.SymSect").
		before("if off, ok := deltaOff(ldr, rs); ok {\no = off + r.Add()\nbreak\n}")
}

// The description of the module.
func changeSymtab(s *source) {
	symtab := s.fn("Link.symtab")
	for _, a := range symtab.exprs("ctxt.BuildMode == BuildModeExe || ctxt.BuildMode == BuildModePIE", 1) {
		a.wrap("!deltaOn() && (", ")")
	}
	symtab.assign("moduledatatype", "ldr.Lookup").with("")
	for _, a := range symtab.exprs("decodetypeSize(ctxt.Arch, ldr.Data(moduledatatype))", 1) {
		a.with("moduledataSize(ctxt)")
	}
	symtab.assign("lastmoduledatap", "ldr.CreateSymForUpdate").before("if deltaOn() {\nreturn symGroupType\n}")
}

// The table of functions.
func changePcln(s *source) {
	s.fn("genInlTreeSym").condition("!ctxt.linkShared").with("deltaOn() {\nid, line := inlinedInfo(ctxt, call.Func)\nfuncID, startLine = abi.FuncID(id), line\n} else if !ctxt.linkShared")
	s.fn("pclntab.generateFuncdata").assign("sect", "ldr.SymSect").
		before("if off, ok := funcdataOff(ldr, rs); ok {\nctxt.Target.Arch.ByteOrder.PutUint32(data[r.Off():], uint32(off+r.Add()))\ncontinue\n}")
}

// The module has a name of its own.
func changeLib(s *source) {
	setup := s.fn("Link.linksetup")
	setup.condition("ctxt.BuildMode == BuildModePlugin").wrap("deltaOn() || ", "")
}
