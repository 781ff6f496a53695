package overlay

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

func goroot(t *testing.T) string {
	t.Helper()
	text, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

func TestEachAnchorFitsThisToolchain(t *testing.T) {
	root := goroot(t)
	for name, apply := range changes {
		text, err := os.ReadFile(original(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Change(name, text, apply); err != nil {
			t.Error(err)
		}
	}
}

// Whatever of the anchored code is gone, doubled or renamed: the error names the anchor.
func TestAnchorsThatDoNotFit(t *testing.T) {
	root := goroot(t)
	for _, c := range []struct{ file, old, new, want string }{
		{"ld/main.go", "ctxt.linksetup()", "ctxt.linkset()", "Main: 0 × call of ctxt.linksetup, not 1"},
		{"ld/main.go", "ctxt.linksetup()", "ctxt.linksetup()\n\tctxt.linksetup()", "Main: 2 × call of ctxt.linksetup, not 1"},
		{"ld/main.go", "func Main(", "func Principal(", "0 functions Main, not 1"},
		{"ld/data.go", "sect := ldr.SymSect(rs)", "section := ldr.SymSect(rs)", "relocSymState.relocsym: 0 × sect = ldr.SymSect"},
		{"ld/symtab.go", "moduledatatype := ", "typ := ", "Link.symtab: 0 × moduledatatype = ldr.Lookup"},
		{"ld/deadcode.go", "var names []string", "names := []string{}", "deadcodePass.init: 0 × var names"},
		{"loader/loader.go", "objidx       uint32", "index uint32", "0 fields oReader.objidx"},
		{"loader/loader.go", "case goobj.PkgIdxHashed64:", "case 99:\n\t\treturn r.syms[i]\n\tcase goobj.PkgIdxHashed64:", "Loader.resolve: 4 × r.syms[i], not 3"},
	} {
		text, err := os.ReadFile(original(root, c.file))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), c.old) {
			t.Errorf("%s: no %q", c.file, c.old)
			continue
		}
		changed := strings.Replace(string(text), c.old, c.new, 1)
		_, err = Change(c.file, []byte(changed), changes[c.file])
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s without %q: %v; expected %q", c.file, c.old, err, c.want)
		}
	}
}

func TestKeyDependsOnVersionAndSources(t *testing.T) {
	a, err := Key(goroot(t), "go1.26")
	if err != nil {
		t.Fatal(err)
	}
	b, err := Key(goroot(t), "go1.27")
	if err != nil {
		t.Fatal(err)
	}
	if a == b {
		t.Error("two versions have the same key")
	}
	if _, err := Key(t.TempDir(), "go1.26"); err == nil {
		t.Error("a toolchain without sources has a key")
	}
}
