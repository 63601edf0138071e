package node

import (
	"errors"
	"fmt"
	"slices"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/camera/cloud"
	"github.com/thinker3d/thinker3d/camera/frames"
	"github.com/thinker3d/thinker3d/camera/rigid"
	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/reasoning/scene"
	"github.com/thinker3d/thinker3d/topics"
)

// frameWindowNanos is for how long the robot's frames are remembered.
const frameWindowNanos = 10e9

var errNothingImagined = errors.New("no camera was imagined")

// rig knows where the robot's cameras are and puts imagined scenes there. Transforms may come in on any goroutine.
type rig struct {
	tree *frames.Tree
	// frame is that of scenes; empty if they stay in a frame of their own.
	frame  string
	fixed  string
	ground *float64
	codec  *cdr.Codec[msgs.TFMessage]
	// mounts are the cameras' places that the configuration tells; nil where the tree does.
	mounts []*mount
	// short is the share of the scene's distance below which a baseline is.
	short float64
	// ranger is nil without a range sensor.
	ranger *ranger
	// known says that points lie where the real cameras see them.
	known bool
	// distances are working memory.
	distances []float64
}

// mount is where a camera's optical frame is in another frame.
type mount struct {
	frame           string
	frameFromCamera rigid.Transform
}

// newRig is nil if nobody asks where the cameras are.
func newRig(cfg config.Config) *rig {
	settings := cfg.Scene
	if !needsFrames(cfg) {
		return nil
	}
	r := &rig{
		tree: frames.NewTree(frameWindowNanos + cfg.Views.Window.Nanoseconds()), frame: settings.TargetFrame, fixed: cfg.Rig.FixedFrame, ground: settings.GroundHeight,
		codec: cdr.For[msgs.TFMessage](), mounts: make([]*mount, len(cfg.Cameras)), short: cfg.Rig.ShortBaseline, known: cfg.Rig.Geometry == config.GeometryKnown,
	}
	if cfg.Rig.RangeTopic != "" {
		r.ranger = newRanger(cfg.Rig.RangeType)
	}
	for i, cam := range cfg.Cameras {
		if cam.Extrinsics != nil {
			r.mounts[i] = mountOf(cam.Extrinsics)
		}
	}
	return r
}

// mountOf reads what the configuration has checked.
func mountOf(e *config.Extrinsics) *mount {
	m := &mount{frame: e.Frame, frameFromCamera: rigid.Transform{Translation: r3.Vec{X: e.XYZ[0], Y: e.XYZ[1], Z: e.XYZ[2]}}}
	if q := e.Quaternion; len(q) > 0 {
		turn := quat.Number{Imag: q[0], Jmag: q[1], Kmag: q[2], Real: q[3]}
		m.frameFromCamera.Rotation = quat.Scale(1/quat.Abs(turn), turn)
		return m
	}
	m.frameFromCamera.Rotation = rigid.FromRPY(e.RPY[0], e.RPY[1], e.RPY[2])
	return m
}

// read takes a message of /tf, or of /tf_static, as it came off a bus.
func (r *rig) read(received topics.Received, static bool) error {
	var message msgs.TFMessage
	if err := r.codec.Unmarshal(received.Data, &message); err != nil {
		return err
	}
	return r.hear(&message, static)
}

// hear takes transforms of /tf, or of /tf_static; those that are wrong are left out and said.
func (r *rig) hear(message *msgs.TFMessage, static bool) error {
	var failures []error
	for _, one := range message.Transforms {
		rotation, translation := one.Transform.Rotation, one.Transform.Translation
		parentFromChild, err := rigid.New(
			quat.Number{Real: rotation.W, Imag: rotation.X, Jmag: rotation.Y, Kmag: rotation.Z}, r3.Vec{X: translation.X, Y: translation.Y, Z: translation.Z})
		if err != nil {
			failures = append(failures, fmt.Errorf("transform from %s to %s: %w", one.ChildFrameID, one.Header.FrameID, err))
			continue
		}
		failures = append(failures, r.tree.Add(frames.Sample{
			Parent: one.Header.FrameID, Child: one.ChildFrameID, StampNanos: one.Header.Stamp.Nanos(), Static: static, ParentFromChild: parentFromChild}))
	}
	return errors.Join(failures...)
}

// needsFrames tells whether somebody asks where the cameras are: scenes, key frames, or who chooses cameras by what they see.
func needsFrames(cfg config.Config) bool {
	return cfg.Scene.TargetFrame != "" || cfg.Views.ByMotion() || cfg.Views.Maximum > 0
}

// ofScenes is nil if scenes stay in a frame of their own.
func (r *rig) ofScenes() *rig {
	if r == nil || r.frame == "" {
		return nil
	}
	return r
}

// waitsFor tells whether later transforms may still say where a view's camera was.
func (r *rig) waitsFor(stampNanos int64, views []camera.Frame[*frame]) bool {
	return r.ofScenes() != nil && slices.ContainsFunc(views, func(view camera.Frame[*frame]) bool {
		_, err := r.baseFromCamera(stampNanos, view)
		return errors.Is(err, frames.ErrNotYet)
	})
}

// baseFromCamera is where a view's camera was at its stamp, in the target frame at the moment's.
func (r *rig) baseFromCamera(stampNanos int64, view camera.Frame[*frame]) (rigid.Transform, error) {
	return r.cameraIn(r.frame, stampNanos, view)
}

// frameOf is the frame that a view's camera is in or is.
func (r *rig) frameOf(view camera.Frame[*frame]) string {
	if mounted := r.mounts[view.Camera]; mounted != nil {
		return mounted.frame
	}
	return view.Payload.header.FrameID
}

// cameraIn is where a view's camera was at its stamp, in another frame at the moment's.
func (r *rig) cameraIn(target string, stampNanos int64, view camera.Frame[*frame]) (rigid.Transform, error) {
	source := frames.Place{Frame: r.frameOf(view), StampNanos: view.Payload.header.Stamp.Nanos()}
	targetFromFrame, err := r.lookup(frames.Place{Frame: target, StampNanos: stampNanos}, source)
	if mounted := r.mounts[view.Camera]; mounted != nil && err == nil {
		return targetFromFrame.After(mounted.frameFromCamera), nil
	}
	return targetFromFrame, err
}

// lookup is where a frame was at its stamp, in the target at its own: through the fixed frame, if there is one.
func (r *rig) lookup(target, source frames.Place) (rigid.Transform, error) {
	if r.fixed == "" {
		return r.tree.Lookup(target.Frame, source.Frame, source.StampNanos)
	}
	return r.tree.LookupAcross(target, source, r.fixed)
}

// clear forgets what was of a time that is no longer: after a jump of the clock.
func (r *rig) clear() {
	r.tree.Clear()
	if r.ranger != nil {
		r.ranger.clear()
	}
}

// sceneFromCamera inverts camera-from-world.
func sceneFromCamera(c *scene.Camera) rigid.Transform {
	m := &c.CameraFromWorld
	rotation := rigid.RotationOf([3][3]float64{{m[0][0], m[0][1], m[0][2]}, {m[1][0], m[1][1], m[1][2]}, {m[2][0], m[2][1], m[2][2]}})
	return rigid.Transform{Rotation: rotation, Translation: r3.Vec{X: m[0][3], Y: m[1][3], Z: m[2][3]}}.Inverse()
}

// body puts the boxes of the robot's own body into its frame.
func (r *rig) body(boxes []config.Box, stampNanos int64, into []cloud.Box) ([]cloud.Box, error) {
	for _, box := range boxes {
		boxFromBase, err := r.tree.Lookup(box.Frame, r.frame, stampNanos)
		if err != nil {
			return into, fmt.Errorf("scene.self_boxes: %w", err)
		}
		into = append(into, cloud.Box{BoxFromCloud: boxFromBase, Minimum: vector(box.Minimum), Maximum: vector(box.Maximum)})
	}
	return into, nil
}

func vector(xyz []float64) r3.Vec { return r3.Vec{X: xyz[0], Y: xyz[1], Z: xyz[2]} }
