// Caddy with all its standard modules and one more.
package main

import (
	"fmt"
	"log"
	"os"

	"github.com/caddyserver/caddy/v2"
	_ "github.com/caddyserver/caddy/v2/modules/standard"

	_ "example.com/bench/caddy/internal/answer"
)

const token = "first"

const config = `{
	"admin": {"disabled": true, "config": {"persist": false}},
	"apps": {"http": {"servers": {"bench": {
		"listen": ["127.0.0.1:%s"],
		"automatic_https": {"disable": true},
		"routes": [{"handle": [{"handler": "answer", "token": %q}]}]
	}}}}
}`

func main() {
	caddy.TrapSignals()
	if err := caddy.Load(fmt.Appendf(nil, config, os.Getenv("PORT"), token), true); err != nil {
		log.Fatal(err)
	}
	select {}
}
