// Package store keeps values in memory.
package store

import "sync"

// Memory holds values under ids that count from 1. It is safe for concurrent use; its zero value is empty.
type Memory[V any] struct {
	mu     sync.RWMutex
	values []V
}

// Add stores the value that build makes for its new id.
func (m *Memory[V]) Add(build func(id int) V) V {
	m.mu.Lock()
	defer m.mu.Unlock()
	value := build(len(m.values) + 1)
	m.values = append(m.values, value)
	return value
}

// Get returns the value with this id, and whether there is one.
func (m *Memory[V]) Get(id int) (V, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if id < 1 || id > len(m.values) {
		var none V
		return none, false
	}
	return m.values[id-1], true
}

// All returns a copy of the values, oldest first; it is never nil.
func (m *Memory[V]) All() []V {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return append([]V{}, m.values...)
}
