// Package text is used by the others, and uses none of them.
package text

import "strings"

// Width is an initialized variable that others read.
var Width = 12

// Fill is a variable without a value of its own.
var Fill []string

var table = map[string]int{"a": 1, "b": 2, "c": 3}

// Pad is small enough to be inlined.
func Pad(s string) string {
	if len(s) >= Width {
		return s
	}
	return s + strings.Repeat(".", Width-len(s))
}

//go:noinline
func Lookup(s string) int { return table[s] }

//go:noinline
func Half(n uint) uint { return n / 2 }

// Map is generic.
func Map[T, U any](list []T, f func(T) U) []U {
	var out []U
	for _, v := range list {
		out = append(out, f(v))
	}
	return out
}

// Pair is a generic type with a method.
type Pair[A, B any] struct {
	First  A
	Second B
}

func (p Pair[A, B]) Swap() Pair[B, A] { return Pair[B, A]{p.Second, p.First} }

// Keep has a closure with a value of the type, and no pointer to one.
//
//go:noinline
func Keep[T any](v T) func() T { return func() T { return v } }

// Box has a pointer to a value of the type.
//
//go:noinline
func Box[T any](v T) func() *T { return func() *T { return &v } }
