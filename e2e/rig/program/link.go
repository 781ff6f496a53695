package main

import (
	"bufio"
	"encoding/json"
	"log"
	"net"
	"os"
	"sync"
)

// message is one JSON line.
type message map[string]any

// command is a line from the test.
type command struct {
	ID      int    `json:"id"`
	Do      string `json:"do"`
	Port    int    `json:"port"`
	Code    int    `json:"code"`
	Text    string `json:"text"`
	Session bool   `json:"session"`
	Name    string `json:"name"`
}

// link is the connection to the test.
type link struct {
	lock    sync.Mutex
	encoder *json.Encoder
	lines   *bufio.Scanner
}

// dial connects to the test, whose address is in RIG_ADDRESS.
func dial() *link {
	connection, err := net.Dial("tcp", os.Getenv("RIG_ADDRESS"))
	if err != nil {
		log.Fatal(err)
	}
	return &link{encoder: json.NewEncoder(connection), lines: bufio.NewScanner(connection)}
}

func (l *link) send(m message) {
	l.lock.Lock()
	defer l.lock.Unlock()
	_ = l.encoder.Encode(m)
}

// next waits for a command; it is false once the test has closed the connection.
func (l *link) next() (c command, ok bool) {
	if !l.lines.Scan() {
		return c, false
	}
	return c, json.Unmarshal(l.lines.Bytes(), &c) == nil
}
