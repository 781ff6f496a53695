package main

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
)

// socket is a WebSocket (RFC 6455) that gives each text message back, with the version in front, and closes as asked.
func socket(w http.ResponseWriter, r *http.Request) {
	sum := sha1.Sum([]byte(r.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	connection, stream, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer connection.Close()
	fmt.Fprintf(connection, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
		base64.StdEncoding.EncodeToString(sum[:]))
	for {
		opcode, payload, err := readFrame(stream)
		if err != nil {
			return
		}
		if opcode == 8 {
			_ = writeFrame(connection, 8, payload)
			return
		}
		if writeFrame(connection, opcode, append([]byte(version+" "), payload...)) != nil {
			return
		}
	}
}

func readFrame(r io.Reader) (opcode byte, payload []byte, err error) {
	head := make([]byte, 2)
	if _, err = io.ReadFull(r, head); err != nil {
		return
	}
	length := uint64(head[1] & 0x7f)
	switch length {
	case 126:
		var more [2]byte
		_, err = io.ReadFull(r, more[:])
		length = uint64(binary.BigEndian.Uint16(more[:]))
	case 127:
		var more [8]byte
		_, err = io.ReadFull(r, more[:])
		length = binary.BigEndian.Uint64(more[:])
	}
	var mask [4]byte
	if err == nil {
		_, err = io.ReadFull(r, mask[:])
	}
	if err != nil {
		return
	}
	payload = make([]byte, length)
	_, err = io.ReadFull(r, payload)
	for at := range payload {
		payload[at] ^= mask[at%4]
	}
	return head[0] & 0x0f, payload, err
}

func writeFrame(w io.Writer, opcode byte, payload []byte) error {
	frame := []byte{0x80 | opcode}
	switch {
	case len(payload) < 126:
		frame = append(frame, byte(len(payload)))
	case len(payload) < 1<<16:
		frame = binary.BigEndian.AppendUint16(append(frame, 126), uint16(len(payload)))
	default:
		frame = binary.BigEndian.AppendUint64(append(frame, 127), uint64(len(payload)))
	}
	_, err := w.Write(append(frame, payload...))
	return err
}
