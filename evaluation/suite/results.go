package suite

import "github.com/thinker3d/thinker3d/node"

// Results are what became of a suite.
type Results struct {
	// File is the suite's file name, Name is it without its ending.
	File, Name string
	// Model is the bundle's name and version.
	Model   string
	Trained bool
	Bags    []BagResult
	// HasAccepted says whether there were results to compare with, Gone are those of them that did not come again.
	HasAccepted bool
	Gone        []Accepted
	// AcceptedModel is the model that gave them; "" if it is the same.
	AcceptedModel string
	// Resumed is how many outcomes were known from a run that was cut off.
	Resumed int
}

// BagResult is what became of one recording.
type BagResult struct {
	Name     string
	Outcomes []Outcome
	Messages uint64
	Moments  uint64
	Cameras  []node.CameraCounts
	// Damage says where the recording could not be read further, Trouble why it could not be asked; "" if nothing is wrong.
	Damage  string
	Trouble string
}

// Counts say how many outcomes there are of each kind.
type Counts struct{ Asked, Failed, Changed, Damaged int }

// Counts counts the outcomes and the damaged recordings.
func (r *Results) Counts() Counts {
	c := Counts{Changed: len(r.Gone)}
	for i := range r.Bags {
		c = c.plus(r.Bags[i].Counts())
	}
	return c
}

// Counts counts the recording's outcomes.
func (b *BagResult) Counts() Counts {
	c := Counts{Asked: len(b.Outcomes)}
	if b.Damage != "" {
		c.Damaged = 1
	}
	for i := range b.Outcomes {
		if !b.Outcomes[i].Held() {
			c.Failed++
		}
		if b.Outcomes[i].Change != nil {
			c.Changed++
		}
	}
	return c
}

func (c Counts) plus(other Counts) Counts {
	return Counts{c.Asked + other.Asked, c.Failed + other.Failed, c.Changed + other.Changed, c.Damaged + other.Damaged}
}
