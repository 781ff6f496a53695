// Linker builds a Go linker that knows delta links, from the sources of an installed toolchain.
//
//	linker -goroot DIR -out DIR
//
// It prints the path of the tool. Exit code 3: this toolchain doesn't fit, with one line that says why.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"nx-go-run/linker/overlay"
)

const exitUnfit = 3

func main() {
	goroot := flag.String("goroot", "", "the toolchain; that of the go command if empty")
	out := flag.String("out", "", "folder for the tool, which gets a folder of its own in it")
	flag.Parse()
	tool, err := build(*goroot, *out)
	if err != nil {
		fmt.Fprintln(os.Stderr, "delta link is off:", strings.ReplaceAll(err.Error(), "\n", " | "))
		os.Exit(exitUnfit)
	}
	fmt.Println(tool)
}

// build gives the path of the tool, which is built only once for the same sources.
func build(goroot, out string) (string, error) {
	if out == "" {
		return "", fmt.Errorf("-out is missing")
	}
	if goroot == "" {
		text, err := exec.Command("go", "env", "GOROOT").Output()
		if err != nil {
			return "", err
		}
		goroot = strings.TrimSpace(string(text))
	}
	goCommand := filepath.Join(goroot, "bin", "go")
	env := append(os.Environ(), "GOTOOLCHAIN=local", "GOROOT="+goroot, "GOFLAGS=", "GOWORK=off", "CGO_ENABLED=0", "GOOS=", "GOARCH=", "GOEXPERIMENT=")
	run := func(args ...string) (string, error) {
		cmd := exec.Command(goCommand, args...)
		cmd.Env = env
		cmd.Dir = filepath.Join(goroot, "src")
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		text, err := cmd.Output()
		if err != nil {
			return "", fmt.Errorf("go %s: %v: %s", args[0], err, strings.TrimSpace(stderr.String()))
		}
		return strings.TrimSpace(string(text)), nil
	}
	target, err := run("env", "GOVERSION", "GOHOSTOS", "GOHOSTARCH")
	if err != nil {
		return "", err
	}
	words := strings.Fields(target)
	if len(words) != 3 || words[1] != "linux" || words[2] != "amd64" && words[2] != "arm64" {
		return "", fmt.Errorf("only linux/amd64 and linux/arm64 are known, not %s", strings.Join(words[1:], "/"))
	}
	// A workspace may be used from machines of both kinds.
	key, err := overlay.Key(goroot, strings.Join(words, " "))
	if err != nil {
		return "", fmt.Errorf("the toolchain has no sources of its linker: %v", err)
	}
	folder, err := filepath.Abs(filepath.Join(out, words[0]+"-"+key))
	if err != nil {
		return "", err
	}
	tool := filepath.Join(folder, "link")
	now := time.Now()
	if _, err := os.Stat(tool); err == nil {
		// Somebody else's tool serves as well; it is built again where it is thought unused.
		_ = os.Chtimes(tool, now, now)
		return tool, nil
	}
	removeUnused(filepath.Dir(folder), now)
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return "", err
	}
	// Another run may build the same at the same time.
	written, err := os.MkdirTemp("", "delta-overlay-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(written)
	sources, err := overlay.Write(goroot, written)
	if err != nil {
		return "", err
	}
	// A toolchain that the go command has downloaded lies among the modules, where no file may be replaced; with
	// another folder for modules, of which nothing is needed, it doesn't.
	env = append(env, "GOMODCACHE="+filepath.Join(folder, "modules"), "GOPROXY=off")
	unfinished := fmt.Sprintf("%s.%d", tool, os.Getpid())
	defer os.Remove(unfinished)
	// The version of the toolchain is stamped into what the tool links, as go itself does for its own linker.
	if _, err := run("build", "-trimpath", "-overlay", sources, "-o", unfinished, "cmd/link"); err != nil {
		return "", err
	}
	return tool, os.Rename(unfinished, tool)
}

// unusedAfter is how long the tool of another toolchain is kept from its last use on.
const unusedAfter = 30 * 24 * time.Hour

var toolFolder = regexp.MustCompile(`^go1\.[^/]+-[0-9a-f]+$`)

// removeUnused removes the folders of tools that nobody has asked for in a long time: toolchains are replaced by newer
// ones. A tool that is asked for again is built again.
func removeUnused(out string, now time.Time) {
	// Nothing is there before the first tool.
	folders, _ := os.ReadDir(out)
	for _, folder := range folders {
		path := filepath.Join(out, folder.Name())
		tool, err := os.Lstat(filepath.Join(path, "link"))
		if err != nil || !toolFolder.MatchString(folder.Name()) || now.Sub(tool.ModTime()) < unusedAfter {
			continue
		}
		// What can't be removed now is tried again the next time.
		_ = os.RemoveAll(path)
	}
}
