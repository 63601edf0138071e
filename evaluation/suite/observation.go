package suite

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/thinker3d/thinker3d/node"
)

// observation is one answer with its scene.
type observation struct {
	report node.Report
	// cloud is nil if no scene was published.
	cloud *cloud
}

// needMetres tells why lengths of a scene cannot be judged.
func (o observation) needMetres() error {
	switch {
	case o.cloud == nil:
		return fmt.Errorf("no scene was published: %s", cmp.Or(o.report.Reason, "none was imagined"))
	case !o.cloud.metric:
		return fmt.Errorf("the scene is not in metres: %s", cmp.Or(o.report.Reason, "scene.target_frame is not set"))
	}
	return nil
}

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

// errUnplaced says that a query found no moment.
var errUnplaced = errors.New("it was not asked: no moment came at its time")
