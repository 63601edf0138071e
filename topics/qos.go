package topics

import "time"

// Reliability says whether lost messages are sent again.
type Reliability string

// Durability says whether late subscribers get earlier messages.
type Durability string

// The values of the quality-of-service policies, as ROS 2 names them.
const (
	BestEffort     Reliability = "best_effort"
	Reliable       Reliability = "reliable"
	Volatile       Durability  = "volatile"
	TransientLocal Durability  = "transient_local"
)

// QoS is the quality of service of one endpoint; its history is keep-last of Depth.
type QoS struct {
	Reliability Reliability
	Durability  Durability
	Depth       int
	// Lifespan is how long a message is of use; 0 is for ever.
	Lifespan time.Duration
}

// SensorData is the profile for camera streams: best effort, so that it matches publishers of either reliability.
func SensorData() QoS { return QoS{Reliability: BestEffort, Durability: Volatile, Depth: 5} }

// Default is the ROS 2 default profile.
func Default() QoS { return QoS{Reliability: Reliable, Durability: Volatile, Depth: 10} }

// Events is the profile of /parameter_events, as ROS 2 has it.
func Events() QoS { return QoS{Reliability: Reliable, Durability: Volatile, Depth: 1000} }

// Rosout is the profile of /rosout, as ROS 2 has it: late subscribers get the last ten seconds.
func Rosout() QoS {
	return QoS{Reliability: Reliable, Durability: TransientLocal, Depth: 1000, Lifespan: 10 * time.Second}
}

// Transforms is what tf2 listens to /tf with.
func Transforms() QoS { return QoS{Reliability: Reliable, Durability: Volatile, Depth: 100} }

// StaticTransforms is what tf2 listens to /tf_static with: what was told before is heard too.
func StaticTransforms() QoS {
	return QoS{Reliability: Reliable, Durability: TransientLocal, Depth: 100}
}

// Latched is the profile of topics whose last message is for everyone.
func Latched() QoS { return QoS{Reliability: Reliable, Durability: TransientLocal, Depth: 1} }
