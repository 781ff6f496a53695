// Package corpus links a program in full and as a delta, for tests and measurements.
package corpus

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"sort"
	"strings"
)

// Target is what a program is made for, beside this system.
type Target struct {
	// Arch is a GOARCH.
	Arch string
	// CGO tells whether the standard library has code in C.
	CGO bool
}

func (t Target) String() string {
	if t.CGO {
		return t.Arch + " with C below net"
	}
	return t.Arch
}

// gnuNames are the names that the tools of GNU and QEMU have for processors.
var gnuNames = map[string]string{"amd64": "x86_64", "arm64": "aarch64"}

// IsCross tells whether the target is another processor than this one.
func (t Target) IsCross() bool { return t.Arch != runtime.GOARCH }

// Compiler gives the C compiler for a target of another processor, by Debian's name.
func (t Target) Compiler() string { return gnuNames[t.Arch] + "-linux-gnu-gcc" }

// Emulator gives QEMU's program that runs programs of another processor.
func (t Target) Emulator() string { return "qemu-" + gnuNames[t.Arch] + "-static" }

func (t Target) env() []string {
	env := []string{"GOARCH=" + t.Arch, "CGO_ENABLED=0"}
	if t.CGO {
		env[1] = "CGO_ENABLED=1"
	}
	if t.CGO && t.IsCross() {
		env = append(env, "CC="+t.Compiler())
	}
	return env
}

// Run runs a program of the target to its end. The libraries of another processor are where Debian has them.
func (t Target) Run(env []string, exe string, args ...string) Result {
	if !t.IsCross() {
		return Run(env, exe, args...)
	}
	return Run(env, t.Emulator(), append([]string{"-L", "/usr/" + gnuNames[t.Arch] + "-linux-gnu", exe}, args...)...)
}

// Program is a compiled main package: its objects by import path, that of the main package under "main".
type Program struct {
	Target  Target
	Objects map[string]string
}

// Compile lets the go command compile the program in a folder.
func Compile(goCommand, dir string, target Target, flags ...string) (Program, error) {
	args := append([]string{"list", "-deps", "-export", "-trimpath"}, flags...)
	args = append(args, "-f", "{{if .Export}}{{.ImportPath}}={{.Export}}={{.Name}}{{end}}", ".")
	cmd := exec.Command(goCommand, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off")
	cmd.Env = append(cmd.Env, target.env()...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	text, err := cmd.Output()
	if err != nil {
		return Program{}, fmt.Errorf("%s", strings.TrimSpace(stderr.String()))
	}
	p := Program{target, map[string]string{}}
	for _, line := range strings.Fields(string(text)) {
		w := strings.Split(line, "=")
		if w[2] == "main" {
			w[0] = "main"
		}
		p.Objects[w[0]] = w[1]
	}
	return p, nil
}

var buildID = regexp.MustCompile(`build id "[^"]*"`)

// KeepEqual takes the objects of before where only the build ID differs: the go command compiles importers anew
// for each change below them, the hot path only for a change of what is exported.
func (p Program) KeepEqual(before Program) error {
	for path, object := range p.Objects {
		old := before.Objects[path]
		if old == "" || old == object {
			continue
		}
		a, err := os.ReadFile(old)
		if err != nil {
			return err
		}
		b, err := os.ReadFile(object)
		if err != nil {
			return err
		}
		if bytes.Equal(buildID.ReplaceAll(a, nil), buildID.ReplaceAll(b, nil)) {
			p.Objects[path] = old
		}
	}
	return nil
}

// Result is how a process ended.
type Result struct {
	Code           int
	Stdout, Stderr string
}

// Run runs a program to its end.
func Run(env []string, name string, args ...string) Result {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		return Result{Code: -1, Stderr: err.Error()}
	}
	return Result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// Link runs a linker. The import configuration is written beside the output.
func (p Program) Link(tool, out string, flags ...string) Result {
	config := out + ".importcfg"
	if err := os.WriteFile(config, []byte(p.Importcfg()), 0o666); err != nil {
		return Result{Code: -1, Stderr: err.Error()}
	}
	args := []string{"-o", out, "-importcfg", config, "-buildmode=exe", "-buildid=corpus/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "-s", "-w"}
	args = append(append(args, flags...), p.Objects["main"])
	return Run(p.Target.env(), tool, args...)
}

// Importcfg gives the import configuration of the linker.
func (p Program) Importcfg() string {
	var lines []string
	for path, object := range p.Objects {
		if path != "main" {
			lines = append(lines, fmt.Sprintf("packagefile %s=%s\n", path, object))
		}
	}
	sort.Strings(lines)
	return strings.Join(lines, "")
}

// Base is a program that was linked in full, with its table.
type Base struct {
	Program    Program
	Exe, Table string
}

// LinkBase links in full and writes the table.
func (p Program) LinkBase(tool, dir string, flags ...string) (Base, error) {
	b := Base{p, filepath.Join(dir, "base"), filepath.Join(dir, "base.table")}
	if r := p.Link(tool, b.Exe, append(flags, "-deltawrite", b.Table)...); r.Code != 0 {
		return b, fmt.Errorf("exit code %d: %s", r.Code, r.Stderr)
	}
	return b, nil
}

// LinkDelta makes `exe` from a copy of the base.
func (p Program) LinkDelta(tool string, b Base, exe string, flags ...string) Result {
	if err := Copy(b.Exe, exe); err != nil {
		return Result{Code: -1, Stderr: err.Error()}
	}
	return p.Link(tool, exe+".part", append(flags, "-deltabase", b.Table, "-deltaexe", exe, "-deltamap", exe+".map")...)
}

// Copy copies an executable file.
func Copy(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o777)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}

// Edit replaces text in files of a program.
type Edit struct {
	Name string
	// File, old text, new text, and so on. The old text has to be there.
	Changes []string
	// Falls is part of the reason for which a full link is expected, or empty.
	Falls string
}

// Apply edits a copy of a program in `dir`.
func (e Edit) Apply(dir string) error {
	for i := 0; i+2 < len(e.Changes); i += 3 {
		file := filepath.Join(dir, e.Changes[i])
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if !strings.Contains(string(text), e.Changes[i+1]) {
			return fmt.Errorf("%s: %q is not in %s", e.Name, e.Changes[i+1], file)
		}
		text = []byte(strings.Replace(string(text), e.Changes[i+1], e.Changes[i+2], 1))
		if err := os.WriteFile(file, text, 0o666); err != nil {
			return err
		}
	}
	return nil
}
