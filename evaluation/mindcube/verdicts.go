package mindcube

import "github.com/thinker3d/thinker3d/evaluation/comparison"

// Verdicts are the scored responses by a letter rule, Official or Strict.
func Verdicts(responses []Response, letter func(text string) string) []comparison.Verdict {
	var verdicts []comparison.Verdict
	for _, r := range responses {
		if r.Truth == "" {
			continue
		}
		said := letter(r.Text)
		verdicts = append(verdicts, comparison.Verdict{ID: r.ID, Group: string(r.Setting), Overall: r.Setting.Counts(), Said: said, Truth: r.Truth, Right: said == r.Truth})
	}
	return verdicts
}
