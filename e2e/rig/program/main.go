// A program that does nothing by itself: it tells the test that it runs, and does as it is told. Thus the
// test decides when a process listens, prints, ends or has children.
package main

import "os"

func main() {
	link := dial()
	if isGate() {
		passGate(link)
		return
	}
	link.send(hello(role()))
	reportSignals(link)
	obey(link)
	// The test has gone: a program that nobody controls must not stay.
	os.Exit(86)
}

// role is what this process is to the test.
func role() string {
	if os.Getenv(childVariable) != "" {
		return "child"
	}
	return "program"
}
