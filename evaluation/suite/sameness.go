package suite

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/thinker3d/thinker3d/node"
)

// sameness keeps what the first answer to a question was, and says how a later one differs.
type sameness struct {
	text  string
	scene [sha256.Size]byte
}

func samenessOf(answered node.Answered, report node.Report) (sameness, error) {
	report.Seconds = node.Seconds{}
	text, err := json.Marshal(report)
	s := sameness{text: string(text)}
	if answered.Cloud != nil {
		s.scene = sha256.Sum256(answered.Cloud.Data)
	}
	return s, err
}

func (s sameness) differs(from sameness, time int) error {
	switch {
	case s.text != from.text:
		return fmt.Errorf("answer %d is another one", time+1)
	case s.scene != from.scene:
		return fmt.Errorf("scene %d is another one", time+1)
	}
	return nil
}
