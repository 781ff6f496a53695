package httpapi

import (
	"encoding/json"
	"log"
	"net/http"
)

// Problem tells a client what is wrong with its request.
type Problem struct {
	Error string `json:"error" example:"a user needs a name"`
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		log.Printf("writing an answer: %v", err)
	}
}

func writeProblem(w http.ResponseWriter, status int, text string) {
	writeJSON(w, status, Problem{Error: text})
}
