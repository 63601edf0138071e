package suite

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
)

var numberPattern = regexp.MustCompile(`[-+]?\d+(?:\.\d+)?`)

// Number is one that an answer must say, within a tolerance.
type Number struct {
	Value     float64 `yaml:"value"`
	Tolerance float64 `yaml:"tolerance"`
}

func (n *Number) check() error {
	if !(n.Tolerance >= 0) || math.IsInf(n.Tolerance, 0) || math.IsNaN(n.Value) || math.IsInf(n.Value, 0) {
		return errors.New("number: value must be finite and tolerance 0 or more")
	}
	return nil
}

// String is the expectation in words.
func (n *Number) String() string { return fmt.Sprintf("number %v ± %v", n.Value, n.Tolerance) }

// isIn tells whether the first number of a text is it.
func (n *Number) isIn(text string) bool {
	found, err := strconv.ParseFloat(numberPattern.FindString(text), 64)
	// The last digits of what was written in decimals are not exact.
	return err == nil && math.Abs(found-n.Value) <= n.Tolerance+1e-9
}
