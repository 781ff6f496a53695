package httpapi

import (
	"net/http"

	"example.com/greeting"
)

// Greeting is a greeting, ready to be shown.
type Greeting struct {
	Text string `json:"text" example:"Hello, Ada!"`
}

// greet godoc
//
//	@Summary	Greets somebody, or the world
//	@Tags		greeting
//	@Produce	json
//	@Param		name	query		string	false	"who is greeted"
//	@Success	200		{object}	Greeting
//	@Router		/greeting [get]
func (a *api) greet(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, http.StatusOK, Greeting{Text: greeting.For(a.word, r.URL.Query().Get("name"))})
}
