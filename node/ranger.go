package node

import (
	"fmt"
	"sync"

	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/camera/ranges"
	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/topics"
)

const (
	// maximumMeasurements is how many messages of a range sensor are kept, and measurementAgeNanos how far from a moment one may be.
	maximumMeasurements = 32
	measurementAgeNanos = int64(500e6)
)

// ranger keeps what a range sensor measured last. It may be used from several goroutines.
type ranger struct {
	kind   config.RangeType
	scans  *cdr.Codec[msgs.LaserScan]
	clouds *cdr.Codec[msgs.PointCloud2]

	mutex sync.Mutex
	kept  []measurement // the oldest first, as they came
}

// measurement is one message: points of a frame.
type measurement struct {
	stampNanos int64
	frame      string
	points     []r3.Vec
}

func newRanger(kind config.RangeType) *ranger {
	return &ranger{kind: kind, scans: cdr.For[msgs.LaserScan](), clouds: cdr.For[msgs.PointCloud2]()}
}

// endpoint is the sensor's topic.
func (r *ranger) endpoint(topic string) (topics.Endpoint, error) {
	if r.kind == config.RangeCloud {
		return topics.EndpointOf[msgs.PointCloud2](topic, topics.SensorData())
	}
	return topics.EndpointOf[msgs.LaserScan](topic, topics.SensorData())
}

// read takes a message as it came off a bus.
func (r *ranger) read(received topics.Received) error {
	one, err := r.measure(received.Data)
	if err != nil {
		return fmt.Errorf("topic %s: %w", received.Topic, err)
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if len(r.kept) == maximumMeasurements {
		r.kept = append(r.kept[:0], r.kept[1:]...)
	}
	r.kept = append(r.kept, one)
	return nil
}

func (r *ranger) measure(data []byte) (measurement, error) {
	if r.kind == config.RangeCloud {
		var message msgs.PointCloud2
		if err := r.clouds.Unmarshal(data, &message); err != nil {
			return measurement{}, err
		}
		points, err := ranges.OfCloud(&message, nil)
		return measurement{message.Header.Stamp.Nanos(), message.Header.FrameID, points}, err
	}
	var message msgs.LaserScan
	if err := r.scans.Unmarshal(data, &message); err != nil {
		return measurement{}, err
	}
	points, err := ranges.OfScan(&message, nil)
	return measurement{message.Header.Stamp.Nanos(), message.Header.FrameID, points}, err
}

// near is the measurement nearest to a moment.
func (r *ranger) near(stampNanos int64) (measurement, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	best, least := -1, measurementAgeNanos+1
	for i, one := range r.kept {
		if away := max(one.stampNanos-stampNanos, stampNanos-one.stampNanos); away < least {
			best, least = i, away
		}
	}
	if best < 0 {
		return measurement{}, fmt.Errorf("the range sensor measured nothing within %g s of the views", float64(measurementAgeNanos)/1e9)
	}
	return r.kept[best], nil
}

func (r *ranger) clear() {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.kept = nil
}
