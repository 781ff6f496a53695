package overlay

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
)

//go:embed _addition
var addition embed.FS

// The edits of the linker's own files, as they are a part of what the tool is made of.
//
//go:embed anchor.go changes.go
var edits embed.FS

// Write writes the changed and added files of cmd/link into the folder dir, and gives the file that `go build
// -overlay` takes. It fails where an anchor doesn't fit the sources of goroot exactly once.
func Write(goroot, dir string) (string, error) {
	replaced := map[string]string{}
	put := func(name string, text []byte) error {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			return err
		}
		replaced[original(goroot, name)] = file
		return os.WriteFile(file, text, 0o666)
	}
	for name, apply := range changes {
		text, err := os.ReadFile(original(goroot, name))
		if err != nil {
			return "", err
		}
		changed, err := Change(name, text, apply)
		if err != nil {
			return "", err
		}
		if err := put(name, changed); err != nil {
			return "", err
		}
	}
	err := eachAddition(func(name string, text []byte) error {
		if _, err := os.Stat(original(goroot, name)); err == nil {
			return fmt.Errorf("%s: the toolchain has this file already", name)
		}
		return put(name, text)
	})
	if err != nil {
		return "", err
	}
	text, err := json.MarshalIndent(map[string]any{"Replace": replaced}, "", "\t")
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "overlay.json")
	return file, os.WriteFile(file, text, 0o666)
}

// Change gives the text of one file with its changes.
func Change(name string, text []byte, apply func(*source)) ([]byte, error) {
	s, err := parse(name, text)
	if err != nil {
		return nil, err
	}
	apply(s)
	return s.result()
}

func original(goroot, name string) string {
	return filepath.Join(goroot, "src", "cmd", "link", "internal", filepath.FromSlash(name))
}

func eachAddition(visit func(name string, text []byte) error) error {
	return fs.WalkDir(addition, "_addition", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := addition.ReadFile(file)
		if err != nil {
			return err
		}
		return visit(path.Join(path.Base(path.Dir(file)), path.Base(file)), text)
	})
}

// Key is a hash of all that the tool is made of: the version of Go and the platform, the sources of the linker, the
// edits of them and the addition.
func Key(goroot, toolchain string) (string, error) {
	sum := sha256.New()
	fmt.Fprintln(sum, toolchain)
	var files []string
	root := filepath.Join(goroot, "src", "cmd", "link")
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && filepath.Ext(file) == ".go" {
			files = append(files, file)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	sort.Strings(files)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(sum, file, len(text))
		sum.Write(text)
	}
	for _, name := range []string{"anchor.go", "changes.go"} {
		text, err := edits.ReadFile(name)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(sum, name, len(text))
		sum.Write(text)
	}
	if err := eachAddition(func(name string, text []byte) error {
		fmt.Fprintln(sum, name, len(text))
		sum.Write(text)
		return nil
	}); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)[:12]), nil
}
