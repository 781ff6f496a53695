//go:build windows

// Gives a command a console of its own, as a terminal does, and presses keys there: a line `C` or `Break` on stdin is
// Ctrl-C or Ctrl-Break, of which each process of the console is told.
package main

import (
	"bufio"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

// events of GenerateConsoleCtrlEvent.
var events = map[string]uintptr{"C": 0, "Break": 1}

func main() {
	kernel := syscall.NewLazyDLL("kernel32.dll")
	// The streams stay pipes of the test: they were taken when this program began.
	kernel.NewProc("FreeConsole").Call()
	if made, _, err := kernel.NewProc("AllocConsole").Call(); made == 0 {
		log.Fatal("AllocConsole: ", err)
	}
	// Both keys end who does not hear of them; so this outlives them.
	signal.Notify(make(chan os.Signal, 8), os.Interrupt)
	command := exec.Command(os.Args[1], os.Args[2:]...)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	if err := command.Start(); err != nil {
		log.Fatal(err)
	}
	go func() {
		for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
			if sent, _, err := kernel.NewProc("GenerateConsoleCtrlEvent").Call(events[lines.Text()], 0); sent == 0 {
				log.Print("GenerateConsoleCtrlEvent: ", err)
			}
		}
	}()
	_ = command.Wait()
	os.Exit(command.ProcessState.ExitCode())
}
