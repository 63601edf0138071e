package ros1

import (
	"testing"

	"github.com/thinker3d/thinker3d/topics"
	"github.com/thinker3d/thinker3d/topics/topicstest"
)

func TestContract(t *testing.T) {
	uri := startMaster(t)
	topicstest.Run(t, func(t *testing.T) topics.Bus { return openBus(t, uri, "contract") })
}
