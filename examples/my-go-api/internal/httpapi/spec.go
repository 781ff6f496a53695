package httpapi

import (
	"io"
	"net/http"

	"example.com/my-go-api/packed"
)

// spec serves the OpenAPI document that was packed before this build.
func spec(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, packed.SwaggerJSON)
}
