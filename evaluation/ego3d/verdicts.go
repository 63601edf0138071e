package ego3d

import (
	"strings"

	"github.com/thinker3d/thinker3d/evaluation/comparison"
)

// Verdicts are the responses with a letter, by the public scorer or by the strict rule; distances are not right or wrong and
// are left out. Ids are told apart by category, because the public files number each by itself.
func Verdicts(responses []Response, strict bool) []comparison.Verdict {
	var verdicts []comparison.Verdict
	for _, r := range responses {
		if r.IsDistance() {
			continue
		}
		v := comparison.Verdict{ID: r.Category + "/" + r.ID, Group: r.Category, Overall: true, Truth: r.Truth, Said: strings.ToUpper(OfficialChoice(r.Processed)), Right: r.Official()}
		if strict {
			v.Said, v.Right = r.Strict(), r.strict()
		}
		verdicts = append(verdicts, v)
	}
	return verdicts
}
