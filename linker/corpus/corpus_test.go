package corpus

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

var only = flag.String("only", "", "edits whose name has this text")

var tool = sync.OnceValues(func() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	cmd := exec.Command("go", "run", "nx-go-run/linker", "-out", filepath.Join(cache, "nx-go-run-linker-test"))
	cmd.Env = append(os.Environ(), "GOFLAGS=")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	text, err := cmd.Output()
	if err != nil {
		os.Stderr.Write(stderr.Bytes())
	}
	return strings.TrimSpace(string(text)), err
})

func theTool(t *testing.T) string {
	t.Helper()
	path, err := tool()
	if err != nil {
		t.Fatalf("the tool does not build: %v", err)
	}
	return path
}

// kinds are those of programs: with the standard library's C, or without.
var kinds = []struct {
	name string
	cgo  bool
}{{"without C", false}, {"with C below net", true}}

// A part of the program that calls C.
const cFile = `package main

import (
	"fmt"
	"net"
	"os/user"
)

func init() {
	one, err := user.LookupId("0")
	fmt.Println(one.Uid, err, net.ParseIP("::1"))
}
`

func copyApp(dir string, cgo bool) error {
	if err := os.CopyFS(dir, os.DirFS("testdata/app")); err != nil || !cgo {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "c.go"), []byte(cFile), 0o666)
}

func appIn(t *testing.T, dir string, cgo bool) {
	t.Helper()
	if err := copyApp(dir, cgo); err != nil {
		t.Fatal(err)
	}
}

func compile(t *testing.T, dir string, cgo bool, before Program) Program {
	t.Helper()
	p, err := Compile("go", dir, cgo)
	if err != nil {
		t.Fatalf("does not compile: %v", err)
	}
	if err := p.KeepEqual(before); err != nil {
		t.Fatal(err)
	}
	return p
}

var bases = map[bool]func() (Base, error){false: sync.OnceValues(makeBase(false)), true: sync.OnceValues(makeBase(true))}

func makeBase(cgo bool) func() (Base, error) {
	return func() (Base, error) {
		path, err := tool()
		if err != nil {
			return Base{}, err
		}
		dir, err := os.MkdirTemp("", "delta-base")
		if err != nil {
			return Base{}, err
		}
		app := filepath.Join(dir, "app")
		if err := copyApp(app, cgo); err != nil {
			return Base{}, err
		}
		p, err := Compile("go", app, cgo)
		if err != nil {
			return Base{}, err
		}
		return p.LinkBase(path, dir)
	}
}

func theBase(t *testing.T, cgo bool) Base {
	t.Helper()
	base, err := bases[cgo]()
	if err != nil {
		t.Fatal(err)
	}
	return base
}

// What differs between two runs of the same program.
var volatile = regexp.MustCompile(`0x[0-9a-f]+|goroutine \d+|\+0x\S+|[\d.]+ms`)

func TestBaseIsTheStockLinkersProgram(t *testing.T) {
	for _, kind := range kinds {
		t.Run(kind.name, func(t *testing.T) { compareBase(t, kind.cgo) })
	}
}

func compareBase(t *testing.T, cgo bool) {
	dir := t.TempDir()
	appIn(t, dir+"/app", cgo)
	p := compile(t, dir+"/app", cgo, Program{})
	base, err := p.LinkBase(theTool(t), dir)
	if err != nil {
		t.Fatal(err)
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	stock := filepath.Join(dir, "stock")
	r := p.Link(filepath.Join(strings.TrimSpace(string(root)), "pkg/tool/linux_amd64/link"), stock)
	if r.Code != 0 {
		t.Fatal(r.Stderr)
	}
	a, _ := os.ReadFile(base.Exe)
	b, _ := os.ReadFile(stock)
	if !bytes.Equal(a, b) {
		t.Fatal("the base differs from the stock linker's program")
	}
}

func TestEditsLinkedAsDelta(t *testing.T) { linkEdits(t, Edits, false) }

func TestEditsLinkedAsDeltaWithC(t *testing.T) { linkEdits(t, append(CEdits, Edits...), true) }

func linkEdits(t *testing.T, edits []Edit, cgo bool) {
	base := theBase(t, cgo)
	for _, edit := range edits {
		if !strings.Contains(edit.Name, *only) {
			continue
		}
		t.Run(edit.Name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			app := filepath.Join(dir, "app")
			appIn(t, app, cgo)
			if err := edit.Apply(app); err != nil {
				t.Fatal(err)
			}
			p := compile(t, app, cgo, base.Program)
			exe, full := filepath.Join(dir, "delta"), filepath.Join(dir, "full")
			r := p.LinkDelta(theTool(t), base, exe)
			if edit.Falls != "" {
				if r.Code != 10 || !strings.Contains(r.Stderr, edit.Falls) {
					t.Fatalf("exit code %d: %s; expected 10, %s", r.Code, r.Stderr, edit.Falls)
				}
				return
			}
			if r.Code != 0 {
				t.Fatalf("exit code %d: %s", r.Code, r.Stderr)
			}
			if r := p.Link(theTool(t), full, "-deltaverify", exe); r.Code != 0 {
				t.Errorf("the verifier ends with %d: %s", r.Code, r.Stderr)
			}
			for _, args := range [][]string{nil, {"me"}} {
				env := []string{"GOGC=20", "GODEBUG=gccheckmark=1"}
				a, b := Run(env, full, args...), Run(env, exe, args...)
				for _, r := range []*Result{&a, &b} {
					r.Stdout, r.Stderr = volatile.ReplaceAllString(r.Stdout, "X"), volatile.ReplaceAllString(r.Stderr, "X")
				}
				if a != b {
					t.Errorf("they differ:\nfull  %d\n%s%s\ndelta %d\n%s%s", a.Code, a.Stdout, a.Stderr, b.Code, b.Stdout, b.Stderr)
				}
			}
		})
	}
}
