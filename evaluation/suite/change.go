package suite

// Change is how an outcome differs from the accepted one.
type Change struct {
	// New says that none was accepted for it.
	New   bool
	Lines []Difference
}

// Difference is one field that is not as it was.
type Difference struct{ Field, Was, Is string }

// changeFrom is nil if nothing differs.
func (a Accepted) changeFrom(was Accepted) *Change {
	var c Change
	for _, field := range []Difference{
		{"verdict", was.Verdict, a.Verdict}, {"status", was.Status, a.Status}, {"answer", was.Answer, a.Answer}, {"choice", was.Choice, a.Choice},
		{"confidence", was.Confidence, a.Confidence}, {"reasoning", was.Reasoning, a.Reasoning}, {"reason", was.Reason, a.Reason},
		{"scene", was.Scene, a.Scene},
	} {
		if field.Was != field.Is {
			c.Lines = append(c.Lines, field)
		}
	}
	if c.Lines == nil {
		return nil
	}
	return &c
}

// Compare finds how the outcomes differ from the accepted ones, and which of those did not come again; nil leaves it.
func (r *Results) Compare(file *AcceptedFile) {
	if file == nil {
		return
	}
	r.HasAccepted = true
	if file.Model != r.Model {
		r.AcceptedModel = file.Model
	}
	accepted := map[[3]string]Accepted{}
	for _, a := range file.Results {
		accepted[a.key()] = a
	}
	for i := range r.Bags {
		for j := range r.Bags[i].Outcomes {
			o := &r.Bags[i].Outcomes[j]
			is := acceptable(r.Bags[i].Name, o)
			was, known := accepted[is.key()]
			delete(accepted, is.key())
			if o.Change = is.changeFrom(was); !known {
				o.Change = &Change{New: true}
			}
		}
	}
	for _, a := range file.Results {
		if _, left := accepted[a.key()]; left {
			r.Gone = append(r.Gone, a)
		}
	}
}
