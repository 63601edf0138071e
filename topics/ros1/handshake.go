package ros1

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/bluenviron/goroslib/v2/pkg/protocommon"
)

const (
	// handshakeTimeout is how long the other end may take for a connection's headers, or for an answer by XML-RPC.
	handshakeTimeout = 10 * time.Second
	readBuffer       = 64 << 10
	anyChecksum      = "*"
)

// readHeader reads what the other end says of itself at the beginning of a connection.
func readHeader(connection net.Conn, from *bufio.Reader) (protocommon.HeaderRaw, error) {
	if err := connection.SetReadDeadline(time.Now().Add(handshakeTimeout)); err != nil {
		return nil, err
	}
	if _, err := from.Peek(4); err != nil {
		return nil, fmt.Errorf("read header: %w", err)
	}
	header, err := protocommon.HeaderRawDecode(from)
	if err != nil {
		return nil, fmt.Errorf("read header: %w", err)
	}
	return header, connection.SetReadDeadline(time.Time{})
}

func writeHeader(connection net.Conn, header any) error {
	if err := connection.SetWriteDeadline(time.Now().Add(handshakeTimeout)); err != nil {
		return err
	}
	to := bufio.NewWriter(connection)
	if err := protocommon.HeaderEncode(to, header); err != nil {
		return fmt.Errorf("write header: %w", err)
	}
	if err := to.Flush(); err != nil {
		return fmt.Errorf("write header: %w", err)
	}
	return connection.SetWriteDeadline(time.Time{})
}

// readSized appends one message, which is behind its length, to buffer. One that is larger than limit is passed over; size
// says what it was.
func readSized(from *bufio.Reader, buffer []byte, limit int) (message []byte, size int, err error) {
	var prefix [lengthBytes]byte
	if _, err := io.ReadFull(from, prefix[:]); err != nil {
		return nil, 0, err
	}
	size = int(binary.LittleEndian.Uint32(prefix[:]))
	if size > limit {
		_, err := io.CopyN(io.Discard, from, int64(size))
		return nil, size, err
	}
	start := len(buffer)
	if cap(buffer)-start < size {
		buffer = append(make([]byte, 0, start+size), buffer...)
	}
	buffer = buffer[:start+size]
	_, err = io.ReadFull(from, buffer[start:])
	return buffer, size, err
}
