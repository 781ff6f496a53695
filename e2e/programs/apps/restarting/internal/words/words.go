// Package words is a leaf of the program.
package words

// Greet gives what the program says.
func Greet() string { return "words one" }
