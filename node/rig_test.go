package node

import (
	"encoding/binary"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/camera/alignment"
	"github.com/thinker3d/thinker3d/camera/cloud"
	"github.com/thinker3d/thinker3d/camera/rigid"
	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/reasoning/scene"
	"github.com/thinker3d/thinker3d/topics"
	"github.com/thinker3d/thinker3d/topics/memory"
)

const rigStamp = int64(50e9)

// mounted are three cameras of a robot that look ahead, left and behind, as the base has them.
func mounted(radius float64) map[string]rigid.Transform {
	optical := quat.Number{Real: 0.5, Imag: -0.5, Jmag: 0.5, Kmag: -0.5} // z ahead, x right
	cameras := map[string]rigid.Transform{}
	for name, degrees := range map[string]float64{"front": 0, "left": 90, "back": 180} {
		turn := quat.Number(r3.NewRotation(degrees*math.Pi/180, r3.Vec{Z: 1}))
		at := r3.Rotation(turn).Rotate(r3.Vec{X: radius})
		cameras[name] = rigid.Transform{Rotation: quat.Mul(turn, optical), Translation: r3.Vec{X: at.X, Y: at.Y, Z: 1.1}}
	}
	return cameras
}

func transforms(parent string, stamp int64, of map[string]rigid.Transform) msgs.TFMessage {
	var message msgs.TFMessage
	for name, t := range of {
		at, turned := t.Translation, t.Rotation
		message.Transforms = append(message.Transforms, msgs.TransformStamped{
			Header: msgs.Header{Stamp: msgs.TimeFromNanos(stamp), FrameID: parent}, ChildFrameID: name,
			Transform: msgs.Transform{Translation: msgs.Vector3{X: at.X, Y: at.Y, Z: at.Z}, Rotation: msgs.Quaternion{X: turned.Imag, Y: turned.Jmag, Z: turned.Kmag, W: turned.Real}},
		})
	}
	return message
}

// room is the half of a closed room's length and width and its height, its floor at z = 0 of the base.
const room, roof = 2.5, 2.4

// wallAt is how far a ray goes in the room.
func wallAt(from, ray r3.Vec) float64 {
	far := math.Inf(1)
	for _, side := range []struct{ at, along, least, most float64 }{{from.X, ray.X, -room, room}, {from.Y, ray.Y, -room, room}, {from.Z, ray.Z, 0, roof}} {
		if side.along != 0 {
			far = min(far, max((side.least-side.at)/side.along, (side.most-side.at)/side.along))
		}
	}
	return far
}

// offWall is how far a point is from the room's surface.
func offWall(p r3.Vec) float64 {
	return min(math.Abs(math.Abs(p.X)-room), math.Abs(math.Abs(p.Y)-room), math.Abs(p.Z), math.Abs(p.Z-roof))
}

// threeMounted are three cameras on a robot, what they imagine of their room at half its size, and a rig that knows them.
func threeMounted(t *testing.T) (map[string]rigid.Transform, scene.Scene, []camera.Frame[*frame], *rig) {
	t.Helper()
	cameras := mounted(0.3)
	imagined, views := imaginedBy(t, cameras, alignment.Similarity{Rotation: quat.Number{Real: 1}, Scale: 2})
	known := newRig(config.Config{Scene: config.Scene{TargetFrame: "base_link"}, Cameras: make([]config.Camera, 3)})
	static := transforms("base_link", 0, cameras)
	if err := known.hear(&static, true); err != nil {
		t.Fatal(err)
	}
	return cameras, imagined, views, known
}

// imaginedBy is a scene of the room as the mounted cameras see it, in the unit and the frame that a similarity takes to the base, and the views.
func imaginedBy(t *testing.T, cameras map[string]rigid.Transform, baseFromScene alignment.Similarity) (scene.Scene, []camera.Frame[*frame]) {
	t.Helper()
	back := quat.Conj(baseFromScene.Rotation)
	into := func(p r3.Vec) r3.Vec {
		return r3.Rotation(back).Rotate(r3.Scale(1/baseFromScene.Scale, r3.Sub(p, baseFromScene.Translation)))
	}
	const width, height = 100, 80
	imagined := scene.Views{Width: width, Height: height}
	var views []camera.Frame[*frame]
	for i, name := range []string{"front", "left", "back"} {
		at := cameras[name]
		cameraFromScene := rigid.Transform{Rotation: quat.Mul(back, at.Rotation), Translation: into(at.Translation)}.Inverse()
		q, p := cameraFromScene.Rotation, cameraFromScene.Translation
		encoding := []float32{float32(p.X), float32(p.Y), float32(p.Z), float32(q.Imag), float32(q.Jmag), float32(q.Kmag), float32(q.Real), 1.6, 1.2}
		decoded, err := scene.DecodeCamera(encoding, width, height)
		if err != nil {
			t.Fatal(err)
		}
		for pixel := range width * height {
			x, y := (float64(pixel%width)-decoded.CentreX)/decoded.FocalX, (float64(pixel/width)-decoded.CentreY)/decoded.FocalY
			depth := wallAt(at.Translation, r3.Rotation(at.Rotation).Rotate(r3.Vec{X: x, Y: y, Z: 1}))
			imagined.Depth, imagined.Confidence = append(imagined.Depth, float32(depth/baseFromScene.Scale)), append(imagined.Confidence, 1)
		}
		imagined.PoseEncodings, imagined.Pictures = append(imagined.PoseEncodings, encoding...), append(imagined.Pictures, make([]byte, 3*width*height))
		views = append(views, camera.Frame[*frame]{Camera: i, StampNanos: rigStamp, Payload: &frame{header: msgs.Header{Stamp: msgs.TimeFromNanos(rigStamp), FrameID: name}}})
	}
	made, err := scene.New(imagined)
	if err != nil {
		t.Fatal(err)
	}
	return made, views
}

// rigConfig is of the three mounted cameras.
func rigConfig(settings config.Scene) config.Config {
	return config.Config{Scene: settings, Cameras: []config.Camera{{Name: "front"}, {Name: "left"}, {Name: "back"}}, Rig: config.Rig{ShortBaseline: 0.1}}
}

// rigged publishes one scene and gives what came of it, with the last cloud.
func rigged(t *testing.T, settings config.Scene, hear func(*rig), imagined scene.Scene, views []camera.Frame[*frame]) (placement, *msgs.PointCloud2) {
	t.Helper()
	bus := memory.New()
	resolver, err := topics.NewResolver("/", "thinker3d", nil)
	if err != nil {
		t.Fatal(err)
	}
	names, err := NamesOf(resolver)
	if err != nil {
		t.Fatal(err)
	}
	var got *msgs.PointCloud2
	came := make(chan struct{}, 1)
	endpoint, _ := topics.EndpointOf[msgs.PointCloud2](names.Points, topics.Default())
	subscription, err := bus.Subscribe(endpoint, func(received topics.Received) {
		defer received.Release()
		got = &msgs.PointCloud2{}
		if err := cdr.For[msgs.PointCloud2]().Unmarshal(received.Data, got); err != nil {
			t.Error(err)
		}
		got.Data = append([]byte(nil), got.Data...)
		came <- struct{}{}
	})
	if err != nil {
		t.Fatal(err)
	}
	defer subscription.Close()
	rig := newRig(rigConfig(settings))
	hear(rig)
	out, err := advertise(bus, names, settings)
	if err != nil {
		t.Fatal(err)
	}
	defer out.close()
	placer := newPlacer([]config.Camera{{Name: "front"}, {Name: "left"}, {Name: "back"}}, settings, rig)
	placed, err := placer.place(rigStamp, views, imagined)
	if err != nil {
		t.Fatal(err)
	}
	if placed.published {
		if err := out.publishScene(&placer.made); err != nil {
			t.Fatal(err)
		}
		<-came
	}
	return placed, got
}

func TestASceneIsPutIntoTheRobotsFrame(t *testing.T) {
	want := alignment.Similarity{Rotation: quat.Number(r3.NewRotation(2, r3.Unit(r3.Vec{X: 1, Y: 2, Z: -1}))), Scale: 0.4, Translation: r3.Vec{X: 3, Y: -1, Z: 0.2}}
	floor := 0.0
	for name, c := range map[string]struct {
		radius float64
		ground *float64
		metric bool
	}{
		"by the cameras' distances":    {0.3, nil, true},
		"by the ground":                {0.3, &floor, true},
		"by the ground, from one spot": {0, &floor, true},
		"nothing gives a scale":        {0, nil, false},
	} {
		cameras := mounted(c.radius)
		imagined, views := imaginedBy(t, cameras, want)
		hear := func(r *rig) {
			static := transforms("base_link", 0, cameras)
			if err := r.hear(&static, true); err != nil {
				t.Error(err)
			}
		}
		placed, cloud := rigged(t, config.Scene{Frame: "imagined", TargetFrame: "base_link", GroundHeight: c.ground}, hear, imagined, views)
		if placed.metric != c.metric || !placed.published || (placed.problem == "") != c.metric {
			t.Errorf("%s: %+v", name, placed)
			continue
		}
		if !c.metric {
			if cloud.Header.FrameID != "imagined" || !strings.Contains(placed.problem, "scale") {
				t.Errorf("%s: in frame %s, %s", name, cloud.Header.FrameID, placed.problem)
			}
			continue
		}
		if cloud.Header.FrameID != "base_link" || cloud.Header.Stamp.Nanos() != rigStamp {
			t.Errorf("%s: header %+v", name, cloud.Header)
		}
		worst := 0.0
		for i := range int(cloud.Width) {
			worst = max(worst, offWall(pointAt(cloud, i)))
		}
		if worst > 0.03 || cloud.Width != 3*100*80 {
			t.Errorf("%s: of %d points one is %.3f m off", name, cloud.Width, worst)
		}
	}
}

func pointAt(cloud *msgs.PointCloud2, i int) r3.Vec {
	var v [3]float64
	for axis := range v {
		v[axis] = float64(math.Float32frombits(binary.LittleEndian.Uint32(cloud.Data[i*int(cloud.PointStep)+4*axis:])))
	}
	return r3.Vec{X: v[0], Y: v[1], Z: v[2]}
}

func TestASceneIsWithheldWithTheReason(t *testing.T) {
	cameras := mounted(0.3)
	imagined, views := imaginedBy(t, cameras, alignment.Similarity{Rotation: quat.Number{Real: 1}, Scale: 1})
	for want, hear := range map[string]func(*rig){
		"nothing has been heard of": func(*rig) {},
		"not known yet": func(r *rig) {
			static, odometry := transforms("base_link", 0, cameras), transforms("odom", rigStamp-1e9, map[string]rigid.Transform{"base_link": rigid.Identity()})
			if err := r.hear(&static, true); err != nil {
				t.Error(err)
			}
			if err := r.hear(&odometry, false); err != nil {
				t.Error(err)
			}
		},
	} {
		placed, cloud := rigged(t, config.Scene{Frame: "imagined", TargetFrame: "odom"}, hear, imagined, views)
		if placed.published || placed.metric || !strings.Contains(placed.problem, want) || !strings.Contains(placed.problem, "odom") || cloud != nil {
			t.Errorf("%+v, want a problem with %q", placed, want)
		}
		answer := msgs.SpatialAnswer{Reason: "none"}
		placed.tell(&answer)
		if answer.ScenePoints != 0 || answer.ScaleKnown || !strings.HasPrefix(answer.Reason, "none; scene: withheld") {
			t.Errorf("answer %+v", answer)
		}
	}
}

func TestWrongTransformsAreSaid(t *testing.T) {
	r := newRig(rigConfig(config.Scene{TargetFrame: "base_link"}))
	message := transforms("base_link", 0, map[string]rigid.Transform{"bad": {}})
	if err := r.hear(&message, true); err == nil || !strings.Contains(err.Error(), "from bad to base_link") {
		t.Errorf("no rotation: %v", err)
	}
	message = transforms("base_link", 0, map[string]rigid.Transform{"base_link": rigid.Identity()})
	if err := r.hear(&message, true); err == nil || !strings.Contains(err.Error(), "loop") {
		t.Errorf("loop: %v", err)
	}
}

// TestTheRobotsBodyIsLeftOut puts a box of another frame around a corner of the room.
func TestTheRobotsBodyIsLeftOut(t *testing.T) {
	cameras := mounted(0.3)
	imagined, views := imaginedBy(t, cameras, alignment.Similarity{Rotation: quat.Number{Real: 1}, Scale: 2})
	settings := config.Scene{Frame: "imagined", TargetFrame: "base_link", SelfBoxes: []config.Box{{Frame: "arm", Minimum: []float64{-1, -1, -1}, Maximum: []float64{1, 1, 1}}}}
	arm := r3.Vec{X: room, Y: .5, Z: 1}
	known := func(frames ...string) func(*rig) {
		return func(r *rig) {
			all := map[string]rigid.Transform{"arm": {Rotation: quat.Number{Real: 1}, Translation: arm}}
			message := transforms("base_link", 0, cameras)
			for _, frame := range frames {
				more := transforms("base_link", 0, map[string]rigid.Transform{frame: all[frame]})
				message.Transforms = append(message.Transforms, more.Transforms...)
			}
			if err := r.hear(&message, true); err != nil {
				t.Error(err)
			}
		}
	}
	placed, made := rigged(t, settings, known("arm"), imagined, views)
	left := placed.counts.Removed(cloud.OnRobot)
	if left == 0 || left+int(made.Width) != 3*100*80 {
		t.Errorf("%d points left out and %d published", left, made.Width)
	}
	for i := range int(made.Width) {
		if p := r3.Sub(pointAt(made, i), arm); max(math.Abs(p.X), math.Abs(p.Y), math.Abs(p.Z)) < 1 {
			t.Fatalf("point %v is in the box", pointAt(made, i))
		}
	}
	if placed, _ := rigged(t, settings, known(), imagined, views); placed.published || !strings.Contains(placed.problem, "self_boxes") || !strings.Contains(placed.problem, "arm") {
		t.Errorf("without the box's frame: %+v", placed)
	}
}
