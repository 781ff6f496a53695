// A server of generated packages: core, and ten areas that import it and cost as much to compile.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"

	"example.com/bench/fanout/internal/area0"
	"example.com/bench/fanout/internal/area1"
	"example.com/bench/fanout/internal/area2"
	"example.com/bench/fanout/internal/area3"
	"example.com/bench/fanout/internal/area4"
	"example.com/bench/fanout/internal/area5"
	"example.com/bench/fanout/internal/area6"
	"example.com/bench/fanout/internal/area7"
	"example.com/bench/fanout/internal/area8"
	"example.com/bench/fanout/internal/area9"
	"example.com/bench/fanout/internal/core"
)

const token = "first"

var totals = []func([]int) int{
	area0.Total, area1.Total, area2.Total, area3.Total, area4.Total,
	area5.Total, area6.Total, area7.Total, area8.Total, area9.Total,
}

func main() {
	http.HandleFunc("GET /answer", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "%s %s %d", token, core.Answer(), os.Getpid())
	})
	http.HandleFunc("GET /totals", func(w http.ResponseWriter, _ *http.Request) {
		for _, total := range totals {
			fmt.Fprintln(w, total([]int{1, 2, 3}))
		}
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
