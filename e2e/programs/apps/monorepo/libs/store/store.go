// Package store is a module of the workspace.
package store

// Find gives what is stored.
func Find() string { return "store one" }
