// A server with C of its own, and with SQLite.
package main

import (
	"database/sql"
	"flag"
	"fmt"
	"log"
	"net/http"

	_ "github.com/mattn/go-sqlite3"

	"example.test/cgo/native"
)

func main() {
	address := flag.String("address", "127.0.0.1:0", "where it listens")
	flag.Parse()
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		var sum int
		if err := db.QueryRow("select 40 + 2").Scan(&sum); err != nil {
			log.Print(err)
		}
		fmt.Fprintf(w, "main one, %s, %d\n", native.Words(), sum)
	})
	log.Fatal(http.ListenAndServe(*address, nil))
}
