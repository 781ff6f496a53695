//go:build windows

// Holds a file as a virus scanner does that reads it: others may read and write it, but not rename or remove it, as
// FILE_SHARE_DELETE is missing. It waits for a file that matches the pattern and can be started, prints its name, and
// lets it go at the end of stdin.
package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

func main() {
	for {
		files, _ := filepath.Glob(os.Args[1])
		for _, file := range files {
			if hold(file) {
				return
			}
		}
		time.Sleep(time.Millisecond)
	}
}

func hold(file string) bool {
	// Until go has written it whole, its folder has it for a moment with another program's content, or with none.
	if info, err := os.Stat(file); err != nil || info.Size() < 1<<20 {
		return false
	}
	name, _ := syscall.UTF16PtrFromString(file)
	const shared = syscall.FILE_SHARE_READ | syscall.FILE_SHARE_WRITE
	handle, err := syscall.CreateFile(name, syscall.GENERIC_READ, shared, nil, syscall.OPEN_EXISTING, 0, 0)
	if err != nil {
		return false
	}
	fmt.Println("holds", file)
	_, _ = io.Copy(io.Discard, os.Stdin)
	_ = syscall.CloseHandle(handle)
	return true
}
