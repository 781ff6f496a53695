// Package httpapi answers the API's requests.
package httpapi

import (
	"net/http"

	"example.com/my-go-api/internal/users"
)

type api struct {
	users *users.Registry
	// word begins each greeting.
	word string
}

// New returns the handler of all routes. word begins each greeting.
func New(registry *users.Registry, word string) http.Handler {
	a := &api{users: registry, word: word}
	routes := http.NewServeMux()
	routes.HandleFunc("GET /{$}", a.home)
	routes.HandleFunc("GET /healthz", healthz)
	routes.HandleFunc("GET /swagger/doc.json", spec)
	routes.HandleFunc("GET /api/greeting", a.greet)
	routes.HandleFunc("GET /api/users", a.listUsers)
	routes.HandleFunc("POST /api/users", a.registerUser)
	routes.HandleFunc("GET /api/users/{id}", a.findUser)
	return routes
}

func healthz(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusNoContent)
}
