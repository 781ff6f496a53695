// Package answer is a handler of Caddy's, as plugins bring them.
package answer

import (
	"fmt"
	"net/http"
	"os"
	"sync"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
)

func init() {
	caddy.RegisterModule(Handler{})
}

// Item is one thing that is sold.
type Item struct {
	Name  string
	Cents int
}

// Handler answers with the token of its configuration and the one of this file.
type Handler struct {
	Token string `json:"token"`
}

// CaddyModule names the handler.
func (Handler) CaddyModule() caddy.ModuleInfo {
	return caddy.ModuleInfo{
		ID:  "http.handlers.answer",
		New: func() caddy.Module { return new(Handler) },
	}
}

// ServeHTTP answers each request.
func (h Handler) ServeHTTP(w http.ResponseWriter, _ *http.Request, _ caddyhttp.Handler) error {
	_, err := fmt.Fprintf(w, "%s %s %d", h.Token, answer(), os.Getpid())
	return err
}

var (
	mu    sync.Mutex
	items = []Item{{Name: "tea", Cents: 250}, {Name: "cake", Cents: 400}}
)

// answer names the code that runs.
func answer() string {
	mu.Lock()
	defer mu.Unlock()
	token := "first"
	for _, one := range items {
		if one.Cents < 0 {
			return one.Name
		}
	}
	return token
}
