package node

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/reasoning/scene"
)

func TestCloudRecordsFollowTheirFields(t *testing.T) {
	var cloud msgs.PointCloud2
	header := msgs.Header{Stamp: msgs.TimeFromNanos(5), FrameID: "scene"}
	fillCloud(&cloud, header, []scene.Point{{X: 1}, {X: 1.5, Y: -2, Z: 3, R: 1, G: 2, B: 3, View: 2, Confidence: 7}})
	if cloud.Width != 2 || cloud.Height != 1 || int(cloud.RowStep) != len(cloud.Data) || cloud.Header != header {
		t.Fatalf("cloud %+v", cloud)
	}
	record := cloud.Data[cloud.PointStep:]
	want := map[string]float64{"x": 1.5, "y": -2, "z": 3, "confidence": 7, "view": 2, "rgb": 0x010203}
	for _, field := range cloud.Fields {
		bits := binary.LittleEndian.Uint32(record[field.Offset:])
		got := float64(math.Float32frombits(bits))
		if field.Datatype == msgs.PointFieldUint32 || field.Name == "rgb" {
			got = float64(bits)
		}
		if got != want[field.Name] {
			t.Errorf("%s is %g, want %g", field.Name, got, want[field.Name])
		}
	}
}

func BenchmarkSceneToCloud(b *testing.B) {
	points := make([]scene.Point, 100_000)
	var cloud msgs.PointCloud2
	b.SetBytes(int64(len(points)) * pointStep)
	for b.Loop() {
		fillCloud(&cloud, msgs.Header{}, points)
	}
}
