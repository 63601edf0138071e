package alignment

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/thinker3d/thinker3d/camera/rigid"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// rooms are true depths of synthetic rooms; testdata/rooms.json is written by `python -m model.rooms.samples`.
type rooms struct {
	Lens struct {
		Width, Height  int
		Fx, Fy, Cx, Cy float64
	}
	Rooms []struct {
		Seed int
		Rigs map[string][]roomView
	}
}

type roomView struct {
	Translation []float64
	Quaternion  []float64 `json:"quaternion_xyzw"`
	Depth       []float64
}

func readRooms(t *testing.T) rooms {
	t.Helper()
	data, err := os.ReadFile("testdata/rooms.json")
	if err != nil {
		t.Fatal(err)
	}
	var read rooms
	if err := json.Unmarshal(data, &read); err != nil {
		t.Fatal(err)
	}
	return read
}

func (v roomView) pose() rigid.Transform {
	q, at := v.Quaternion, v.Translation
	return rigid.Transform{Rotation: quat.Number{Imag: q[0], Jmag: q[1], Kmag: q[2], Real: q[3]}, Translation: r3.Vec{X: at[0], Y: at[1], Z: at[2]}}
}

// imagine is what a model would make of the views of a rig: its cameras, and the points of the true depths as these cameras have them. The
// errors are in radians, metres and shares of a depth.
func (r rooms) imagine(random *rand.Rand, views []roomView, want Similarity) (imaginedViews []View, points, truth []r3.Vec) {
	const radians, metres, share = 0.5 * degree, 0.01, 0.01
	var cameras []rigid.Transform
	for _, view := range views {
		cameras = append(cameras, view.pose())
	}
	imaginedViews = imagined(random, cameras, want, radians, metres)
	for i, view := range views {
		for at, depth := range view.Depth {
			ray := r3.Vec{X: (float64(at%r.Lens.Width) - r.Lens.Cx) / r.Lens.Fx, Y: (float64(at/r.Lens.Width) - r.Lens.Cy) / r.Lens.Fy, Z: 1}
			truth = append(truth, cameras[i].Apply(r3.Scale(depth, ray)))
			points = append(points, imaginedViews[i].SceneFromCamera.Apply(r3.Scale(depth*(1+share*random.NormFloat64())/want.Scale, ray)))
		}
	}
	return imaginedViews, points, truth
}

// TestRoomsComeBack takes the true depths and cameras of rooms, each camera turned by half a degree and moved by a centimetre, each depth one per cent
// off, through a similarity and back. It wants what the project promises: the scale within 1 %, the rotation within 0.5°, the cameras within 2 cm.
func TestRoomsComeBack(t *testing.T) {
	read, random := readRooms(t), rand.New(rand.NewPCG(21, 22))
	const runs = 20
	for _, rig := range []string{"around", "drive", "robot"} {
		var scales, rotations, metres, points []float64
		inside := 0
		for _, room := range read.Rooms {
			for range runs {
				want := truth(random)
				views, seen, exact := read.imagine(random, room.Rigs[rig], want)
				found, err := Align(views, DefaultLimits())
				if err != nil {
					t.Fatalf("%s: %v", rig, err)
				}
				got := found.BaseFromScene
				if rig == "robot" { // its cameras are 12 cm from its middle: the ground tells the scale better
					scale, err := ScaleFromGround(got, views, seen, 0, nil)
					if err != nil {
						t.Fatalf("%s: %v", rig, err)
					}
					got = got.Rescale(views, scale)
				}
				scale, rotation, off := errorsOf(got, want, views)
				scales, rotations, metres = append(scales, scale), append(rotations, rotation), append(metres, off)
				for i := range seen {
					points = append(points, r3.Norm(r3.Sub(got.Apply(seen[i]), exact[i])))
				}
				if scale < 0.01 && rotation < 0.5 && off < 0.02 {
					inside++
				}
			}
		}
		all := runs * len(read.Rooms)
		t.Logf("%s: median and 90th percentile: scale %.2f %% and %.2f %%, rotation %.2f° and %.2f°, cameras %.1f cm and %.1f cm, points %.1f cm and %.1f cm; %d of %d within all three",
			rig, 100*share(scales, 0.5), 100*share(scales, 0.9), share(rotations, 0.5), share(rotations, 0.9),
			100*share(metres, 0.5), 100*share(metres, 0.9), 100*share(points, 0.5), 100*share(points, 0.9), inside, all)
		if inside < all*9/10 {
			t.Errorf("%s: %d of %d are within 1 %%, 0.5° and 2 cm", rig, inside, all)
		}
	}
}

// share is the value below which a share of some lies.
func share(values []float64, of float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[int(math.Round(of*float64(len(sorted)-1)))]
}
