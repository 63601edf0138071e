package bag

import "io"

// readAt fills a buffer from a place in a file; an end before it is full is no end of the bag.
func readAt(file io.ReaderAt, into []byte, at int64) error {
	read, err := file.ReadAt(into, at)
	switch {
	case read == len(into):
		return nil
	case err == io.EOF:
		return io.ErrUnexpectedEOF
	}
	return err
}
