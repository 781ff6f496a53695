package main

import "os"

// parts is filled by the init functions that a test adds: from other packages, embedded files and the like.
var parts = map[string]string{}

// linked is set by the linker, with -ldflags "-X main.linked=…".
var linked string

// hello tells the test who this is.
func hello(role string) message {
	cwd, _ := os.Getwd()
	return message{
		"event": "hello", "role": role, "child": os.Getenv(childVariable), "pid": os.Getpid(),
		"args": os.Args[1:], "cwd": cwd, "version": version, "linked": linked, "parts": parts,
	}
}
