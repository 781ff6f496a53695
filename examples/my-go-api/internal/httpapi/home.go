package httpapi

import (
	"embed"
	"html/template"
	"log"
	"net/http"

	"example.com/greeting"
)

//go:embed templates/*.html
var files embed.FS

var pages = template.Must(template.ParseFS(files, "templates/*.html"))

func (a *api) home(w http.ResponseWriter, _ *http.Request) {
	page := struct {
		Greeting string
		Users    any
	}{greeting.For(a.word, ""), a.users.All()}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := pages.ExecuteTemplate(w, "home.html", page); err != nil {
		log.Printf("writing the home page: %v", err)
	}
}
