// A server whose dependencies lie in its vendor folder.
package main

import (
	"flag"
	"log"
	"net/http"

	"github.com/gin-gonic/gin"

	"example.test/vendored/internal/words"
)

func main() {
	address := flag.String("address", "127.0.0.1:0", "where it listens")
	flag.Parse()
	router := gin.Default()
	router.GET("/", func(c *gin.Context) { c.String(http.StatusOK, "%s, gin %s", words.Greet(), gin.Version) })
	log.Fatal(router.Run(*address))
}
