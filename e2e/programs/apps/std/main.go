// A server of the standard library alone, with an embedded page.
package main

import (
	"embed"
	"flag"
	"fmt"
	"log"
	"net/http"

	"example.test/std/internal/words"
)

//go:embed assets
var assets embed.FS

func main() {
	address := flag.String("address", "127.0.0.1:0", "where it listens")
	flag.Parse()
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		page, _ := assets.ReadFile("assets/page.html")
		fmt.Fprintf(w, "%s\n%s", words.Greet(), page)
	})
	log.Fatal(http.ListenAndServe(*address, nil))
}
