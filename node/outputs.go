package node

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/camera/alignment"
	"github.com/thinker3d/thinker3d/camera/rigid"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/reasoning/scene"
	"github.com/thinker3d/thinker3d/topics"
)

// outputs publishes what was thought. Scenes and answers keep separate buffers, so that a scene may be published while
// an answer is prepared.
type outputs struct {
	frame      string
	rig        *rig
	answers    output[msgs.SpatialAnswer]
	texts      output[msgs.String]
	points     output[msgs.PointCloud2]
	poses      output[msgs.PoseArray]
	transforms output[msgs.TFMessage]
	cloud      msgs.PointCloud2
	open       []topics.Publisher
}

// output is one topic with its codec and its buffer.
type output[T msgs.Message] struct {
	publisher topics.Publisher
	codec     *cdr.Codec[T]

	mutex  sync.Mutex
	buffer []byte
}

func (o *output[T]) publish(message *T) error {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.buffer = o.codec.Marshal(o.buffer[:0], message)
	return o.publisher.Publish(o.buffer)
}

// advertise opens the node's topics; frame is that of a scene which the rig, if there is one, cannot put elsewhere.
func advertise(bus topics.Advertiser, names Names, frame string, rig *rig) (*outputs, error) {
	o := &outputs{frame: frame, rig: rig}
	err := errors.Join(
		open(o, bus, names.Answer, &o.answers),
		open(o, bus, names.AnswerText, &o.texts),
		open(o, bus, names.Points, &o.points),
		open(o, bus, names.CameraPoses, &o.poses),
		open(o, bus, names.Transforms, &o.transforms),
	)
	if err != nil {
		return nil, errors.Join(err, o.close())
	}
	return o, nil
}

func open[T msgs.Message](o *outputs, bus topics.Advertiser, topic string, into *output[T]) error {
	endpoint, err := topics.EndpointOf[T](topic, topics.Default())
	if err != nil {
		return err
	}
	publisher, err := bus.Advertise(endpoint)
	if err != nil {
		return fmt.Errorf("advertise %s: %w", topic, err)
	}
	into.publisher, into.codec = publisher, cdr.For[T]()
	o.open = append(o.open, publisher)
	return into.codec.Err()
}

func (o *outputs) close() error {
	var failures []error
	for _, publisher := range o.open {
		failures = append(failures, publisher.Close())
	}
	return errors.Join(failures...)
}

// publishAnswer sends the answer, and its text alone if it can be used as it is.
func (o *outputs) publishAnswer(answer *msgs.SpatialAnswer) error {
	if err := o.answers.publish(answer); err != nil {
		return fmt.Errorf("publish answer: %w", err)
	}
	if answer.Status != msgs.StatusOK {
		return nil
	}
	if err := o.texts.publish(&msgs.String{Data: answer.Answer}); err != nil {
		return fmt.Errorf("publish answer text: %w", err)
	}
	return nil
}

// placement is what became of a scene: published or withheld, in metres or not, and what is wrong with it.
type placement struct {
	published, metric bool
	problem           string
}

// tell adds to an answer what became of its scene.
func (p placement) tell(answer *msgs.SpatialAnswer) {
	answer.ScaleKnown = p.metric
	if p.problem == "" {
		return
	}
	answer.Reason = strings.TrimPrefix(answer.Reason+"; scene: "+p.problem, "; ")
	if !p.published {
		answer.ScenePoints = 0
	}
}

// publishScene sends the cloud and the imagined cameras: in the robot's frame if the rig can put them there; in a frame of their own, which is at the
// first view's camera, if there is no rig or nothing gives a scale; and not at all if the rig's own data are wrong.
func (o *outputs) publishScene(stampNanos int64, views []camera.Frame[*frame], imagined scene.Scene) (placement, error) {
	header := msgs.Header{Stamp: msgs.TimeFromNanos(stampNanos), FrameID: o.frame}
	if o.rig == nil {
		return placement{published: true}, o.publishOwn(header, views[0].Payload.header.FrameID, imagined)
	}
	baseFromScene, err := o.rig.place(stampNanos, views, imagined)
	switch {
	case err == nil:
		header.FrameID = o.rig.frame
		cameras := moved(&imagined, baseFromScene)
		return placement{published: true, metric: true}, o.publishPoints(header, cameras, imagined.Points)
	case errors.Is(err, alignment.ErrNoBaseline) || errors.Is(err, alignment.ErrNoGround):
		return placement{published: true, problem: err.Error()}, o.publishOwn(header, views[0].Payload.header.FrameID, imagined)
	}
	return placement{problem: fmt.Sprintf("withheld, it cannot be put into %s: %v", o.rig.frame, err)}, nil
}

// publishOwn sends the scene as it was imagined, and where its frame is.
func (o *outputs) publishOwn(header msgs.Header, firstFrame string, imagined scene.Scene) error {
	if firstFrame != "" {
		origin := msgs.TransformStamped{
			Header: msgs.Header{Stamp: header.Stamp, FrameID: firstFrame}, ChildFrameID: o.frame,
			Transform: msgs.Transform{Rotation: msgs.Quaternion{W: 1}},
		}
		if err := o.transforms.publish(&msgs.TFMessage{Transforms: []msgs.TransformStamped{origin}}); err != nil {
			return fmt.Errorf("publish scene frame: %w", err)
		}
	}
	return o.publishPoints(header, imaginedCameras(imagined.Cameras), imagined.Points)
}

func (o *outputs) publishPoints(header msgs.Header, cameras []rigid.Transform, points []scene.Point) error {
	poses := poseArray(header, cameras)
	if err := o.poses.publish(&poses); err != nil {
		return fmt.Errorf("publish camera poses: %w", err)
	}
	fillCloud(&o.cloud, header, points)
	if err := o.points.publish(&o.cloud); err != nil {
		return fmt.Errorf("publish points: %w", err)
	}
	return nil
}
