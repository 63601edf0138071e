package frames

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/camera/rigid"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

const second = int64(1e9)

func turned(degrees, x, y, z float64) rigid.Transform {
	return rigid.Transform{Rotation: quat.Number(r3.NewRotation(degrees*math.Pi/180, r3.Vec{Z: 1})), Translation: r3.Vec{X: x, Y: y, Z: z}}
}

// robot moves ahead at 1 m/s from 100 s on and turns left at 90°/s; its camera is half a metre ahead of and above its base.
func robot(t *testing.T) *Tree {
	t.Helper()
	tree := NewTree(10 * second)
	for tenth := range int64(30) {
		at := float64(tenth) / 10
		add(t, tree, Sample{Parent: "odom", Child: "base_link", StampNanos: 100*second + tenth*second/10, ParentFromChild: turned(90*at, at, 0, 0)})
	}
	add(t, tree, Sample{Parent: "base_link", Child: "camera", Static: true, ParentFromChild: turned(0, 0.5, 0, 0.5)})
	add(t, tree, Sample{Parent: "/map", Child: "/odom", Static: true, ParentFromChild: turned(180, 1, 1, 0)})
	return tree
}

func add(t *testing.T, tree *Tree, sample Sample) {
	t.Helper()
	if err := tree.Add(sample); err != nil {
		t.Fatal(err)
	}
}

func TestLookup(t *testing.T) {
	tree := robot(t)
	add(t, tree, Sample{Parent: "base_link", Child: "mast", Static: true, ParentFromChild: turned(0, 0, 0, 2)})
	for _, c := range []struct {
		target, source string
		at             float64
		want           r3.Vec // of the source's origin
	}{
		{"odom", "base_link", 100, r3.Vec{}},
		{"odom", "base_link", 101, r3.Vec{X: 1}},
		{"odom", "base_link", 101.05, r3.Vec{X: 1.05}},
		{"base_link", "odom", 101, r3.Vec{Y: 1}},
		{"odom", "camera", 101, r3.Vec{X: 1, Y: 0.5, Z: 0.5}},
		{"map", "camera", 101, r3.Vec{X: 0, Y: 0.5, Z: 0.5}},
		{"camera", "map", 101, r3.Vec{X: 0.5, Z: -0.5}},
		{"/base_link", "base_link", 7, r3.Vec{}},
		{"base_link", "camera", 7, r3.Vec{X: 0.5, Z: 0.5}},
		// What is above the frame that both hang on need not be known.
		{"camera", "base_link", 7, r3.Vec{X: -0.5, Z: -0.5}},
		{"mast", "camera", 7, r3.Vec{X: 0.5, Z: -1.5}},
	} {
		got, err := tree.Lookup(c.target, c.source, int64(math.Round(c.at*1e9)))
		if err != nil {
			t.Errorf("%s from %s at %v: %v", c.target, c.source, c.at, err)
			continue
		}
		if r3.Norm(r3.Sub(got.Translation, c.want)) > 1e-9 {
			t.Errorf("%s from %s at %v: %v, want %v", c.target, c.source, c.at, got.Translation, c.want)
		}
	}
}

func TestLookupRefuses(t *testing.T) {
	tree := robot(t)
	for _, c := range []struct {
		target, source string
		at             int64
		want           string
		notYet         bool
	}{
		{"odom", "camera", 99 * second, "later", false},
		{"odom", "camera", 110 * second, "earlier", true},
		{"odom", "lidar", 101 * second, "nothing has been heard of lidar", false},
		{"elsewhere", "base_link", 101 * second, "nothing has been heard of elsewhere", false},
	} {
		_, err := tree.Lookup(c.target, c.source, c.at)
		if err == nil || !strings.Contains(err.Error(), c.want) || errors.Is(err, ErrNotYet) != c.notYet || !strings.Contains(err.Error(), c.source) {
			t.Errorf("%s from %s at %d: %v, want one with %q", c.target, c.source, c.at, err, c.want)
		}
	}
	add(t, tree, Sample{Parent: "dock", Child: "charger", Static: true, ParentFromChild: rigid.Identity()})
	if _, err := tree.Lookup("charger", "camera", 101*second); err == nil || !strings.Contains(err.Error(), "not connected: one hangs on map, the other on dock") {
		t.Errorf("two trees: %v", err)
	}
}

func TestALoopIsRefusedAndTheTreeStays(t *testing.T) {
	tree := robot(t)
	for _, sample := range []Sample{{Parent: "camera", Child: "map"}, {Parent: "base_link", Child: "odom"}, {Parent: "map", Child: "map"}} {
		if err := tree.Add(sample); err == nil || !strings.Contains(err.Error(), "loop") {
			t.Errorf("%s in %s: %v", sample.Child, sample.Parent, err)
		}
	}
	if _, err := tree.Lookup("map", "camera", 101*second); err != nil {
		t.Error(err)
	}
	if err := tree.Add(Sample{Parent: "/", Child: "map"}); err == nil {
		t.Error("a frame without a name is taken")
	}
}

func TestOnlyTheWindowIsKept(t *testing.T) {
	tree := NewTree(2 * second)
	for tenth := range int64(100) {
		add(t, tree, Sample{Parent: "odom", Child: "base_link", StampNanos: tenth * second / 10, ParentFromChild: rigid.Identity()})
	}
	add(t, tree, Sample{Parent: "odom", Child: "base_link", StampNanos: 1, ParentFromChild: rigid.Identity()})
	if kept := len(tree.frames["base_link"].samples); kept != 21 {
		t.Errorf("%d samples of 2 s at 10 Hz are kept", kept)
	}
	for i := range int64(maximumSamples + 10) {
		add(t, tree, Sample{Parent: "odom", Child: "fast", StampNanos: i, ParentFromChild: rigid.Identity()})
	}
	if kept := len(tree.frames["fast"].samples); kept != maximumSamples {
		t.Errorf("%d samples are kept", kept)
	}
	var refused error
	for i := 0; refused == nil && i <= maximumFrames; i++ {
		refused = tree.Add(Sample{Parent: "odom", Child: fmt.Sprint("leaf", i)})
	}
	if refused == nil {
		t.Error("frames without end are taken")
	}
	tree.Clear()
	if _, err := tree.Lookup("odom", "base_link", 10*second); err == nil {
		t.Error("what was cleared is still known")
	}
}

// TestAClockThatIsSetBack has the robot's clock an hour, or three seconds, behind what was heard before.
func TestAClockThatIsSetBack(t *testing.T) {
	for _, back := range []int64{3600 * second, 3 * second} {
		tree := NewTree(10 * second)
		tell := func(at int64, x float64) {
			add(t, tree, Sample{Parent: "odom", Child: "base_link", StampNanos: at, ParentFromChild: turned(0, x, 0, 0)})
		}
		begin := 10_000 * second
		for tenth := range int64(50) {
			tell(begin+tenth*second/10, 1)
		}
		begin += 5*second - back
		for tenth := range int64(astraySamples) {
			tell(begin+tenth*second/10, 2)
		}
		if _, err := tree.Lookup("odom", "base_link", 10_002*second); err != nil {
			t.Errorf("%d s back: %d samples from before took all away: %v", back/second, astraySamples, err)
		}
		for tenth := astraySamples; tenth < 15; tenth++ {
			tell(begin+int64(tenth)*second/10, 2)
		}
		got, err := tree.Lookup("odom", "base_link", begin+5*second/4)
		if err != nil || got.Translation.X != 2 {
			t.Errorf("%d s back: %v, %v", back/second, got, err)
		}
		if _, err := tree.Lookup("odom", "base_link", begin+2*second); !errors.Is(err, ErrNotYet) {
			t.Errorf("%d s back: the time before is not forgotten: %v", back/second, err)
		}
	}
}

// TestTwoSourcesOfAFrame has one of 5 Hz stamp half a second ahead of one of 100 Hz: what either said stays.
func TestTwoSourcesOfAFrame(t *testing.T) {
	tree := NewTree(10 * second)
	for at := range int64(400) {
		tell := func(stamp int64) {
			add(t, tree, Sample{Parent: "odom", Child: "base_link", StampNanos: stamp, ParentFromChild: turned(0, 1, 0, 0)})
		}
		if tell(second + at*second/100); at%20 == 0 {
			tell(second + at*second/100 + second/2)
		}
		if _, err := tree.Lookup("odom", "base_link", second+max(0, at-15)*second/100); err != nil {
			t.Fatalf("after %d samples: %v", at, err)
		}
	}
}

func TestSamplesOutOfOrderAndAgain(t *testing.T) {
	tree := NewTree(10 * second)
	for _, at := range []int64{3, 1, 2, 2} {
		add(t, tree, Sample{Parent: "odom", Child: "base_link", StampNanos: at * second, ParentFromChild: turned(0, float64(at), 0, 0)})
	}
	got, err := tree.Lookup("odom", "base_link", 5*second/2)
	if err != nil || math.Abs(got.Translation.X-2.5) > 1e-12 {
		t.Errorf("%v, %v", got, err)
	}
	// A frame that gets another parent, or becomes static, begins anew.
	add(t, tree, Sample{Parent: "map", Child: "base_link", StampNanos: 3 * second, ParentFromChild: turned(0, 9, 0, 0)})
	if _, err := tree.Lookup("map", "base_link", 2*second); err == nil {
		t.Error("samples in another parent are still used")
	}
}
