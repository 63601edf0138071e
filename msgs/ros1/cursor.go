package ros1

import (
	"encoding/binary"
	"fmt"
	"io"
)

const (
	encapsulation = 4
	// alignment is what a CDR payload may be padded to.
	alignment = 4
)

// cursor is where a message is being read and written.
type cursor struct {
	in    []byte
	at    int
	out   []byte
	start int
	toCDR bool
}

// copy moves count elements of size bytes each; on the side of CDR they are aligned.
func (c *cursor) copy(size, count int) error {
	if c.toCDR {
		for (len(c.out)-c.start)&(size-1) != 0 {
			c.out = append(c.out, 0)
		}
	} else {
		c.at = (c.at + size - 1) &^ (size - 1)
	}
	if remain := len(c.in) - c.at; remain < 0 || count > remain/size {
		return fmt.Errorf("needs %d bytes, %d remain: %w", size*count, max(remain, 0), io.ErrUnexpectedEOF)
	}
	c.out = append(c.out, c.in[c.at:c.at+size*count]...)
	c.at += size * count
	return nil
}

// length moves the length of a sequence, of which each element takes at least minimum bytes.
func (c *cursor) length(minimum int) (int, error) {
	if err := c.copy(4, 1); err != nil {
		return 0, err
	}
	claimed, remain := binary.LittleEndian.Uint32(c.in[c.at-4:]), len(c.in)-c.at
	if int64(claimed) > int64(remain/minimum) {
		return 0, fmt.Errorf("length %d does not fit into the %d bytes that remain: %w", claimed, remain, io.ErrUnexpectedEOF)
	}
	return int(claimed), nil
}

// text moves a string, which has a NUL in CDR and none in ROS 1.
func (c *cursor) text() error {
	count, err := c.length(1)
	if err != nil {
		return err
	}
	place := len(c.out) - 4
	if err := c.copy(1, count); err != nil {
		return err
	}
	switch {
	case c.toCDR:
		c.out = append(c.out, 0)
		count++
	case count > 0:
		if c.out[len(c.out)-1] != 0 {
			return fmt.Errorf("string of %d bytes does not end with NUL", count)
		}
		c.out = c.out[:len(c.out)-1]
		count--
	}
	binary.LittleEndian.PutUint32(c.out[place:], uint32(count))
	return nil
}

// nothing moves a message without fields, which has one byte in CDR and none in ROS 1.
func (c *cursor) nothing() error {
	if c.toCDR {
		c.out = append(c.out, 0)
		return nil
	}
	c.at++
	return nil
}

// sequenceNumber leaves out the number that begins a header of ROS 1, or makes one up.
func (c *cursor) sequenceNumber() error {
	if !c.toCDR {
		c.out = append(c.out, 0, 0, 0, 0)
		return nil
	}
	if len(c.in)-c.at < 4 {
		return fmt.Errorf("needs 4 bytes, %d remain: %w", len(c.in)-c.at, io.ErrUnexpectedEOF)
	}
	c.at += 4
	return nil
}
