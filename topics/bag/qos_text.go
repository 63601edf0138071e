package bag

import (
	"fmt"

	"github.com/thinker3d/thinker3d/topics"
)

// qosText is a profile as rosbag2 stores it, with the numbers that every version of it reads.
func qosText(qos topics.QoS) string {
	reliability, durability := 1, 2
	if qos.Reliability == topics.BestEffort {
		reliability = 2
	}
	if qos.Durability == topics.TransientLocal {
		durability = 1
	}
	const forever = "    sec: 9223372036\n    nsec: 854775807\n"
	return fmt.Sprintf("- history: 1\n  depth: %d\n  reliability: %d\n  durability: %d\n"+
		"  deadline:\n"+forever+"  lifespan:\n"+forever+"  liveliness: 1\n  liveliness_lease_duration:\n"+forever+
		"  avoid_ros_namespace_conventions: false", max(qos.Depth, 1), reliability, durability)
}
