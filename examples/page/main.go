// Command page serves a page that templ makes, with a style sheet that is embedded.
package main

import (
	"embed"
	"log"
	"net"
	"net/http"
	"os"
	"sync/atomic"

	"example.com/page/views"
)

//go:embed static
var static embed.FS

func main() {
	listener, err := net.Listen("tcp", net.JoinHostPort("localhost", port()))
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.Serve(listener, handler()))
}

func handler() http.Handler {
	var visits atomic.Int64
	mux := http.NewServeMux()
	mux.Handle("GET /static/", http.FileServerFS(static))
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		page := views.Page(int(visits.Add(1)))
		if err := page.Render(r.Context(), w); err != nil {
			log.Print(err)
		}
	})
	return mux
}

func port() string {
	if port := os.Getenv("PORT"); port != "" {
		return port
	}
	return "8090"
}
