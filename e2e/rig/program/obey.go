package main

import (
	"fmt"
	"os"
)

// obey does what the test says, and answers each command once it is done.
func obey(l *link) {
	for {
		c, ok := l.next()
		if !ok {
			return
		}
		answer := message{"id": c.ID}
		switch c.Do {
		case "listen":
			port, err := listen(c.Port)
			answer["port"] = port
			if err != nil {
				answer["error"] = err.Error()
			}
		case "answer":
			status.Store(int64(c.Code))
		case "print":
			fmt.Println(c.Text)
		case "complain":
			fmt.Fprintln(os.Stderr, c.Text)
		case "ignore":
			ignored.Store(true)
		case "spawn":
			pid, err := spawn(c.Name, c.Session)
			answer["pid"] = pid
			if err != nil {
				answer["error"] = err.Error()
			}
		case "env":
			answer["value"], answer["set"] = os.LookupEnv(c.Name)
		case "readLine":
			answer["value"] = readLine()
		case "exit":
			os.Exit(c.Code)
		}
		l.send(answer)
	}
}
