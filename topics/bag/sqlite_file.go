package bag

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"

	// The driver registers itself as "sqlite".
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqliteHeaderSize is that of the header of an SQLite file.
const sqliteHeaderSize = 100

// fileURL is how SQLite names a file with options; the path may hold any character.
func fileURL(path, query string) string {
	return (&url.URL{Scheme: "file", Path: path, RawQuery: query}).String()
}

// unfinished tells whether a recorder that was stopped left a log or journal beside the file.
func unfinished(path string) bool {
	for _, suffix := range []string{"-wal", "-journal"} {
		if about, err := os.Stat(path + suffix); err == nil && about.Size() > 0 {
			return true
		}
	}
	return false
}

// explain says what to do about a file that its recorder left half written, with a journal of how it was before.
func explain(path string, err error) error {
	var failure *sqlite.Error
	if errors.As(err, &failure) && failure.Code() == sqlite3.SQLITE_READONLY_ROLLBACK {
		return fmt.Errorf("its recorder was killed while it wrote, and what it left half done is not undone yet: copy the file and %s-journal "+
			"into another folder and run there: sqlite3 %s .tables: %w", filepath.Base(path), filepath.Base(path), err)
	}
	return err
}

// cut compares the file's length with what its header says, as SQLite does only for the pages that it reads.
func cut(path string) *DamageError {
	file, err := os.Open(path)
	if err != nil {
		return &DamageError{Path: path, Offset: -1, Err: err}
	}
	defer file.Close()
	about, err := file.Stat()
	header := make([]byte, sqliteHeaderSize)
	_, short := io.ReadFull(file, header)
	if err = errors.Join(err, short); err != nil {
		return &DamageError{Path: path, Offset: 0, Err: err}
	}
	page := int64(binary.BigEndian.Uint16(header[16:]))
	if page == 1 {
		page = 65536
	}
	// The page count is valid only if the change counters agree.
	valid := binary.BigEndian.Uint32(header[24:]) == binary.BigEndian.Uint32(header[92:])
	claimed := page * int64(binary.BigEndian.Uint32(header[28:]))
	if valid && about.Size() < claimed && !unfinished(path) {
		return &DamageError{Path: path, Offset: about.Size(), Err: fmt.Errorf("%d bytes of %d: %w", about.Size(), claimed, io.ErrUnexpectedEOF)}
	}
	return nil
}
