package ros2

import (
	"testing"

	"github.com/thinker3d/thinker3d/topics"
	"github.com/thinker3d/thinker3d/topics/topicstest"
)

func TestServiceContract(t *testing.T) {
	topicstest.RunServices(t, func(t *testing.T) topicstest.ServiceBus { return openBus(t, testDomain()) })
}

func TestContract(t *testing.T) {
	topicstest.Run(t, func(t *testing.T) topics.Bus { return openBus(t, testDomain()) })
}
