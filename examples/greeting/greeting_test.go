package greeting_test

import (
	"testing"

	"example.com/greeting"
)

func TestFor(t *testing.T) {
	for name, want := range map[string]string{
		"Ada": "Hello, Ada!",
		" ":   "Hello, world!",
	} {
		if got := greeting.For("Hello", name); got != want {
			t.Errorf("For(Hello, %q) = %q, want %q", name, got, want)
		}
	}
}
