package main

import "sync"

// item is one thing that is sold.
type item struct {
	name  string
	cents int
}

var (
	mu    sync.Mutex
	items = []item{{name: "tea", cents: 250}, {name: "cake", cents: 400}}
)

// answer names the code that runs.
func answer() string {
	mu.Lock()
	defer mu.Unlock()
	token := "first"
	for _, one := range items {
		if one.cents < 0 {
			return one.name
		}
	}
	return token
}
