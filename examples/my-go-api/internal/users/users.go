// Package users knows who may be greeted.
package users

import (
	"errors"
	"strings"

	"example.com/my-go-api/internal/store"
)

// ErrNoName means that a user was given without a name.
var ErrNoName = errors.New("a user needs a name")

// User is somebody who can be greeted.
type User struct {
	ID   int    `json:"id" example:"1"`
	Name string `json:"name" example:"Ada"`
}

// Registry holds the users, for as long as the program runs.
type Registry struct {
	users store.Memory[User]
}

// NewRegistry returns a registry that knows users with these names.
func NewRegistry(names ...string) (*Registry, error) {
	registry := &Registry{}
	for _, name := range names {
		if _, err := registry.Register(name); err != nil {
			return nil, err
		}
	}
	return registry, nil
}

// Register adds a user. It fails with ErrNoName if the name is blank.
func (r *Registry) Register(name string) (User, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return User{}, ErrNoName
	}
	return r.users.Add(func(id int) User { return User{ID: id, Name: name} }), nil
}

// Find returns the user with this id, and whether there is one.
func (r *Registry) Find(id int) (User, bool) { return r.users.Get(id) }

// All returns the users, oldest first.
func (r *Registry) All() []User { return r.users.All() }
