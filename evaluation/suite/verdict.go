package suite

// Verdict says whether one expectation holds, and if not, why.
type Verdict struct {
	Expectation string `json:"expectation"`
	Held        bool   `json:"held"`
	Detail      string `json:"detail,omitempty"`
}

func verdictOf(expectation string, err error) Verdict {
	v := Verdict{Expectation: expectation, Held: err == nil}
	if err != nil {
		v.Detail = err.Error()
	}
	return v
}
