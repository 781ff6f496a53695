package main

import (
	"os"
	"os/signal"
	"sync/atomic"
)

// ignored is true once signals are only told, not heeded.
var ignored atomic.Bool

// reportSignals tells the test of each signal, and then ends the program with 0 unless it is to ignore them.
func reportSignals(l *link) {
	received := make(chan os.Signal, 8)
	for s := range names {
		signal.Notify(received, s)
	}
	go func() {
		for s := range received {
			l.send(message{"event": "signal", "name": names[s]})
			if !ignored.Load() {
				os.Exit(0)
			}
		}
	}()
}
