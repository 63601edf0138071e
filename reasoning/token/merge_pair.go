package token

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// mergePair is one merge, in file either "left right" or ["left", "right"].
type mergePair struct{ left, right string }

// UnmarshalJSON takes both forms.
func (m *mergePair) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '[' {
		var pair []string
		if err := json.Unmarshal(data, &pair); err != nil {
			return fmt.Errorf("merge: %w", err)
		}
		if len(pair) != 2 {
			return fmt.Errorf("merge %s: has %d parts, not 2", data, len(pair))
		}
		m.left, m.right = pair[0], pair[1]
		return nil
	}
	var line string
	if err := json.Unmarshal(data, &line); err != nil {
		return fmt.Errorf("merge: %w", err)
	}
	left, right, ok := bytes.Cut([]byte(line), []byte(" "))
	if !ok || bytes.ContainsRune(right, ' ') {
		return fmt.Errorf("merge %q: not two parts with a space between", line)
	}
	m.left, m.right = string(left), string(right)
	return nil
}
