package suite

import (
	"encoding/binary"
	"fmt"
	"math"

	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/msgs"
)

// cloud is a published scene: in metres in the frame of the robot, or in a unit and frame of its own.
type cloud struct {
	frame   string
	metric  bool
	points  []r3.Vec
	colours [][3]byte
}

// readCloud reads what was published, without the places of an organised cloud at which there is no point; nil gives none.
func readCloud(message *msgs.PointCloud2, metric bool) (*cloud, error) {
	if message == nil {
		return nil, nil
	}
	offsets := map[string]int{}
	for _, field := range message.Fields {
		if field.Datatype == msgs.PointFieldFloat32 {
			offsets[field.Name] = int(field.Offset)
		}
	}
	step, count := int(message.PointStep), int(message.Width)*int(message.Height)
	at := [4]int{}
	for i, name := range []string{"x", "y", "z", "rgb"} {
		offset, known := offsets[name]
		if !known || offset+4 > step || count*step > len(message.Data) {
			return nil, fmt.Errorf("the cloud has no field %s", name)
		}
		at[i] = offset
	}
	c := &cloud{frame: message.Header.FrameID, metric: metric}
	for i := range count {
		record := message.Data[i*step : (i+1)*step]
		number := func(field int) uint32 { return binary.LittleEndian.Uint32(record[at[field]:]) }
		float := func(field int) float64 { return float64(math.Float32frombits(number(field))) }
		point, rgb := vector{float(0), float(1), float(2)}, number(3)
		if !point.finite() {
			continue
		}
		c.points = append(c.points, point.vec())
		c.colours = append(c.colours, [3]byte{byte(rgb >> 16), byte(rgb >> 8), byte(rgb)})
	}
	return c, nil
}

// count is how many points fulfil a condition.
func (c *cloud) count(holds func(r3.Vec) bool) int {
	n := 0
	for _, p := range c.points {
		if holds(p) {
			n++
		}
	}
	return n
}
