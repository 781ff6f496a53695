package httpapi_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.com/my-go-api/internal/httpapi"
	"example.com/my-go-api/internal/users"
)

func ask(t *testing.T, handler http.Handler, method, path, body string) *httptest.ResponseRecorder {
	t.Helper()
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequest(method, path, strings.NewReader(body)))
	return answer
}

func newAPI(t *testing.T) http.Handler {
	t.Helper()
	registry, err := users.NewRegistry("Ada")
	if err != nil {
		t.Fatal(err)
	}
	return httpapi.New(registry, "Hi")
}

func TestAnswers(t *testing.T) {
	for _, test := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"GET", "/", "", 200, "<h1>Hi, world!</h1>"},
		{"GET", "/healthz", "", 204, ""},
		{"GET", "/nowhere", "", 404, "not found"},
		{"GET", "/api/greeting?name=Ada", "", 200, `{"text":"Hi, Ada!"}`},
		{"GET", "/api/users", "", 200, `[{"id":1,"name":"Ada"}]`},
		{"GET", "/api/users/1", "", 200, `{"id":1,"name":"Ada"}`},
		{"GET", "/api/users/2", "", 404, `{"error":"there is no such user"}`},
		{"GET", "/api/users/ada", "", 404, `{"error":"a user's id is a number"}`},
		{"POST", "/api/users", `{"name":"Grace"}`, 201, `{"id":2,"name":"Grace"}`},
		{"POST", "/api/users", `{"name":" "}`, 400, `{"error":"a user needs a name"}`},
		{"POST", "/api/users", `{`, 400, `{"error":"the body is not the JSON of a user"}`},
	} {
		t.Run(test.method+" "+test.path, func(t *testing.T) {
			answer := ask(t, newAPI(t), test.method, test.path, test.body)
			if answer.Code != test.status {
				t.Errorf("status %d, want %d", answer.Code, test.status)
			}
			if !strings.Contains(answer.Body.String(), test.want) {
				t.Errorf("answer %q lacks %q", answer.Body, test.want)
			}
		})
	}
}

func TestSpecNamesEveryRoute(t *testing.T) {
	var spec struct {
		Paths map[string]map[string]any `json:"paths"`
	}
	answer := ask(t, newAPI(t), "GET", "/swagger/doc.json", "")
	if err := json.Unmarshal(answer.Body.Bytes(), &spec); err != nil {
		t.Fatal(err)
	}
	for path, methods := range map[string][]string{
		"/greeting":   {"get"},
		"/users":      {"get", "post"},
		"/users/{id}": {"get"},
	} {
		for _, method := range methods {
			if _, found := spec.Paths[path][method]; !found {
				t.Errorf("the spec lacks %s %s", method, path)
			}
		}
	}
}
