package e2e

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// The bounds of scenes in metres whose cameras are known (rig.geometry: known). What the model imagines of depth may be off, where its cameras are may not.
const (
	maximumCameraMetres, maximumCameraDegrees = 0.01, 0.5
	// maximumApartMetres is between a point and the depth of the pixel that it was seen by.
	maximumApartMetres = 0.001
	// maximumOffShare is how far half of all points, and of all depths, may be from the true surface, of its distance from the camera.
	maximumOffShare = 0.2
)

// publishedHeader is what testdata/published.py tells of a header.
type publishedHeader struct {
	Stamp   int64
	FrameID string `json:"frame_id"`
}

// publishedRaster is a picture or a cloud.
type publishedRaster struct {
	publishedHeader
	Height, Width, Step int
	RowStep             int  `json:"row_step"`
	BigEndian           bool `json:"big_endian"`
	Encoding            string
	Fields              map[string][3]int
	Data                []byte
}

// publishedMarker is one thing to draw.
type publishedMarker struct {
	publishedHeader
	NS               string
	ID, Type, Action int
	Text             string
	Pose             [7]float64
	Points           [][3]float64
}

// publishedScene is all that a peer has heard of one scene.
type publishedScene struct {
	Answer struct {
		publishedHeader
		Question, Answer, Reason string
		ScaleKnown               bool `json:"scale_known"`
		ScenePoints              int  `json:"scene_points"`
		Views                    []struct {
			publishedHeader
			Camera string
		}
	}
	Cloud publishedRaster
	Poses struct {
		publishedHeader
		Poses [][7]float64
	}
	Markers struct{ Markers []publishedMarker }
	Frames  struct {
		Frames map[string]struct {
			publishedHeader
			Pose [7]float64
		}
	}
	Depth map[string]publishedRaster
	Info  map[string]struct {
		publishedHeader
		Height, Width int
		K             [9]float64
	}
}

// check compares a scene that was put into odom by known cameras with the true room.
func (s *publishedScene) check(t *testing.T, room *trueRoom, cameras []string) {
	t.Helper()
	if len(s.Answer.Views) != len(cameras) || !s.Answer.ScaleKnown || s.Answer.ScenePoints == 0 {
		t.Fatalf("an answer that is not of all cameras, or not in metres: %+v", s.Answer)
	}
	moment := slices.IndexFunc(room.Moments, func(m trueMoment) bool { return m.StampNanos == s.Answer.Views[0].Stamp })
	if moment < 0 {
		t.Fatalf("an answer of no moment of the front camera: %+v", s.Answer)
	}
	seen, newest := make([]trueCamera, len(cameras)), int64(0)
	for i, view := range s.Answer.Views {
		seen[i], newest = room.camera(cameras[i], moment), max(newest, view.Stamp)
		if view.Camera != cameras[i] || view.FrameID != "camera_"+cameras[i]+"_optical_frame" {
			t.Errorf("view %d: %+v", i, view)
		}
	}
	if s.Answer.Stamp != newest {
		t.Errorf("stamped %d, the newest view %d", s.Answer.Stamp, newest)
	}
	s.checkPoses(t, seen)
	s.checkMarkers(t, cameras)
	for i := range cameras {
		s.checkDepth(t, room, i, &seen[i])
	}
	s.checkCloud(t, room, seen)
}

func (s *publishedScene) inOdom() publishedHeader {
	return publishedHeader{Stamp: s.Answer.Stamp, FrameID: "odom"}
}

// checkPoses leaves the published places in seen: each camera is where it was at its own stamp, milliseconds apart.
func (s *publishedScene) checkPoses(t *testing.T, seen []trueCamera) {
	t.Helper()
	if s.Poses.publishedHeader != s.inOdom() || len(s.Poses.Poses) != len(seen) {
		t.Fatalf("%d poses of %d cameras at %+v", len(s.Poses.Poses), len(seen), s.Poses.publishedHeader)
	}
	for i, p := range s.Poses.Poses {
		if frame := s.Frames.Frames["thinker3d_scene/"+s.Answer.Views[i].Camera]; frame.publishedHeader != s.inOdom() || frame.Pose != p {
			t.Errorf("camera %d is at %v, its frame %+v", i, p, frame)
		}
		at, turned := r3.Vec{X: p[0], Y: p[1], Z: p[2]}, quat.Number{Real: p[6], Imag: p[3], Jmag: p[4], Kmag: p[5]}
		off, between := r3.Norm(r3.Sub(at, seen[i].at)), quat.Mul(quat.Conj(quat.Number(seen[i].turned)), turned)
		if degrees := 2 * math.Acos(min(1, math.Abs(between.Real))) * 180 / math.Pi; off > maximumCameraMetres || degrees > maximumCameraDegrees {
			t.Errorf("camera %d is %.3f m and %.2f° off", i, off, degrees)
		}
		seen[i].at, seen[i].turned = at, r3.Rotation(turned)
	}
}

func (s *publishedScene) checkMarkers(t *testing.T, cameras []string) {
	t.Helper()
	const lineList, textViewFacing, add, deleteAll = 5, 9, 0, 3
	all, found := s.Markers.Markers, map[string]int{}
	if len(all) == 0 || all[0].Action != deleteAll {
		t.Fatalf("the markers of the scene before are not taken away: %+v", all)
	}
	for _, one := range all[1:] {
		found[one.NS]++
		fine := one.publishedHeader == s.inOdom() && one.Action == add && one.ID < len(cameras)
		switch one.NS {
		case "cameras":
			fine = fine && one.Type == lineList && len(one.Points) == 16 && slices.Equal(one.Points[0][:], s.Poses.Poses[one.ID][:3])
		case "names":
			fine = fine && one.Type == textViewFacing && one.Text == cameras[one.ID] && one.Pose[2] > s.Poses.Poses[one.ID][2]
		case "answer":
			fine = fine && one.Type == textViewFacing && strings.HasPrefix(one.Text, s.Answer.Question+"\n") && strings.Contains(one.Text, s.Answer.Answer)
		}
		if !fine {
			t.Errorf("marker %+v", one)
		}
	}
	if len(found) != 3 || found["cameras"] != len(cameras) || found["names"] != len(cameras) || found["answer"] != 1 {
		t.Errorf("markers by namespace: %v", found)
	}
}

// checkDepth compares a camera's depths with how far the room is from it.
func (s *publishedScene) checkDepth(t *testing.T, room *trueRoom, view int, by *trueCamera) {
	t.Helper()
	name, header := s.Answer.Views[view].Camera, s.Answer.Views[view].publishedHeader
	depth, info := s.Depth[name], s.Info[name]
	if info.publishedHeader != header || info.Width != by.Width || info.Height != by.Height || info.K != [9]float64{by.FX, 0, by.CX, 0, by.FY, by.CY, 0, 0, 1} {
		t.Errorf("%s: camera info %+v", name, info)
	}
	if depth.publishedHeader != header || depth.Encoding != "32FC1" || depth.BigEndian || depth.Width != info.Width || depth.Height != info.Height ||
		depth.Step != 4*depth.Width || len(depth.Data) != depth.Step*depth.Height {
		t.Fatalf("%s: a depth picture of %d×%d with %d bytes, a step of %d, %s, at %+v", name, depth.Width, depth.Height, len(depth.Data), depth.Step, depth.Encoding, depth.publishedHeader)
	}
	var off []float64
	for i := 0; i < depth.Width*depth.Height; i += 7 {
		if got := depth.depthAt(i%depth.Width, i/depth.Width); !math.IsNaN(got) {
			want := room.reach(by.at, by.ray(float64(i%depth.Width), float64(i/depth.Width)))
			off = append(off, math.Abs(got-want)/want)
		}
	}
	known, half := float64(7*len(off))/float64(depth.Width*depth.Height), middleOf(off)
	if known < 0.5 || half > maximumOffShare {
		t.Fatalf("%s: %.0f %% of the depths are known, half of them within %.0f %%", name, 100*known, 100*half)
	}
	t.Logf("%s: half of the depths are within %.1f %%", name, 100*half)
}

func (r *publishedRaster) depthAt(x, y int) float64 {
	return float64(math.Float32frombits(binary.LittleEndian.Uint32(r.Data[y*r.Step+4*x:])))
}

// checkCloud wants each point on the ray of its camera's pixel, as far off as that pixel's depth says.
func (s *publishedScene) checkCloud(t *testing.T, room *trueRoom, seen []trueCamera) {
	t.Helper()
	c := &s.Cloud
	const float32s, unsigned = 7, 6
	if c.publishedHeader != s.inOdom() || c.BigEndian || c.Width*c.Height != s.Answer.ScenePoints || c.RowStep != c.Width*c.Step || len(c.Data) != c.Height*c.RowStep {
		t.Fatalf("a cloud of %d×%d points, %d bytes, at %+v", c.Width, c.Height, len(c.Data), c.publishedHeader)
	}
	for name, kind := range map[string]int{"x": float32s, "y": float32s, "z": float32s, "rgb": float32s, "confidence": float32s, "view": unsigned} {
		if field := c.Fields[name]; field[1] != kind || field[2] != 1 || field[0]+4 > c.Step {
			t.Fatalf("field %s: %v of %v", name, field, c.Fields)
		}
	}
	var off []float64
	astray := 0
	for at := 0; at < len(c.Data); at += c.Step {
		word := func(field string) uint32 { return binary.LittleEndian.Uint32(c.Data[at+c.Fields[field][0]:]) }
		metres := func(field string) float64 { return float64(math.Float32frombits(word(field))) }
		point, by, view := r3.Vec{X: metres("x"), Y: metres("y"), Z: metres("z")}, &seen[word("view")], s.Answer.Views[word("view")].Camera
		depth := s.Depth[view]
		x, y, z := by.pixel(point)
		column, row := int(math.Round(x)), int(math.Round(y))
		if column < 0 || row < 0 || column >= depth.Width || row >= depth.Height || !(math.Abs(depth.depthAt(column, row)-z) <= maximumApartMetres) {
			astray++
			continue
		}
		want := room.reach(by.at, by.ray(x, y))
		off = append(off, math.Abs(z-want)/want)
	}
	half := middleOf(off)
	if astray > 0 || half > maximumOffShare {
		t.Fatalf("%d of %d points are not where their pixel's depth says; half of the others are within %.0f %%", astray, s.Answer.ScenePoints, 100*half)
	}
	t.Logf("half of %d points are within %.1f %%", s.Answer.ScenePoints, 100*half)
}

// middleOf is the median, and infinite of nothing. It sorts.
func middleOf(values []float64) float64 {
	if len(values) == 0 {
		return math.Inf(1)
	}
	slices.Sort(values)
	return values[len(values)/2]
}
