package node

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/camera/alignment"
	"github.com/thinker3d/thinker3d/camera/lens"
	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/camera/rigid"
	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/reasoning/scene"
	"github.com/thinker3d/thinker3d/topics"
)

// oddScene is a similarity as a model's unit and frame may be.
func oddScene() alignment.Similarity {
	return alignment.Similarity{Rotation: quat.Number(r3.NewRotation(2, r3.Unit(r3.Vec{X: 1, Y: 2, Z: -1}))), Scale: 0.4, Translation: r3.Vec{X: 3, Y: -1, Z: 0.2}}
}

// scanned is what a laser half a metre above the base's middle measures of the room, as either message.
func scanned(kind config.RangeType, stampNanos int64) topics.Received {
	const beams = 720
	header := msgs.Header{Stamp: msgs.TimeFromNanos(stampNanos), FrameID: "laser"}
	scan := msgs.LaserScan{Header: header, AngleMin: -math.Pi, AngleIncrement: 2 * math.Pi / beams, RangeMin: 0.05, RangeMax: 30}
	cloud := msgs.PointCloud2{Header: header, Height: 1, Width: beams, PointStep: 12, RowStep: 12 * beams}
	for i, name := range []string{"x", "y", "z"} {
		cloud.Fields = append(cloud.Fields, msgs.PointField{Name: name, Offset: uint32(4 * i), Datatype: msgs.PointFieldFloat32, Count: 1})
	}
	for i := range beams {
		sin, cos := math.Sincos(float64(scan.AngleMin) + float64(i)*float64(scan.AngleIncrement))
		far := wallAt(r3.Vec{Z: 0.5}, r3.Vec{X: cos, Y: sin})
		scan.Ranges = append(scan.Ranges, float32(far))
		for _, v := range []float64{far * cos, far * sin, 0} {
			cloud.Data = binary.LittleEndian.AppendUint32(cloud.Data, math.Float32bits(float32(v)))
		}
	}
	if kind == config.RangeCloud {
		return topics.NewReceived("/scan", cdr.For[msgs.PointCloud2]().Marshal(nil, &cloud), 0, 0, nil)
	}
	return topics.NewReceived("/scan", cdr.For[msgs.LaserScan]().Marshal(nil, &scan), 0, 0, nil)
}

// placedBy puts a scene into the base's frame, where the tree knows the cameras and the laser, and gives what came of it.
func placedBy(t *testing.T, cfg config.Config, cameras map[string]rigid.Transform, scans []topics.Received, imagined scene.Scene, views []camera.Frame[*frame]) (placement, *placer) {
	t.Helper()
	cfg.Scene.Frame, cfg.Scene.TargetFrame = "imagined", "base_link"
	r := newRig(cfg)
	static := transforms("base_link", 0, cameras)
	laser := transforms("base_link", 0, map[string]rigid.Transform{"laser": {Rotation: quat.Number{Real: 1}, Translation: r3.Vec{Z: 0.5}}})
	for _, message := range []*msgs.TFMessage{&static, &laser} {
		if err := r.hear(message, true); err != nil {
			t.Fatal(err)
		}
	}
	for _, scan := range scans {
		if err := r.ranger.read(scan); err != nil {
			t.Fatal(err)
		}
	}
	p := newPlacer(cfg.Cameras, cfg.Scene, r)
	placed, err := p.place(rigStamp, views, imagined)
	if err != nil {
		t.Fatal(err)
	}
	return placed, p
}

func said(placed placement, key string) string {
	for _, one := range placed.fit {
		if one.Key == key {
			return one.Value
		}
	}
	return ""
}

// realLenses calibrate the views' cameras as they are imagined.
func realLenses(t *testing.T, right scene.Scene, views []camera.Frame[*frame]) {
	t.Helper()
	for i, view := range views {
		c := right.Cameras[i]
		info := msgs.CameraInfo{Width: 100, Height: 80, K: [9]float64{c.FocalX, 0, c.CentreX, 0, c.FocalY, c.CentreY, 0, 0, 1}}
		known, err := lens.Raw(&info)
		if err != nil {
			t.Fatal(err)
		}
		view.Payload.view = &lens.View{Camera: &known, Seen: &known, Mapping: pixels.Mapping{ScaleX: 1, ScaleY: 1}}
	}
}

// worstOff is how far the worst of a scene's points is off the room's surface, in metres.
func worstOff(p *placer) float64 {
	worst := 0.0
	for i := range p.made.points {
		point := &p.made.points[i]
		worst = max(worst, offWall(r3.Vec{X: float64(point.X), Y: float64(point.Y), Z: float64(point.Z)}))
	}
	return worst
}

func TestWhatTellsTheScale(t *testing.T) {
	floor, roofs := 0.0, 2.0 // the latter would be above the cameras
	now, old := rigStamp+1e8, rigStamp-1e9
	for name, c := range map[string]struct {
		radius float64
		views  int
		ground *float64
		kind   config.RangeType
		scans  []int64
		want   scaleSource
		reason string
	}{
		"far apart":                         {radius: 0.6, views: 3, ground: &floor, kind: config.RangeScan, scans: []int64{now}, want: byBaseline},
		"near together":                     {radius: 0.12, views: 3, want: byShortBaseline},
		"near together, over the ground":    {radius: 0.12, views: 3, ground: &floor, kind: config.RangeScan, scans: []int64{now}, want: byGround},
		"near together, with a laser":       {radius: 0.12, views: 3, kind: config.RangeScan, scans: []int64{old, now, old}, want: byRange},
		"in one place, with a laser":        {radius: 0, views: 3, kind: config.RangeScan, scans: []int64{now}, want: byRange},
		"in one place, with a cloud":        {radius: 0, views: 3, kind: config.RangeCloud, scans: []int64{now}, want: byRange},
		"one camera over the ground":        {radius: 0.12, views: 1, ground: &floor, want: byGround},
		"one camera with a laser":           {radius: 0.12, views: 1, kind: config.RangeScan, scans: []int64{now}, want: byRange},
		"a wrong ground, and a laser":       {radius: 0.12, views: 3, ground: &roofs, kind: config.RangeScan, scans: []int64{now}, want: byRange},
		"one camera":                        {radius: 0.12, views: 1, reason: "too near to each other to give a scale"},
		"one camera, and a laser of before": {radius: 0.12, views: 1, kind: config.RangeScan, scans: []int64{old}, reason: "measured nothing within 0.5 s of the views"},
		"in one place, and a wrong ground":  {radius: 0, views: 3, ground: &roofs, reason: "not above the ground"},
	} {
		cameras := mounted(c.radius)
		imagined, views := imaginedBy(t, cameras, oddScene())
		imagined.Cameras, views = imagined.Cameras[:c.views], views[:c.views]
		cfg := rigConfig(config.Scene{GroundHeight: c.ground})
		var scans []topics.Received
		if c.kind != "" {
			cfg.Rig.RangeTopic, cfg.Rig.RangeType = "/scan", c.kind
			for _, stamp := range c.scans {
				scans = append(scans, scanned(c.kind, stamp))
			}
		}
		placed, p := placedBy(t, cfg, cameras, scans, imagined, views)
		if !placed.published || placed.metric != (c.want != "") || said(placed, "scale by") != string(c.want) || !strings.Contains(placed.problem, c.reason) || (placed.problem == "") != placed.metric {
			t.Errorf("%s: %+v", name, placed)
		} else if placed.metric && worstOff(p) > 0.05 {
			t.Errorf("%s: a point is %.3f m off", name, worstOff(p))
		}
	}
}

// TestACameraThatIsLeftOutTellsNoScale has one of three cameras near one spot imagined 40° and a metre off.
func TestACameraThatIsLeftOutTellsNoScale(t *testing.T) {
	floor, cameras, want := 0.0, mounted(0.02), oddScene()
	right, views := imaginedBy(t, cameras, want)
	for _, way := range []float64{1, -1} {
		wrong := right.Views
		wrong.PoseEncodings = slices.Clone(wrong.PoseEncodings)
		off := rigid.Transform{Rotation: quat.Number(r3.NewRotation(40*math.Pi/180, r3.Vec{Y: 1})), Translation: r3.Vec{Y: way / want.Scale}}
		left := off.After(sceneFromCamera(&right.Cameras[1]).Inverse())
		q, p, at := left.Rotation, left.Translation, 1*scene.EncodingLength
		copy(wrong.PoseEncodings[at:], []float32{float32(p.X), float32(p.Y), float32(p.Z), float32(q.Imag), float32(q.Jmag), float32(q.Kmag), float32(q.Real)})
		imagined, err := scene.New(wrong)
		if err != nil {
			t.Fatal(err)
		}
		placed, _ := placedBy(t, rigConfig(config.Scene{GroundHeight: &floor}), cameras, nil, imagined, views)
		if scale := said(placed, "metres per unit"); !strings.HasPrefix(scale, "0.4") && !strings.HasPrefix(scale, "0.39") {
			t.Errorf("the scale is %s, not %g", scale, want.Scale)
		}
		if !strings.Contains(said(placed, "fit of left"), "left out") || strings.HasPrefix(said(placed, "fit of left"), "NaN") {
			t.Errorf("%+v", placed)
		}
	}
}

// TestCamerasThatContradictTheRig has two of three imagined cameras turned: the scene cannot be turned into the robot's frame, but its depths can be
// seen by the real cameras.
func TestCamerasThatContradictTheRig(t *testing.T) {
	floor, cameras := 0.0, mounted(0.12)
	right, views := imaginedBy(t, cameras, oddScene())
	wrong := right.Views
	wrong.PoseEncodings = slices.Clone(wrong.PoseEncodings)
	realLenses(t, right, views)
	for i := range views {
		if i > 0 {
			copy(wrong.PoseEncodings[i*scene.EncodingLength+3:], []float32{0, float32(i), 1, 0.3}) // x, y, z, w of any length
		}
	}
	imagined, err := scene.New(wrong)
	if err != nil {
		t.Fatal(err)
	}
	cfg := rigConfig(config.Scene{GroundHeight: &floor})
	if placed, p := placedBy(t, cfg, cameras, nil, imagined, views); placed.metric || !placed.published || !strings.Contains(placed.problem, "otherwise than the rig has them") || p.made.header.FrameID != "imagined" {
		t.Errorf("%+v in %s", placed, p.made.header.FrameID)
	}
	cfg.Rig.Geometry = config.GeometryKnown
	if placed, p := placedBy(t, cfg, cameras, nil, imagined, views); !placed.metric || said(placed, "scale by") != string(byGround) || worstOff(p) > 0.05 {
		t.Errorf("by the real cameras: %+v, %.3f m off", placed, worstOff(p))
	}
}

// TestAMovingCameraGivesAScale has one camera on a robot that drives 0.6 m while it takes three views.
func TestAMovingCameraGivesAScale(t *testing.T) {
	want, mount := oddScene(), mounted(0.2)["front"]
	stops := map[string]rigid.Transform{}
	var driven msgs.TFMessage
	for i, name := range []string{"front", "left", "back"} { // as imaginedBy calls its views
		base := rigid.Transform{Rotation: rigid.FromRPY(0, 0, 0.4*float64(i)), Translation: r3.Vec{X: -0.6 + 0.3*float64(i), Y: 0.1 * float64(i*i)}}
		stops[name] = base.After(mount)
		driven.Transforms = append(driven.Transforms, transforms("odom", rigStamp+int64(i-2)*1e9, map[string]rigid.Transform{"base_link": base}).Transforms...)
	}
	imagined, views := imaginedBy(t, stops, want)
	for i := range views {
		views[i].Camera, views[i].Payload.header = 0, msgs.Header{Stamp: msgs.TimeFromNanos(rigStamp + int64(i-2)*1e9), FrameID: "camera"}
	}
	cfg := config.Config{Cameras: []config.Camera{{Name: "only"}}, Scene: config.Scene{Frame: "imagined", TargetFrame: "base_link"}, Rig: config.Rig{ShortBaseline: 0.1, FixedFrame: "odom"}}
	r := newRig(cfg)
	static := transforms("base_link", 0, map[string]rigid.Transform{"camera": mount})
	if err := r.hear(&static, true); err != nil {
		t.Fatal(err)
	}
	if err := r.hear(&driven, false); err != nil {
		t.Fatal(err)
	}
	p := newPlacer(cfg.Cameras, cfg.Scene, r)
	placed, err := p.place(rigStamp, views, imagined)
	if err != nil || !placed.metric || said(placed, "scale by") != string(byOdometry) {
		t.Fatalf("%+v, %v", placed, err)
	}
	roomFromBase, worst := rigid.Transform{Rotation: rigid.FromRPY(0, 0, 0.8), Translation: r3.Vec{Y: 0.4}}, 0.0
	for i := range p.made.points {
		point := &p.made.points[i]
		worst = max(worst, offWall(roomFromBase.Apply(r3.Vec{X: float64(point.X), Y: float64(point.Y), Z: float64(point.Z)})))
	}
	if worst > 0.03 {
		t.Errorf("in the base's frame of the last moment a point is %.3f m off", worst)
	}
}

// TestRectifiedPicturesAreSeenByTurnedCameras has cameras whose pictures were rectified by a turn of 3°; the model imagines cameras that see such pictures.
func TestRectifiedPicturesAreSeenByTurnedCameras(t *testing.T) {
	cameras := mounted(0.6)
	imagined, views := imaginedBy(t, cameras, oddScene())
	realLenses(t, imagined, views)
	pictureFromCamera := quat.Number(r3.NewRotation(3*math.Pi/180, r3.Vec{X: 0.6, Y: 0.8}))
	real := maps.Clone(cameras) // their optical frames are those before the pictures were turned
	for i, name := range []string{"front", "left", "back"} {
		real[name] = rigid.Transform{Rotation: quat.Mul(cameras[name].Rotation, pictureFromCamera), Translation: cameras[name].Translation}
		c, turn := imagined.Cameras[i], r3.Rotation(pictureFromCamera).Mat()
		info := msgs.CameraInfo{Width: 100, Height: 80, P: [12]float64{c.FocalX, 0, c.CentreX, 0, 0, c.FocalY, c.CentreY, 0, 0, 0, 1, 0}}
		for k := range info.R {
			info.R[k] = turn.At(k/3, k%3)
		}
		known, err := lens.Rectified(&info)
		if err != nil {
			t.Fatal(err)
		}
		views[i].Payload.view.Camera, views[i].Payload.view.Seen = &known, &known
		depths, _ := imagined.Depth(i)
		for k, point := range sightedBy(views[i].Payload, &imagined, i) {
			if depth := float64(depths[k*max(1, len(depths)/sightedPixels)]); math.Abs(r3.NewRotation(3*math.Pi/180, r3.Vec{X: 0.6, Y: 0.8}).Rotate(point).Z-depth) > 1e-6 {
				t.Fatalf("view %d, point %d: %v is not as deep as was imagined, %v, along the picture's axis", i, k, point, depth)
			}
		}
	}
	for _, geometry := range []config.Geometry{config.GeometryImagined, config.GeometryKnown} {
		cfg := rigConfig(config.Scene{})
		cfg.Rig.Geometry = geometry
		if placed, p := placedBy(t, cfg, real, nil, imagined, views); !placed.metric || worstOff(p) > 0.01 {
			t.Errorf("%s: a point is %.3f m off: %+v", geometry, worstOff(p), placed)
		}
	}
}

// TestDepthsAreSeenByTheRealCameras imagines the right depths by lenses that are too wide, and one camera that is turned.
func TestDepthsAreSeenByTheRealCameras(t *testing.T) {
	cameras := mounted(0.6)
	right, views := imaginedBy(t, cameras, oddScene())
	wrong := right.Views
	wrong.PoseEncodings = slices.Clone(wrong.PoseEncodings)
	realLenses(t, right, views)
	for i := range views {
		wrong.PoseEncodings[i*scene.EncodingLength+7], wrong.PoseEncodings[i*scene.EncodingLength+8] = 1.7, 1.3
	}
	imagined, err := scene.New(wrong)
	if err != nil {
		t.Fatal(err)
	}
	cfg := rigConfig(config.Scene{})
	cfg.Rig.Geometry = config.GeometryKnown
	placed, p := placedBy(t, cfg, cameras, nil, imagined, views)
	if !placed.metric || len(p.made.points) != 3*100*80 || worstOff(p) > 0.01 {
		t.Errorf("%+v: of %d points one is %.3f m off", placed, len(p.made.points), worstOff(p))
	}
	if made := p.made.cameras[0]; r3.Norm(r3.Sub(made.pose.Translation, cameras["front"].Translation)) > 1e-9 || math.Abs(made.across-50/right.Cameras[0].FocalX) > 1e-9 {
		t.Errorf("the camera is said to be %+v", made)
	}
	views[1].Payload.view = nil
	if placed, p = placedBy(t, cfg, cameras, nil, imagined, views); len(p.made.points) != 2*100*80 || len(p.made.cameras) != 2 {
		t.Errorf("without one lens: %+v, %d points", placed, len(p.made.points))
	}
	views[1].Payload.view = views[0].Payload.view
	cfg.Rig.Geometry = config.GeometryImagined
	if _, p = placedBy(t, cfg, cameras, nil, imagined, views); worstOff(p) < 0.05 {
		t.Error("by the imagined lenses the points are as right: the test shows nothing")
	}
}
