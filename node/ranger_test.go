package node

import (
	"math"
	"slices"
	"strings"
	"testing"

	"go.uber.org/zap"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/topics"
)

func TestTheNearestMeasurementIsTaken(t *testing.T) {
	r := newRanger(config.RangeScan)
	if _, err := r.near(0); err == nil {
		t.Error("something is near where nothing was measured")
	}
	for i := range int64(2 * maximumMeasurements) {
		if err := r.read(scanned(config.RangeScan, i*1e8)); err != nil {
			t.Fatal(err)
		}
	}
	if len(r.kept) != maximumMeasurements {
		t.Errorf("%d measurements are kept", len(r.kept))
	}
	last := int64(2*maximumMeasurements-1) * 1e8
	for stamp, want := range map[int64]int64{last + 4e8: last, last - 26e7: last - 3e8} {
		if found, err := r.near(stamp); err != nil || found.stampNanos != want || found.frame != "laser" || len(found.points) == 0 {
			t.Errorf("near %d: %d, %v", stamp, found.stampNanos, err)
		}
	}
	if _, err := r.near(last + 6e8); err == nil {
		t.Error("what was measured 0.6 s before is near")
	}
	if err := r.read(topics.NewReceived("/scan", []byte{0, 1, 0, 0, 1}, 0, 0, nil)); err == nil || !strings.Contains(err.Error(), "topic /scan") {
		t.Errorf("no scan: %v", err)
	}
	if r.clear(); len(r.kept) != 0 {
		t.Error("after a jump of the clock measurements are kept")
	}
}

// TestAReplayWantsTheRangeSensorsTopic has a recording without it, and one in which it is of another type.
func TestAReplayWantsTheRangeSensorsTopic(t *testing.T) {
	for kind, known := range map[string]bool{"": false, msgs.PointCloud2{}.ROSType(): false, msgs.LaserScan{}.ROSType(): true} {
		cfg := liveConfig(t)
		cfg.Scene.TargetFrame, cfg.Rig.RangeTopic = "base_link", "/scan"
		image := msgs.Image{}.ROSType()
		types := map[string]string{"/left/image": image, "/right/image": image}
		if kind != "" {
			types["/scan"] = kind
		}
		source := append(recording{topics.NewReceived("/scan", cdr.For[msgs.LaserScan]().Marshal(nil, &msgs.LaserScan{}), 0, momentNanos, nil)}, pictures()...)
		replay := Replay{Config: cfg, Reasoner: newModel(t), Source: &source, Types: types, Queries: []Query{{Question: "Where?"}}, Log: zap.NewNop()}
		if _, err := replay.Run(t.Context()); (err == nil) != known || err != nil && !strings.Contains(err.Error(), "rig.range_topic: the bag has no topic /scan of type sensor_msgs/msg/LaserScan") {
			t.Errorf("type %q: %v", kind, err)
		}
	}
}

// TestALiveNodeHearsTheRangeSensor sends what is no scan on its topic, which is relative to the node's namespace.
func TestALiveNodeHearsTheRangeSensor(t *testing.T) {
	cfg := liveConfig(t)
	cfg.Node.Namespace, cfg.Scene.TargetFrame, cfg.Rig.RangeTopic = "/robot", "base_link", "scan"
	r := startRobot(t, cfg, newModel(t))
	if err := advertiseTo(t, r.bus, "/robot/scan", msgs.LaserScan{}.ROSType()).Publish([]byte{0, 1, 0, 0, 1}); err != nil {
		t.Fatal(err)
	}
	for message := range r.said {
		if message == "a message was dropped" {
			break
		}
	}
	r.end()
	if failure, _ := r.logs.FilterMessage("a message was dropped").All()[0].ContextMap()["error"].(string); !strings.Contains(failure, "topic /robot/scan") {
		t.Errorf("it says %q", failure)
	}
}

func TestSurerViewsWeighMore(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for want, confidence := range map[float64][]float32{1: {nan, inf, -1, 0}, 3: {2, nan, 4, -5}, 7: slices.Repeat([]float32{7}, 10_000)} {
		if got := weightOf(confidence); got != want {
			t.Errorf("a view weighs %g, want %g", got, want)
		}
	}
}
