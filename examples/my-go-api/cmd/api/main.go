// Command api serves users and greetings.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"example.com/my-go-api/internal/httpapi"
	"example.com/my-go-api/internal/users"
)

// grace is how long requests may take to end once the program was asked to stop.
const grace = 2 * time.Second

// @title			My Go API
// @version		1.0
// @description	Users and greetings, served by the example of nx-go-run.
// @BasePath		/api
func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) == 0 || args[0] != "server" {
		return errors.New("usage: api server [-p port]")
	}
	flags := flag.NewFlagSet("server", flag.ExitOnError)
	port := flags.Int("p", 8080, "the `port` to listen on; 0 takes a free one")
	_ = flags.Parse(args[1:]) // ExitOnError: it doesn't come back with an error
	return serve(ctx, net.JoinHostPort("localhost", strconv.Itoa(*port)))
}

// serve answers requests until ctx is done, and then lets the open ones end.
func serve(ctx context.Context, address string) error {
	registry, err := users.NewRegistry("Ada", "Grace")
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           httpapi.New(registry, greetingWord()),
		ReadHeaderTimeout: 5 * time.Second,
	}
	log.Printf("listening on http://%s", listener.Addr())

	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}

	deadline, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	if err := server.Shutdown(deadline); err != nil {
		return fmt.Errorf("stopped with requests still open: %w", err)
	}
	return nil
}

// greetingWord comes from .env.
func greetingWord() string {
	if word := os.Getenv("GREETING"); word != "" {
		return word
	}
	return "Hello"
}
