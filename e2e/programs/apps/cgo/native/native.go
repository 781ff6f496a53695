// Package native speaks by C.
package native

// #include "native.h"
import "C"

// Words are those of C, and of this file.
func Words() string {
	return C.GoString(C.word()) + ", " + C.GoString(C.header()) + ", cgo one"
}
