package main

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

func itself() string {
	file, _ := os.Executable()
	return file
}

func leaveSession(child *exec.Cmd) {
	child.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

// become runs another command and ends as that does: Windows can't give it this process.
func become(file string, args []string) error {
	command := exec.Command(file, args[1:]...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := command.Run()
	var exit *exec.ExitError
	if err == nil || errors.As(err, &exit) {
		os.Exit(command.ProcessState.ExitCode())
	}
	return err
}

// What Go calls the events of the console: Ctrl-C and Ctrl-Break; its closing.
var names = map[os.Signal]string{os.Interrupt: "SIGINT", syscall.SIGTERM: "SIGTERM"}
