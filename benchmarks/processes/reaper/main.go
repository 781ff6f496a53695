// Starts a command and adopts every process below it whose parent dies, so that no CPU time is lost: what a
// process has used counts for the one that waits for it, and that is either its parent or this program.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

// PR_SET_CHILD_SUBREAPER of prctl(2).
const setChildSubreaper = 36

func main() {
	if _, _, err := syscall.RawSyscall(syscall.SYS_PRCTL, setChildSubreaper, 1, 0); err != 0 {
		fail("prctl", err)
	}
	command := exec.Command(os.Args[1], os.Args[2:]...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := command.Start(); err != nil {
		fail("start", err)
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		for one := range signals {
			command.Process.Signal(one)
		}
	}()
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			fail("wait", err)
		}
		if pid == command.Process.Pid {
			os.Exit(status.ExitStatus())
		}
	}
}

func fail(what string, err error) {
	fmt.Fprintln(os.Stderr, "reaper:", what, err)
	os.Exit(1)
}
