package main

import (
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
)

// ignored is true once signals are only told, not heeded.
var ignored atomic.Bool

// reportSignals tells the test of each signal, and then ends the program with 0 unless it is to ignore them.
func reportSignals(l *link) {
	received := make(chan os.Signal, 8)
	signal.Notify(received, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP, syscall.SIGUSR1)
	go func() {
		for s := range received {
			l.send(message{"event": "signal", "name": names[s]})
			if !ignored.Load() {
				os.Exit(0)
			}
		}
	}()
}

var names = map[os.Signal]string{
	syscall.SIGTERM: "SIGTERM", syscall.SIGINT: "SIGINT", syscall.SIGHUP: "SIGHUP", syscall.SIGUSR1: "SIGUSR1",
}
