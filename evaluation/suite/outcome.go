package suite

import (
	"slices"

	"github.com/thinker3d/thinker3d/node"
)

// Outcome is what became of a case at one moment of one recording.
type Outcome struct {
	Case string `json:"case"`
	// Trigger says when it was to be asked.
	Trigger string `json:"trigger"`
	// Report is the answer; nil if there is none, and Trouble says why.
	Report   *node.Report `json:"report"`
	Trouble  string       `json:"trouble,omitempty"`
	Verdicts []Verdict    `json:"verdicts"`
	Views    []View       `json:"views"`
	Scene    *Scene       `json:"scene"`
	// Change is how it differs from what was accepted; nil if it does not, or nothing was accepted yet.
	Change *Change `json:"-"`

	number int
}

// Held tells whether all that was expected holds.
func (o *Outcome) Held() bool {
	return o.Trouble == "" && !slices.ContainsFunc(o.Verdicts, func(v Verdict) bool { return !v.Held })
}

// Stamp is that of the moment; "" if it was not asked.
func (o *Outcome) Stamp() string {
	if o.Report == nil {
		return ""
	}
	return stampText(o.Report.StampNanos)
}

// Failures are what does not hold, each in a line.
func (o *Outcome) Failures() []string {
	var failures []string
	if o.Trouble != "" {
		failures = append(failures, o.Trouble)
	}
	for _, v := range o.Verdicts {
		if !v.Held {
			failures = append(failures, v.Expectation+": "+v.Detail)
		}
	}
	return failures
}

// compare orders outcomes by their cases, then by time.
func (o Outcome) compare(other Outcome) int {
	if o.number != other.number {
		return o.number - other.number
	}
	switch a, b := o.stampNanos(), other.stampNanos(); {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (o *Outcome) stampNanos() int64 {
	if o.Report == nil {
		return 0
	}
	return o.Report.StampNanos
}
