package corpus

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"

	"nx-go-run/linker/overlay"
)

var (
	only = flag.String("only", "", "edits whose name has this text")
	all  = flag.Bool("all", false, "all edits for the other processor as well, instead of each third, or with C of each twelfth")
)

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
		return "", err
	}
	path := strings.TrimSpace(string(text))
	return path, checkSources(path)
})

// checkSources fails where the tool is of other sources than this test is built with; so a result that go has in its
// cache is of these.
func checkSources(path string) error {
	text, err := exec.Command("go", "env", "GOROOT", "GOVERSION", "GOHOSTOS", "GOHOSTARCH").Output()
	if err != nil {
		return err
	}
	words := strings.Fields(string(text))
	key, err := overlay.Key(words[0], strings.Join(words[1:], " "))
	if err == nil && !strings.Contains(path, key) {
		return fmt.Errorf("%s is not made of these sources, %s", path, key)
	}
	return err
}

func theTool(t *testing.T) string {
	t.Helper()
	path, err := tool()
	if err != nil {
		t.Fatalf("the tool does not build: %v", err)
	}
	return path
}

// other is the processor that programs are linked for beside this machine's.
var other = map[string]string{"amd64": "arm64", "arm64": "amd64"}[runtime.GOARCH]

var targets = []Target{{runtime.GOARCH, false}, {runtime.GOARCH, true}, {other, false}, {other, true}}

// needCompiler skips what this machine can't compile.
func needCompiler(t *testing.T, target Target) {
	t.Helper()
	if _, err := exec.LookPath(target.Compiler()); target.CGO && target.IsCross() && err != nil {
		t.Skip(err)
	}
}

// canRun tells whether this machine runs programs of a target.
func canRun(target Target) bool {
	_, err := exec.LookPath(target.Emulator())
	return !target.IsCross() || err == nil
}

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

func copyApp(dir string, target Target) error {
	if err := os.CopyFS(dir, os.DirFS("testdata/app")); err != nil || !target.CGO {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "c.go"), []byte(cFile), 0o666)
}

func appIn(t *testing.T, dir string, target Target) {
	t.Helper()
	if err := copyApp(dir, target); err != nil {
		t.Fatal(err)
	}
}

func compile(t *testing.T, dir string, target Target, before Program) Program {
	t.Helper()
	p, err := Compile("go", dir, target)
	if err != nil {
		t.Fatalf("does not compile: %v", err)
	}
	if err := p.KeepEqual(before); err != nil {
		t.Fatal(err)
	}
	return p
}

// shared holds what several tests use, until the last of them has ended.
var shared string

func TestMain(m *testing.M) {
	var err error
	if shared, err = os.MkdirTemp("", "delta-corpus"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(shared)
	os.Exit(code)
}

var bases = func() map[Target]func() (Base, error) {
	bases := map[Target]func() (Base, error){}
	for _, target := range targets {
		bases[target] = sync.OnceValues(makeBase(target))
	}
	return bases
}()

func makeBase(target Target) func() (Base, error) {
	return func() (Base, error) {
		path, err := tool()
		if err != nil {
			return Base{}, err
		}
		dir, err := os.MkdirTemp(shared, "base")
		if err != nil {
			return Base{}, err
		}
		app := filepath.Join(dir, "app")
		if err := copyApp(app, target); err != nil {
			return Base{}, err
		}
		p, err := Compile("go", app, target)
		if err != nil {
			return Base{}, err
		}
		return p.LinkBase(path, dir)
	}
}

func theBase(t *testing.T, target Target) Base {
	t.Helper()
	needCompiler(t, target)
	base, err := bases[target]()
	if err != nil {
		t.Fatal(err)
	}
	return base
}

// What differs between two runs of the same program.
var volatile = regexp.MustCompile(`0x[0-9a-f]+|goroutine \d+|\+0x\S+|[\d.]+ms`)

func TestBaseIsTheStockLinkersProgram(t *testing.T) {
	for _, target := range targets {
		t.Run(target.String(), func(t *testing.T) { compareBase(t, target) })
	}
}

func compareBase(t *testing.T, target Target) {
	needCompiler(t, target)
	dir := t.TempDir()
	appIn(t, dir+"/app", target)
	p := compile(t, dir+"/app", target, Program{})
	base, err := p.LinkBase(theTool(t), dir)
	if err != nil {
		t.Fatal(err)
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	stock := filepath.Join(dir, "stock")
	r := p.Link(filepath.Join(strings.TrimSpace(string(root)), "pkg/tool/linux_"+runtime.GOARCH+"/link"), stock)
	if r.Code != 0 {
		t.Fatal(r.Stderr)
	}
	a, _ := os.ReadFile(base.Exe)
	b, _ := os.ReadFile(stock)
	if !bytes.Equal(a, b) {
		t.Fatal("the base differs from the stock linker's program")
	}
}

func TestEditsLinkedAsDelta(t *testing.T) {
	for _, target := range targets {
		edits := Edits
		if target.CGO {
			edits = append(CEdits, Edits...)
		}
		t.Run(target.String(), func(t *testing.T) { linkEdits(t, edits, target) })
	}
}

func linkEdits(t *testing.T, edits []Edit, target Target) {
	base := theBase(t, target)
	each := 1
	if target.IsCross() && !*all && *only == "" {
		each = 3
		if target.CGO {
			each = 12
		}
	}
	for i, edit := range edits {
		if !strings.Contains(edit.Name, *only) || i%each != 1%each {
			continue
		}
		t.Run(edit.Name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			app := filepath.Join(dir, "app")
			appIn(t, app, target)
			if err := edit.Apply(app); err != nil {
				t.Fatal(err)
			}
			p := compile(t, app, target, base.Program)
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
			if !canRun(target) {
				return
			}
			for _, args := range [][]string{nil, {"me"}} {
				env := []string{"GOGC=20", "GODEBUG=gccheckmark=1"}
				a, b := target.Run(env, full, args...), target.Run(env, exe, args...)
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
