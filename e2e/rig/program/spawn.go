package main

import (
	"os"
	"os/exec"
)

// childVariable tells a process that it is a child, and its name.
const childVariable = "RIG_CHILD"

// spawn starts this program again as a child, in a session of its own if asked. It inherits the streams.
func spawn(name string, session bool) (int, error) {
	child := exec.Command(itself())
	child.Env = append(os.Environ(), childVariable+"="+name)
	child.Stdout, child.Stderr = os.Stdout, os.Stderr
	if session {
		leaveSession(child)
	}
	if err := child.Start(); err != nil {
		return 0, err
	}
	// Reaped as soon as it ends: a zombie would look alive.
	go func() { _ = child.Wait() }()
	return child.Process.Pid, nil
}
