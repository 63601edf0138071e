package bag

import "fmt"

// DamageError says that a bag could be read only up to some point. It comes after the last good message.
type DamageError struct {
	Path string
	// Offset is where in the file the damage begins, -1 if that is not known.
	Offset int64
	// Messages is how many messages the reader had handed out.
	Messages uint64
	Err      error
}

// Error names the file, the place and what could be read.
func (e *DamageError) Error() string {
	place := ""
	if e.Offset >= 0 {
		place = fmt.Sprintf(" at byte %d", e.Offset)
	}
	return fmt.Sprintf("bag %s is damaged%s (%d messages read before): %v", e.Path, place, e.Messages, e.Err)
}

// Unwrap is the reason.
func (e *DamageError) Unwrap() error { return e.Err }
