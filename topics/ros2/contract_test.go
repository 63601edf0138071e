package ros2

import (
	"testing"

	"github.com/thinker3d/thinker3d/topics"
	"github.com/thinker3d/thinker3d/topics/topicstest"
)

func TestContract(t *testing.T) {
	topicstest.Run(t, func(t *testing.T) topics.Bus { return openBus(t, testDomain()) })
}
