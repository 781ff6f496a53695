package ld

// What nx-go-run adds to the linker: a base link writes a table of what it has placed where; a delta link links the
// packages that have changed since, and puts them behind a copy of the base program. See linker/README.md.

import (
	"cmd/internal/goobj"
	"cmd/internal/objabi"
	"cmd/link/internal/loader"
	"cmd/link/internal/sym"
	"flag"
	"fmt"
	"internal/buildcfg"
	"os"
	"strings"
	"syscall"
	"time"
)

var (
	flagBaseTable   = flag.String("deltawrite", "", "write the table of this full link to `file`")
	flagDeltaBase   = flag.String("deltabase", "", "link against the base whose table is `file`")
	flagDeltaExe    = flag.String("deltaexe", "", "copy of the base program, which becomes the new program")
	flagDeltaVerify = flag.String("deltaverify", "", "compare the delta-linked program `file` with this full link")
	flagDeltaMap    = flag.String("deltamap", "", "write where the symbols of this delta link are to `file`")
	flagDeltaTimes  = flag.Bool("deltatimes", false, "print the time at which each phase of a delta link ended")
)

// Exit codes beside the linker's own 0, 1 and 2.
const (
	exitFallback = 10 // this delta link isn't known to be right: link in full
	exitDiffers  = 11 // the verifier has found a difference
)

var deltaBegan = time.Now()

func deltaOn() bool { return *flagDeltaBase != "" }

// giveUp ends the delta link with one line of reason.
func giveUp(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "delta: full link: "+format+"\n", args...)
	os.Exit(exitFallback)
}

func stamp(phase string) {
	if *flagDeltaTimes {
		fmt.Fprintf(os.Stderr, "delta: %7.2f ms %s\n", float64(time.Since(deltaBegan).Microseconds())/1000, phase)
	}
}

var theBase *baseTable

// deltaStart is called when the flags are known.
func deltaStart(ctxt *Link) {
	if *flagBaseTable == "" && !deltaOn() {
		return
	}
	limitMemory()
	switch {
	case buildcfg.GOOS != "linux" || codeOf(ctxt) == nil:
		giveUp("only linux/amd64 and linux/arm64 are known, not %s/%s", buildcfg.GOOS, buildcfg.GOARCH)
	case ctxt.BuildMode != BuildModeExe || ctxt.LinkMode == LinkExternal || ctxt.linkShared:
		giveUp("only -buildmode=exe with the internal linker is known")
	case *flagRace || *flagMsan || *flagAsan:
		giveUp("the race detector and the sanitizers are not known")
	case *flagRandLayout != 0 || *FlagFuncAlign != 0 || *FlagDataAddr != -1 || *FlagTextAddr != -1 || *FlagRound != -1:
		giveUp("flags that change the layout are not known")
	case !*FlagW:
		giveUp("a program with debug information is not known, which would describe code that is not used any more")
	case buildcfg.Experiment.FieldTrack || !buildcfg.Experiment.RegabiWrappers:
		giveUp("the experiments of this toolchain are not known")
	}
	if !deltaOn() {
		return
	}
	if *flagDeltaExe == "" {
		giveUp("-deltaexe is missing")
	}
	theBase = openBaseTable(*flagDeltaBase)
	if theBase.args != linkArgs() {
		giveUp("the flags differ from those of the base: %s, not %s", linkArgs(), theBase.args)
	}
	if theBase.config != configLines() {
		giveUp("the module information differs from that of the base")
	}
	*FlagTextAddr = Rnd(theBase.mustFind("runtime.end").addr+1<<20, 1<<20) + 4096
	*FlagS, *FlagW = true, true
	loader.DeltaGiveUp = giveUp
	stamp("base is open")
}

// limitMemory lets this link fail before it takes more than half of the machine's memory: whoever works there has other
// programs, and the stock linker is still there.
func limitMemory() {
	var info syscall.Sysinfo_t
	var limit syscall.Rlimit
	if syscall.Sysinfo(&info) != nil || syscall.Getrlimit(syscall.RLIMIT_DATA, &limit) != nil {
		return
	}
	limit.Cur = min(limit.Cur, uint64(info.Totalram)*uint64(info.Unit)/2)
	syscall.Setrlimit(syscall.RLIMIT_DATA, &limit)
}

// linkArgs gives what the program depends on beside its objects.
func linkArgs() string {
	var kept []string
	args := os.Args[1 : len(os.Args)-1]
	for i := 0; i < len(args); i++ {
		name, _, hasValue := strings.Cut(strings.TrimLeft(args[i], "-"), "=")
		switch name {
		case "o", "importcfg", "deltawrite", "deltabase", "deltaexe", "deltaverify", "deltamap", "buildid":
			if !hasValue {
				i++
			}
		case "deltatimes":
		default:
			kept = append(kept, args[i])
		}
	}
	return strings.Join(kept, " ")
}

// configLines gives the lines of the import configuration that aren't about packages.
func configLines() string {
	data, err := os.ReadFile(flag.Lookup("importcfg").Value.String())
	if err != nil {
		data, _ = os.ReadFile(importcfgFile())
	}
	var lines []string
	for line := range strings.SplitSeq(string(data), "\n") {
		if line != "" && line[0] != '#' && !strings.HasPrefix(line, "packagefile ") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\x00")
}

func importcfgFile() string {
	for i, arg := range os.Args {
		name, value, hasValue := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		if name == "importcfg" && hasValue {
			return value
		}
		if name == "importcfg" && i+1 < len(os.Args) {
			return os.Args[i+1]
		}
	}
	return ""
}

// changedPackages gives the packages whose objects aren't those that the base was linked from.
func changedPackages(ctxt *Link) map[string]bool {
	changed := map[string]bool{}
	for i := range theBase.packages {
		p := &theBase.packages[i]
		file := ctxt.PackageFile[p.path]
		if p.path == "main" {
			file = flag.Arg(0)
		}
		if file == "" {
			giveUp("package %s is gone", p.path)
		}
		if file == p.file {
			if size, modified := fileState(file); size == p.size && modified == p.modified {
				continue
			}
		}
		p.changed = true
		changed[p.path] = true
	}
	return changed
}

var changedSet map[string]bool

// deltaLoadlib takes the place of loadlib: it reads the objects of the changed packages.
func deltaLoadlib(ctxt *Link) {
	if !deltaOn() {
		ctxt.loadlib()
		if *flagBaseTable != "" && (ctxt.LinkMode != LinkInternal || len(ctxt.Shlibs) != 0) {
			giveUp("a program with C beside that of the standard library, or for another linker, is not known")
		}
		return
	}
	changedSet = changedPackages(ctxt)
	if len(changedSet) == 0 {
		giveUp("no object has changed")
	}
	var flags uint32
	if *flagCheckLinkname {
		flags |= loader.FlagCheckLinkname
	}
	ctxt.loader = loader.NewLoader(flags, &ctxt.ErrorReporter.ErrorReporter)
	ctxt.ErrorReporter.SymName = func(s loader.Sym) string { return ctxt.loader.SymName(s) }
	ldr := ctxt.loader
	read := map[string]bool{}
	load := func(lib *sym.Library) {
		read[lib.Pkg] = true
		loadobjfile(ctxt, lib)
	}
	loader.DeltaLink = &loader.Delta{
		IsChanged: func(pkg string) bool { return changedSet[pkg] },
		Find: func(name string, ver int) (loader.BaseSym, bool) {
			r := theBase.find(name, ver)
			if r == nil || r.addr == 0 {
				return loader.BaseSym{}, false
			}
			return loader.BaseSym{Addr: r.addr, UsedInIface: r.flags&recUsedInIface != 0, Kind: sym.SymKind(r.kind), Size: r.size}, true
		},
		PushedBy: func(name string, ver int) string {
			if r := theBase.find(unusedKey(name), ver); r != nil && r.flags&recDupOK == 0 {
				return objabi.PathToPrefix(theBase.packages[r.pkg].path)
			}
			return ""
		},
		Load: func(escaped string) bool {
			p := theBase.packageOf(escaped)
			if p == nil || changedSet[p.path] {
				return false
			}
			file := p.file
			lib := ctxt.LibraryByPkg[p.path]
			if lib == nil {
				lib = addlibpath(ctxt, "delta", "delta", file, p.path, "", p.fingerprint)
			}
			if read[p.path] {
				return false
			}
			load(lib)
			return true
		},
	}
	for _, path := range byRank(changedSet) {
		lib := ctxt.LibraryByPkg[path]
		if lib == nil {
			lib = addlibpath(ctxt, "delta", "delta", ctxt.PackageFile[path], path, "", goobj.FingerprintType{})
		}
		load(lib)
	}
	for _, lib := range ctxt.Library {
		p := theBase.packageOf(objabi.PathToPrefix(lib.Pkg))
		if p == nil {
			giveUp("package %s is new in the program", lib.Pkg)
		}
		if !changedSet[lib.Pkg] && !lib.Fingerprint.IsZero() && lib.Fingerprint != p.fingerprint {
			giveUp("package %s is another one than in the base for %s", lib.Pkg, lib.Objref)
		}
		// Importers that were not compiled anew refer to what the package had before.
		if changedSet[lib.Pkg] && lib.Fingerprint != p.fingerprint {
			for i := range theBase.packages {
				if q := &theBase.packages[i]; !q.changed && q.imports[p.path] {
					giveUp("package %s exports something else, but %s was not compiled anew", p.path, q.path)
				}
			}
		}
	}
	ctxt.LinkMode = LinkInternal
	ldr.LoadSyms(ctxt.Arch)
	ldr.AfterLoadSyms()
	for _, ref := range ldr.LinknameRefs() {
		if theBase.find(linknameKey(ref), 0) == nil {
			giveUp("package %s refers to %s by go:linkname for the first time", ref.Pkg, ref.Name)
		}
	}
	checkStringFlags(ctxt)
	stamp("objects are read")
	placeDelta(ctxt)
	ctxt.Loaded = true
	stamp("symbols are compared with the base")
}

func linknameKey(ref loader.LinknameRef) string { return "\x01linkname:" + ref.Pkg + ":" + ref.Name }

// checkStringFlags gives up where -X sets a variable of a changed package: its new object has the old value again.
func checkStringFlags(ctxt *Link) {
	for i, arg := range os.Args {
		name, value, hasValue := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		if name != "X" {
			continue
		}
		if !hasValue && i+1 < len(os.Args) {
			value = os.Args[i+1]
		}
		variable, _, _ := strings.Cut(value, "=")
		for path := range changedSet {
			if strings.HasPrefix(variable, path+".") {
				giveUp("-X sets %s in a changed package", variable)
			}
		}
	}
}

// deltaTextp is called after linksetup; the order of the functions is that of the objects.
func deltaTextp(ctxt *Link) {
	if !deltaOn() {
		return
	}
	ctxt.Textp = ctxt.loader.TextSyms()
	checkCopies(ctxt.loader, ctxt.Textp)
	if len(ctxt.Textp) == 0 {
		giveUp("no function has changed")
	}
	// The runtime takes offset 0 of a name for no name, so the first function is one that is never called.
	first := ctxt.loader.CreateSymForUpdate("go:delta.text", 0)
	first.SetType(sym.STEXT)
	first.SetReachable(true)
	first.AddBytes(codeOf(ctxt).trap)
	ctxt.Textp = append([]loader.Sym{first.Sym()}, ctxt.Textp...)
}

// deltaTextaddress is called when the functions have addresses: offsets are those of the base's module.
func deltaTextaddress(ctxt *Link) {
	if len(ctxt.tramps) > 0 && (deltaOn() || *flagBaseTable != "") {
		giveUp("the program is so large that calls need trampolines")
	}
	if deltaOn() {
		checkReach(ctxt)
		ctxt.loader.SetSymValue(ctxt.loader.Lookup("runtime.text", 0), theBase.mustFind("runtime.text").addr)
	}
}

// deltaAddress is called when the data have addresses. Until Go 1.26 the list of types has offsets, which are those
// of the base's module; later the types themselves are the list, and begin where the module's types do.
func deltaAddress(ctxt *Link) {
	if deltaOn() && theBase.hasTypelinks() {
		ctxt.loader.SetSymValue(ctxt.loader.Lookup("runtime.types", 0), theBase.mustFind("runtime.types").addr)
	}
}

// deltaOff gives the offset that a section-relative relocation to s needs in the module of the base.
func deltaOff(ldr *loader.Loader, s loader.Sym) (int64, bool) {
	if !deltaOn() {
		return 0, false
	}
	if ldr.ObjKind(s).IsText() {
		return ldr.SymValue(s) - theBase.mustFind("runtime.text").addr, true
	}
	return ldr.SymValue(s) - theBase.mustFind("runtime.types").addr, true
}

// funcdataOff is the same for the tables of a function, where offsets to data are relative to the read-only data of
// the function's own module.
func funcdataOff(ldr *loader.Loader, s loader.Sym) (int64, bool) {
	if !deltaOn() || ldr.ObjKind(s).IsText() {
		return deltaOff(ldr, s)
	}
	return ldr.SymValue(s) - ldr.SymValue(ldr.Lookup("runtime.rodata", 0)), true
}

func moduledataSize(ctxt *Link) int64 {
	if deltaOn() {
		return theBase.moduledata["size"]
	}
	t := ctxt.loader.Lookup("type:runtime.moduledata", 0)
	return decodetypeSize(ctxt.Arch, ctxt.loader.Data(t))
}

// deltaFinish is called when the linker has written its output.
func deltaFinish(ctxt *Link) {
	if nerrors > 0 {
		return
	}
	if deltaOn() {
		stamp("delta is linked")
		mergeDelta(ctxt)
		stamp("program is written")
	}
	if *flagDeltaVerify != "" {
		verifyDelta(ctxt)
	}
	if *flagBaseTable != "" {
		writeBaseTable(ctxt)
	}
}
