// An HTTP server from the standard library alone.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
)

const token = "first"

func main() {
	http.HandleFunc("GET /answer", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "%s %s %d", token, answer(), os.Getpid())
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
