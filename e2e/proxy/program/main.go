// A server with one path for each kind of traffic that a proxy has to pass on. VERSION says which start it is.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

var version = os.Getenv("VERSION")

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, version) })
	mux.HandleFunc("/echo", echo)
	mux.HandleFunc("/slow", slow)
	mux.HandleFunc("/events", events)
	mux.HandleFunc("/socket", socket)
	mux.HandleFunc("/exit", func(http.ResponseWriter, *http.Request) { os.Exit(3) })
	if os.Getenv("BROKEN") != "" {
		fmt.Fprintln(os.Stderr, "no database")
		os.Exit(4)
	}
	if os.Getenv("LATE") != "" {
		select {}
	}
	server := &http.Server{Addr: net.JoinHostPort("127.0.0.1", os.Getenv("PORT")), Handler: mux}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	ended := make(chan struct{})
	go func() {
		<-signals
		limit, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = server.Shutdown(limit)
		close(ended)
	}()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
	<-ended
}

// echo gives the body back while it is still being sent.
func echo(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Version", version)
	_ = http.NewResponseController(w).EnableFullDuplex()
	_, _ = io.Copy(w, r.Body)
}

// slow answers after some time.
func slow(w http.ResponseWriter, _ *http.Request) {
	time.Sleep(300 * time.Millisecond)
	fmt.Fprint(w, version)
}

// events is a stream of events that never ends by itself.
func events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	for at := 0; ; at++ {
		if _, err := fmt.Fprintf(w, "data: %s %d\n\n", version, at); err != nil {
			return
		}
		w.(http.Flusher).Flush()
		select {
		case <-r.Context().Done():
			return
		case <-time.After(20 * time.Millisecond):
		}
	}
}
