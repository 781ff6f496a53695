// A gin API: main imports api, which imports prices and store; prices imports store.
package main

import (
	"log"
	"os"

	"example.com/bench/gin/internal/api"
	"example.com/bench/gin/internal/store"
)

const token = "first"

func main() {
	router := api.Routes(store.New(), token)
	log.Fatal(router.Run("127.0.0.1:" + os.Getenv("PORT")))
}
