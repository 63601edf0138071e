package e2e

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/topics/bag"
)

const (
	// toleranceMetres is how far a marked column may be from what it stands for, and the other way about.
	toleranceMetres = 0.2
	// leastMarks is how many voxels of a column have to be marked (Nav2's mark_threshold and one).
	leastMarks = 2
	// corridorMetres is half the width of what the robot drives through.
	corridorMetres = 0.3
)

// verdict compares a layer with the true room.
type verdict struct {
	precision, recall float64
	inCorridor        int
	// chance is the precision of marks that are anywhere in the room.
	chance float64
}

func (v verdict) String() string {
	return fmt.Sprintf("precision %.3f (%.3f if strewn), recall %.3f, %d marked columns in the corridor", v.precision, v.chance, v.recall, v.inCorridor)
}

func judge(room *trueRoom, layer *voxelLayer, moments []int) verdict {
	var v verdict
	marked := layer.occupied(leastMarks)
	near := 0
	for _, column := range marked {
		x, y := layer.centre(column)
		if room.offSurface(x, y) <= toleranceMetres {
			near++
		}
		for _, moment := range room.Moments {
			if math.Hypot(x-moment.OdomFromBase.X, y-moment.OdomFromBase.Y) < corridorMetres {
				v.inCorridor++
				break
			}
		}
	}
	v.precision = float64(near) / float64(max(1, len(marked)))
	near = 0
	for column := range layer.columns {
		if room.offSurface(layer.centre(column)) <= toleranceMetres {
			near++
		}
	}
	v.chance = float64(near) / float64(len(layer.columns))
	v.recall = recall(room, layer, marked, moments)
	return v
}

// recall is the share of the columns that truly end rays in the band of heights which have a marked column near them.
func recall(room *trueRoom, layer *voxelLayer, marked, moments []int) float64 {
	ideal := newVoxelLayer(layer.halfX, layer.halfY)
	for _, moment := range moments {
		ideal.update(room.seen(moment, 2))
	}
	found, wanted := 0, ideal.occupied(leastMarks)
	for _, column := range wanted {
		x, y := ideal.centre(column)
		if slices.ContainsFunc(marked, func(other int) bool {
			otherX, otherY := layer.centre(other)
			return math.Hypot(x-otherX, y-otherY) <= toleranceMetres
		}) {
			found++
		}
	}
	return float64(found) / float64(max(1, len(wanted)))
}

// TestTheVoxelLayerIsRightOfTrueDepths shows what the layer and its judge make of perfect clouds, before which an obstacle stood that is gone.
func TestTheVoxelLayerIsRightOfTrueDepths(t *testing.T) {
	room := readTrueRoom(t)
	layer := newVoxelLayer(room.Room.Size[0]/2, room.Room.Size[1]/2)
	layer.update([]r3.Vec{{Z: 1}, {Z: 1.3}}, []r3.Vec{{X: 1, Z: 1}, {X: 1, Z: 1.3}})
	if len(layer.occupied(leastMarks)) != 1 {
		t.Fatalf("%d columns are marked by two points above each other", len(layer.occupied(leastMarks)))
	}
	moments := []int{0, 10, 19}
	for _, moment := range moments {
		layer.update(room.seen(moment, 2))
	}
	if v := judge(&room, layer, moments); v.precision < 0.999 || v.recall < 0.999 || v.inCorridor > 0 || v.chance > 0.9 {
		t.Errorf("of true depths: %s", v)
	}
}

// TestAPlannerUsesTheCloud has the layer read the clouds and the cameras from a bag that replay wrote with the bundled model.
func TestAPlannerUsesTheCloud(t *testing.T) {
	room := readTrueRoom(t)
	for _, moment := range room.Moments {
		if at := moment.OdomFromBase; room.offSurface(at.X, at.Y) < corridorMetres {
			t.Fatalf("the robot drives through something at %+v", at)
		}
	}
	folder, err := filepath.Abs("../model/bundles/nano")
	if err != nil {
		t.Fatal(err)
	}
	config := withScene(t, "{target_frame: odom, ground_height: 0.0}")
	r := replaySample(t, "--config", config, "--bundle", folder, "--ask", question, "--every", "1s")
	layer := newVoxelLayer(room.Room.Size[0]/2, room.Room.Size[1]/2)
	var moments []int
	for _, one := range readClouds(t, r.bag) {
		layer.update(one.points, one.cameras)
		moments = append(moments, slices.IndexFunc(room.Moments, func(m trueMoment) bool {
			return math.Abs(float64(one.stampNanos-m.StampNanos)) < 50e6
		}))
	}
	v := judge(&room, layer, moments)
	t.Logf("%d clouds: %s", len(moments), v)
	if len(moments) < 4 || slices.Contains(moments, -1) {
		t.Fatalf("clouds of the moments %v", moments)
	}
	if v.inCorridor > 0 || v.recall < 0.5 || v.precision <= v.chance {
		t.Errorf("%s: want an empty corridor, half of all obstacles, and fewer false marks than chance makes", v)
	}
}

// withScene is the sample's configuration with a section for the scene.
func withScene(t *testing.T, scene string) string {
	t.Helper()
	sample, err := os.ReadFile(sampleConfig)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "scene.yaml")
	if err := os.WriteFile(path, []byte(string(sample)+"\nscene: "+scene+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// cloudInBag is one cloud with the camera of each of its points.
type cloudInBag struct {
	stampNanos      int64
	points, cameras []r3.Vec
}

func readClouds(t *testing.T, path string) []cloudInBag {
	t.Helper()
	reader, err := bag.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	var clouds []cloudInBag
	var poses msgs.PoseArray
	for {
		received, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return clouds
		}
		if err != nil {
			t.Fatal(err)
		}
		switch received.Topic {
		case "/thinker3d/camera_poses": // come before their cloud
			if err := cdr.For[msgs.PoseArray]().Unmarshal(received.Data, &poses); err != nil {
				t.Fatal(err)
			}
		case "/thinker3d/points":
			clouds = append(clouds, cloudOf(t, received.Data, &poses))
		}
		received.Release()
	}
}

func cloudOf(t *testing.T, data []byte, poses *msgs.PoseArray) cloudInBag {
	t.Helper()
	var message msgs.PointCloud2
	if err := cdr.For[msgs.PointCloud2]().Unmarshal(data, &message); err != nil {
		t.Fatal(err)
	}
	if message.Header != poses.Header || message.Header.FrameID != "odom" || len(poses.Poses) != 4 {
		t.Fatalf("a cloud with the header %+v after %d poses with %+v", message.Header, len(poses.Poses), poses.Header)
	}
	made := cloudInBag{stampNanos: message.Header.Stamp.Nanos()}
	for at := 0; at < len(message.Data); at += int(message.PointStep) {
		var xyz [3]float64
		for axis := range xyz {
			xyz[axis] = float64(math.Float32frombits(binary.LittleEndian.Uint32(message.Data[at+4*axis:])))
		}
		camera := poses.Poses[binary.LittleEndian.Uint32(message.Data[at+20:])].Position
		made.points, made.cameras = append(made.points, r3.Vec{X: xyz[0], Y: xyz[1], Z: xyz[2]}), append(made.cameras, r3.Vec(camera))
	}
	return made
}
