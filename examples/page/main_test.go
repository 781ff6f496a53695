package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestPage(t *testing.T) {
	pages := handler()
	for _, want := range []string{"You are the first one here.", "2 have been here."} {
		recorder := httptest.NewRecorder()
		pages.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/", nil))
		if !strings.Contains(recorder.Body.String(), want) {
			t.Errorf("%q is not in %s", want, recorder.Body)
		}
	}
}
