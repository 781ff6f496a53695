// A server of several processes: one for each processor, all on one port.
package main

import (
	"flag"
	"log"

	"github.com/gofiber/fiber/v2"

	"example.test/prefork/internal/words"
)

func main() {
	address := flag.String("address", "127.0.0.1:0", "where it listens")
	flag.Parse()
	app := fiber.New(fiber.Config{Prefork: true})
	app.Get("/", func(c *fiber.Ctx) error { return c.SendString(words.Greet()) })
	log.Fatal(app.Listen(*address))
}
