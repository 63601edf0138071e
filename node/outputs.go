package node

import (
	"errors"
	"fmt"
	"sync"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/msgs/visualization"
	"github.com/thinker3d/thinker3d/topics"
)

// outputs publishes what was thought. Scenes and answers keep separate buffers, so that a scene may be published while
// an answer is prepared.
type outputs struct {
	settings   config.Scene
	answers    output[msgs.SpatialAnswer]
	texts      output[msgs.String]
	points     output[msgs.PointCloud2]
	poses      output[msgs.PoseArray]
	markers    output[visualization.MarkerArray]
	transforms output[msgs.TFMessage]
	depths     []*depthOutput
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

// advertise opens the node's topics.
func advertise(bus topics.Advertiser, names Names, settings config.Scene) (*outputs, error) {
	o := &outputs{settings: settings}
	err := errors.Join(
		open(o, bus, names.Answer, &o.answers),
		open(o, bus, names.AnswerText, &o.texts),
		open(o, bus, names.Points, &o.points),
		open(o, bus, names.CameraPoses, &o.poses),
		open(o, bus, names.Markers, &o.markers),
		open(o, bus, names.Transforms, &o.transforms),
	)
	for _, topic := range names.Depths {
		made := &depthOutput{}
		o.depths = append(o.depths, made)
		err = errors.Join(err, open(o, bus, topic, &made.images), open(o, bus, topic+"/camera_info", &made.infos))
	}
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
	if answer.Status != msgs.StatusOK || answer.Answer == "" {
		return nil
	}
	if err := o.texts.publish(&msgs.String{Data: answer.Answer}); err != nil {
		return fmt.Errorf("publish answer text: %w", err)
	}
	return nil
}

// publishScene sends the cloud, and the cameras with what is known of them.
func (o *outputs) publishScene(made *placedScene) error {
	return errors.Join(o.publishCameras(made), o.publishCloud(made))
}

// publishCameras sends the imagined cameras, and where they are: the scene's own frame, and each camera's if that is wanted; and their depths. What fails
// keeps nothing else back.
func (o *outputs) publishCameras(made *placedScene) error {
	var failures []error
	if message := o.framesOf(made); len(message.Transforms) > 0 {
		if err := o.transforms.publish(&message); err != nil {
			failures = append(failures, fmt.Errorf("publish the scene's frames: %w", err))
		}
	}
	poses := poseArray(made.header, made.cameras)
	if err := o.poses.publish(&poses); err != nil {
		failures = append(failures, fmt.Errorf("publish camera poses: %w", err))
	}
	for i := range made.depths {
		failures = append(failures, o.publishDepth(&made.depths[i]))
	}
	return errors.Join(failures...)
}

func (o *outputs) publishCloud(made *placedScene) error {
	fillCloud(&o.cloud, made)
	if err := o.points.publish(&o.cloud); err != nil {
		return fmt.Errorf("publish points: %w", err)
	}
	return nil
}

// publishMarkers draws a scene that was published and what was said about it.
func (o *outputs) publishMarkers(made *placedScene, answer *msgs.SpatialAnswer) error {
	array := markersOf(made, answer)
	if err := o.markers.publish(&array); err != nil {
		return fmt.Errorf("publish markers: %w", err)
	}
	return nil
}

// framesOf are the scene's frames as /tf tells them.
func (o *outputs) framesOf(made *placedScene) msgs.TFMessage {
	var message msgs.TFMessage
	if made.origin != "" {
		message.Transforms = append(message.Transforms, msgs.TransformStamped{
			Header: msgs.Header{Stamp: made.header.Stamp, FrameID: made.origin}, ChildFrameID: made.header.FrameID,
			Transform: msgs.Transform{Rotation: msgs.Quaternion{W: 1}},
		})
	}
	if !o.settings.CameraFrames {
		return message
	}
	for _, camera := range made.cameras {
		if !camera.newest {
			continue // a frame is at one place at a stamp
		}
		pose := poseOf(camera.pose)
		message.Transforms = append(message.Transforms, msgs.TransformStamped{
			Header: made.header, ChildFrameID: o.settings.Frame + "/" + camera.name,
			Transform: msgs.Transform{Translation: msgs.Vector3(pose.Position), Rotation: pose.Orientation},
		})
	}
	return message
}
