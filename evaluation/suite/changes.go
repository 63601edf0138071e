package suite

import "fmt"

// Changes says what an answer that differs from the accepted one does.
type Changes string

// Tell shows a change; Fail also fails the suite.
const (
	Tell Changes = "tell"
	Fail Changes = "fail"
)

func (c *Changes) check() error {
	switch *c {
	case "":
		*c = Tell
	case Tell, Fail:
	default:
		return fmt.Errorf("changes: %q: must be %s or %s", *c, Tell, Fail)
	}
	return nil
}
