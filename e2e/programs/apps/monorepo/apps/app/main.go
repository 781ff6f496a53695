// A server of three modules: its own, one of go.work, and one that is replaced by a folder.
package main

import (
	"flag"
	"fmt"
	"log"
	"net/http"

	"example.test/store"
	"example.test/words"
)

func main() {
	address := flag.String("address", "127.0.0.1:0", "where it listens")
	flag.Parse()
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "%s, %s\n", words.Greet(), store.Find())
	})
	log.Fatal(http.ListenAndServe(*address, nil))
}
