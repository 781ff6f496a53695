// An app with PocketBase as its framework.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/core"
)

const token = "first"

func main() {
	app := pocketbase.NewWithConfig(pocketbase.Config{DefaultDataDir: dataFolder(), HideStartBanner: true})
	app.OnServe().BindFunc(func(event *core.ServeEvent) error {
		// Else the first start opens a browser.
		event.InstallerFunc = nil
		event.Router.GET("/answer", func(request *core.RequestEvent) error {
			return request.String(http.StatusOK, fmt.Sprintf("%s %s %d", token, answer(), os.Getpid()))
		})
		return event.Next()
	})
	app.RootCmd.SetArgs([]string{"serve", "--http", "127.0.0.1:" + os.Getenv("PORT")})
	if err := app.Start(); err != nil {
		log.Fatal(err)
	}
}

func dataFolder() string {
	if folder := os.Getenv("DATA"); folder != "" {
		return folder
	}
	return "pb_data"
}
