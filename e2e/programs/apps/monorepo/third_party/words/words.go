// Package words is a module that is replaced by this folder.
package words

// Greet gives what the program says.
func Greet() string { return "words one" }
