// Package greeting words a greeting. It is a module of its own, to which go.work joins the API.
package greeting

import (
	"fmt"
	"strings"
)

// For greets name with word; a blank name is greeted as the world.
func For(word, name string) string {
	name = strings.TrimSpace(name)
	if name == "" {
		name = "world"
	}
	return fmt.Sprintf("%s, %s!", word, name)
}
