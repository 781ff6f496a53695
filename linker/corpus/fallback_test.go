package corpus

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What isn't known to be right ends with exit code 10 and one line, and the caller links in full.
func TestFallsBack(t *testing.T) {
	base := theBase(t, targets[0])
	p := base.Program
	changed := Program{p.Target, map[string]string{}}
	dir := t.TempDir()
	for path, object := range p.Objects {
		changed.Objects[path] = object
	}
	// The same object at another place counts as changed.
	again := filepath.Join(dir, "main.a")
	if err := Copy(p.Objects["main"], again); err != nil {
		t.Fatal(err)
	}
	changed.Objects["main"] = again
	broken := filepath.Join(dir, "broken.table")
	text, err := os.ReadFile(base.Table)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(broken, text[:len(text)-100], 0o666); err != nil {
		t.Fatal(err)
	}
	without := Program{p.Target, map[string]string{}}
	for path, object := range changed.Objects {
		if path != "example.com/app/text" {
			without.Objects[path] = object
		}
	}
	for _, c := range []struct {
		name    string
		program Program
		base    Base
		flags   []string
		reason  string
	}{
		{"nothing has changed", p, base, nil, "no object has changed"},
		{"-X", changed, base, []string{"-X", "main.name=x"}, "the flags differ"},
		{"other flags", changed, base, []string{"-funcalign=64"}, "flags that change the layout"},
		{"the race detector", changed, base, []string{"-race"}, "the race detector"},
		{"position independent code", changed, base, []string{"-buildmode=pie"}, "-buildmode=exe"},
		{"debug information", changed, base, []string{"-s=0", "-w=0"}, "debug information"},
		{"another linker", changed, base, []string{"-linkmode=external"}, "the internal linker"},
		{"no table", changed, Base{p, base.Exe, base.Table + ".gone"}, nil, "the base's table"},
		{"a table that is cut off", changed, Base{p, base.Exe, broken}, nil, "is broken"},
		{"a package that is gone", without, base, nil, "package example.com/app/text is gone"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := c.program.LinkDelta(theTool(t), c.base, filepath.Join(dir, "exe"), c.flags...)
			if r.Code != 10 || !strings.Contains(r.Stderr, c.reason) || strings.Count(r.Stderr, "\n") != 1 {
				t.Errorf("exit code %d: %s; expected 10 and one line with %q", r.Code, r.Stderr, c.reason)
			}
		})
	}
	t.Run("-X in a changed package", func(t *testing.T) {
		flags := []string{"-X", "main.name=x", "-X", "example.com/app/web.prefix=!"}
		other, err := p.LinkBase(theTool(t), dir, flags...)
		if err != nil {
			t.Fatal(err)
		}
		r := changed.LinkDelta(theTool(t), other, filepath.Join(dir, "exe"), flags...)
		if r.Code != 10 || !strings.Contains(r.Stderr, "-X sets main.name") {
			t.Errorf("exit code %d: %s", r.Code, r.Stderr)
		}
	})
	// The object is the same, so the delta is the same program.
	t.Run("nothing of this", func(t *testing.T) {
		exe := filepath.Join(dir, "same")
		if r := changed.LinkDelta(theTool(t), base, exe); r.Code != 0 {
			t.Fatalf("exit code %d: %s", r.Code, r.Stderr)
		}
		if r := changed.Link(theTool(t), filepath.Join(dir, "full"), "-deltaverify", exe); r.Code != 0 {
			t.Errorf("exit code %d: %s", r.Code, r.Stderr)
		}
	})
}

// A second base is refused where the first is linked by another program's flags.
func TestBaseOfAnotherKindIsRefused(t *testing.T) {
	base := theBase(t, targets[0])
	dir := t.TempDir()
	for _, flags := range [][]string{{"-buildmode=pie"}, {"-race"}, {"-linkmode=external"}} {
		if _, err := base.Program.LinkBase(theTool(t), dir, flags...); err == nil || !strings.Contains(err.Error(), "exit code 10") {
			t.Errorf("%v: %v; expected exit code 10", flags, err)
		}
	}
}

// Where calls of the base, or of the delta, would need trampolines, the way is a full link.
func TestCallsOutOfReach(t *testing.T) {
	target := Target{Arch: "arm64"}
	p := theBase(t, target).Program
	dir := t.TempDir()
	if _, err := p.LinkBase(theTool(t), dir, "-debugtramp=2"); err == nil || !strings.Contains(err.Error(), "exit code 10: delta: full link: the program is so large") {
		t.Errorf("a base with trampolines: %v", err)
	}
	app := filepath.Join(dir, "app")
	appIn(t, app, target)
	edit := func(changes ...string) {
		t.Helper()
		if err := (Edit{Changes: changes}).Apply(app); err != nil {
			t.Fatal(err)
		}
	}
	edit("main.go", "var level = 3", "var level = 3\n\nvar huge [128 << 20]byte\n\nfunc init() { huge[len(os.Args)] = 1 }")
	base, err := compile(t, app, target, p).LinkBase(theTool(t), dir)
	if err != nil {
		t.Fatal(err)
	}
	edit("main.go", "var level = 3", "var level = 4")
	r := compile(t, app, target, base.Program).LinkDelta(theTool(t), base, filepath.Join(dir, "exe"))
	if r.Code != 10 || !strings.Contains(r.Stderr, "is too far from") || strings.Count(r.Stderr, "\n") != 1 {
		t.Errorf("exit code %d: %s", r.Code, r.Stderr)
	}
}

// A function without a stack check may need as much as in a full link, and no word more.
func TestStackWithoutCheck(t *testing.T) {
	for arch, most := range map[string]int{"amd64": 98, "arm64": 96} {
		t.Run(arch, func(t *testing.T) {
			target := Target{Arch: arch}
			base := theBase(t, target)
			for _, room := range []int{most, most + 1} {
				dir := t.TempDir()
				app := filepath.Join(dir, "app")
				appIn(t, app, target)
				eat := fmt.Sprintf("//go:nosplit\n//go:noinline\nfunc eat(n uint) uint {\n\tvar a [%d]uint\n\tfor i := range a {\n\t\ta[i] = n\n\t}\n\treturn a[n%%%d]\n}\n\nfunc main() {\n\teat(1)", room, room)
				if err := (Edit{Changes: []string{"main.go", "func main() {", eat}}).Apply(app); err != nil {
					t.Fatal(err)
				}
				p := compile(t, app, target, base.Program)
				full := p.Link(theTool(t), filepath.Join(dir, "full"))
				r := p.LinkDelta(theTool(t), base, filepath.Join(dir, "exe"))
				if room == most && (full.Code != 0 || r.Code != 0) {
					t.Errorf("%d words: exit codes %d, as a delta %d: %s", room, full.Code, r.Code, r.Stderr)
				}
				if room > most && (full.Code == 0 || r.Code != 10 || !strings.Contains(r.Stderr, "main.eat needs too much stack")) {
					t.Errorf("%d words: exit codes %d, as a delta %d: %s", room, full.Code, r.Code, r.Stderr)
				}
			}
		})
	}
}
