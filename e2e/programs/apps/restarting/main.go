// A server that replaces itself on SIGHUP: its child takes over the socket, and it ends.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"github.com/cloudflare/tableflip"

	"example.test/restarting/internal/words"
)

func main() {
	address := flag.String("address", "127.0.0.1:0", "where it listens")
	flag.Parse()
	upgrader, err := tableflip.New(tableflip.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer upgrader.Stop()

	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGHUP, syscall.SIGTERM)
	go func() {
		for received := range signals {
			if received == syscall.SIGTERM {
				upgrader.Stop()
				return
			}
			if err := upgrader.Upgrade(); err != nil {
				log.Print(err)
			}
		}
	}()

	listener, err := upgrader.Listen("tcp", *address)
	if err != nil {
		log.Fatal(err)
	}
	server := http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "%s, pid %d\n", words.Greet(), os.Getpid())
	})}
	go server.Serve(listener)
	if err := upgrader.Ready(); err != nil {
		log.Fatal(err)
	}
	<-upgrader.Exit()
	server.Shutdown(context.Background())
}
