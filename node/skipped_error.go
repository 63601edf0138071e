package node

import (
	"fmt"

	"github.com/thinker3d/thinker3d/camera"
)

// skippedError is a picture that is not good enough to be used, and why.
type skippedError camera.Reason

// Error names the reason.
func (s skippedError) Error() string {
	return fmt.Sprintf("the picture is skipped: %s", camera.Reason(s))
}
