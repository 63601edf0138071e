package suite

import (
	"cmp"
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
