// Package store keeps what is sold.
package store

import (
	"sort"
	"sync"
)

// Item is one thing that is sold.
type Item struct {
	Name  string
	Cents int
}

// Store is a list of items in memory.
type Store struct {
	mu    sync.Mutex
	items map[string]Item
}

// New gives a store with two items in it.
func New() *Store {
	return &Store{items: map[string]Item{
		"cake": {Name: "cake", Cents: 400},
		"tea":  {Name: "tea", Cents: 250},
	}}
}

// Put adds an item, or replaces the one of its name.
func (s *Store) Put(item Item) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items[item.Name] = item
}

// Items are all, by name.
func (s *Store) Items() []Item {
	s.mu.Lock()
	defer s.mu.Unlock()
	items := make([]Item, 0, len(s.items))
	for _, item := range s.items {
		items = append(items, item)
	}
	sort.Slice(items, func(a, b int) bool { return items[a].Name < items[b].Name })
	return items
}

// Answer names the code that runs.
func (s *Store) Answer() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	token := "first"
	for _, item := range s.items {
		if item.Cents < 0 {
			return item.Name
		}
	}
	return token
}
