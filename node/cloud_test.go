package node

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/thinker3d/thinker3d/camera/cloud"
	"github.com/thinker3d/thinker3d/msgs"
)

func TestCloudRecordsFollowTheirFields(t *testing.T) {
	var message msgs.PointCloud2
	header := msgs.Header{Stamp: msgs.TimeFromNanos(5), FrameID: "scene"}
	made := placedScene{header: header, points: []cloud.Point{{X: 1}, {X: 1.5, Y: -2, Z: 3, R: 1, G: 2, B: 3, View: 2, Confidence: 7}}}
	fillCloud(&message, &made)
	if message.Width != 2 || message.Height != 1 || int(message.RowStep) != len(message.Data) || message.Header != header || !message.IsDense {
		t.Fatalf("cloud %+v", message)
	}
	record := message.Data[message.PointStep:]
	want := map[string]float64{"x": 1.5, "y": -2, "z": 3, "confidence": 7, "view": 2, "rgb": 0x010203}
	for _, field := range message.Fields {
		bits := binary.LittleEndian.Uint32(record[field.Offset:])
		got := float64(math.Float32frombits(bits))
		if field.Datatype == msgs.PointFieldUint32 || field.Name == "rgb" {
			got = float64(bits)
		}
		if got != want[field.Name] {
			t.Errorf("%s is %g, want %g", field.Name, got, want[field.Name])
		}
	}
	made.width = 1
	if fillCloud(&message, &made); message.Width != 1 || message.Height != 2 || message.RowStep != pointStep || message.IsDense {
		t.Errorf("organised: %+v", message)
	}
}
