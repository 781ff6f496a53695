//go:build !windows

package main

import (
	"os"
	"os/exec"
	"syscall"
)

// itself is this program's file, also where another has its path by now.
func itself() string { return "/proc/self/exe" }

func leaveSession(child *exec.Cmd) { child.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }

// become gives its place to another command; it returns only where that fails.
func become(file string, args []string) error { return syscall.Exec(file, args, os.Environ()) }

var names = map[os.Signal]string{
	syscall.SIGTERM: "SIGTERM", syscall.SIGINT: "SIGINT", syscall.SIGHUP: "SIGHUP", syscall.SIGUSR1: "SIGUSR1",
}
