package ros1

import (
	"bufio"
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

// readSized reads one message behind its length into buffer, which grows to hold it. One that is larger than limit is passed
// over: then the message is nil, and size says what it was.
func readSized(from *bufio.Reader, buffer []byte, limit int) (message []byte, size int, err error) {
	var prefix [4]byte
	if _, err := io.ReadFull(from, prefix[:]); err != nil {
		return nil, 0, err
	}
	size = int(uint32(prefix[0]) | uint32(prefix[1])<<8 | uint32(prefix[2])<<16 | uint32(prefix[3])<<24)
	if size > limit {
		_, err := io.CopyN(io.Discard, from, int64(size))
		return nil, size, err
	}
	if cap(buffer) < size {
		buffer = make([]byte, size)
	}
	_, err = io.ReadFull(from, buffer[:size])
	return buffer[:size], size, err
}
