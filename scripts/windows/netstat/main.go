//go:build windows

// Prints what netstat -ano -p TCP (or TCPv6) prints on Windows. Wine's own shows neither pids nor listeners.
package main

import (
	"encoding/binary"
	"fmt"
	"net"
	"os"
	"slices"
	"syscall"
	"unsafe"
)

// states of MIB_TCP_STATE, as netstat writes them.
var states = map[uint32]string{
	2: "LISTENING", 3: "SYN_SENT", 4: "SYN_RECEIVED", 5: "ESTABLISHED", 6: "FIN_WAIT_1", 7: "FIN_WAIT_2",
	8: "CLOSE_WAIT", 9: "CLOSING", 10: "LAST_ACK", 11: "TIME_WAIT",
}

const (
	families     = 23 // AF_INET6
	family       = 2  // AF_INET
	ownerPidAll  = 5  // TCP_TABLE_OWNER_PID_ALL
	largestTable = 1 << 20
)

func main() {
	if slices.Contains(os.Args, "TCPv6") {
		// MIB_TCP6ROW_OWNER_PID: address 16, scope 4, port 4, twice; state, pid.
		list(families, 56, func(row []byte) (near, far string, state, pid uint32) {
			return address(row, 16, 20), address(row[24:], 16, 20), number(row[48:]), number(row[52:])
		})
		return
	}
	// MIB_TCPROW_OWNER_PID: state, address 4, port 4, twice; pid.
	list(family, 24, func(row []byte) (near, far string, state, pid uint32) {
		return address(row[4:], 4, 4), address(row[12:], 4, 4), number(row), number(row[20:])
	})
}

// list asks GetExtendedTcpTable of iphlpapi.dll, and prints each row of a known state.
func list(family, size int, read func(row []byte) (near, far string, state, pid uint32)) {
	table := make([]byte, largestTable)
	length := uint32(len(table))
	failure, _, _ := syscall.NewLazyDLL("iphlpapi.dll").NewProc("GetExtendedTcpTable").Call(
		uintptr(unsafe.Pointer(&table[0])), uintptr(unsafe.Pointer(&length)), 1, uintptr(family), ownerPidAll, 0)
	if failure != 0 {
		fmt.Fprintln(os.Stderr, "GetExtendedTcpTable gives", failure)
		os.Exit(1)
	}
	fmt.Print("\r\nActive Connections\r\n\r\n  Proto  Local Address          Foreign Address        State           PID\r\n")
	for at := range int(number(table)) {
		near, far, state, pid := read(table[4+at*size:])
		if name, isKnown := states[state]; isKnown {
			fmt.Printf("  TCP    %-22s %-22s %-15s %d\r\n", near, far, name, pid)
		}
	}
}

// address writes the address at the row's beginning with the port behind it, which is in network order.
func address(row []byte, length, port int) string {
	at := binary.BigEndian.Uint16(row[port:])
	return net.JoinHostPort(net.IP(row[:length]).String(), fmt.Sprint(at))
}

func number(bytes []byte) uint32 { return binary.LittleEndian.Uint32(bytes) }
