package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"strconv"
	"sync/atomic"
)

// status is the status of every HTTP answer.
var status atomic.Int64

// listen answers HTTP requests on a port of 127.0.0.1 with the version; 0 takes a free one.
func listen(port int) (int, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return 0, err
	}
	status.CompareAndSwap(0, 200)
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go serve(connection)
		}
	}()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// serve is as much HTTP as a probe needs; net/http would make the build slower.
func serve(connection net.Conn) {
	defer connection.Close()
	for lines := bufio.NewScanner(connection); lines.Scan() && lines.Text() != ""; {
	}
	fmt.Fprintf(connection, "HTTP/1.1 %d Rig\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s",
		status.Load(), len(version), version)
}

// readLine reads a line of stdin, byte by byte, since a buffer would swallow the next one.
func readLine() string {
	var line []byte
	for one := make([]byte, 1); ; {
		if n, err := os.Stdin.Read(one); n == 0 || err != nil || one[0] == '\n' {
			return string(line)
		}
		line = append(line, one[0])
	}
}
