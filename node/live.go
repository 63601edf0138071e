package node

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/msgs/diagnostic"
	"github.com/thinker3d/thinker3d/topics"
)

// ErrNoCameras is returned by a live node without cameras.
var ErrNoCameras = errors.New("no cameras are configured: list them under `cameras` (`thinker3d config` shows how)")

// Bus is what a live node is on: topics, and services that it offers.
type Bus interface {
	topics.Bus
	topics.Server
}

// Live is the node on a bus while it is active: it gathers moments as they come and answers questions about the latest.
type Live struct {
	Config   config.Config
	Reasoner Reasoner
	Bus      Bus
	// Remaps give topics and services other names.
	Remaps []topics.Remap
	// Warnings says what keeps the bus's endpoints from working, each naming its topic; nil knows of nothing.
	Warnings func() []string
	// Losses is how many messages of each topic the bus lost until now; nil loses none.
	Losses func() map[string]uint64
	Log    *zap.Logger
	// SetLogLevel changes the log's level; nil leaves it.
	SetLogLevel func(level string)
	// Now is the clock; nil is the system's.
	Now func() time.Time

	// changes are configurations of which live settings were changed; listening is called once all topics are open.
	changes <-chan config.Config
	// clock is the simulated time; nil if time is real.
	clock *simClock
	// rig is nil if scenes stay in a frame of their own.
	rig          *rig
	calibrations *calibrations
	listening    func()
}

// event is what a subscription tells the loop: a frame, a question or a message that was neither.
type event struct {
	camera   int
	frame    *frame
	question *question
	// withdrawn is an asker who no longer waits.
	withdrawn asker
	// clock is the simulated time in nanoseconds.
	clock   *int64
	failure error
}

// prepare checks what there is and makes names fully qualified.
func (l *Live) prepare() (Names, error) {
	if l.Now == nil {
		l.Now = time.Now
	}
	if len(l.Config.Cameras) == 0 {
		return Names{}, ErrNoCameras
	}
	if len(l.Config.QoSOverrides) > 0 {
		l.Bus = overridden{Bus: l.Bus, overrides: l.Config.QoSOverrides}
	}
	return l.resolve()
}

// run answers questions until ctx ends, and returns when everything that it started has stopped.
func (l *Live) run(ctx context.Context, names Names) error {
	if l.Config.UseSimTime {
		l.clock = &simClock{}
		l.Now = l.clock.now
	}
	l.rig, l.calibrations = newRig(l.Config), newCalibrations(l.Config)
	outputs, err := advertise(l.Bus, names, l.Config.Scene)
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	// A subscription waits until the loop takes its message; meanwhile its own history drops the oldest.
	inbox := make(chan event)
	loop, err := newLoop(l, inbox)
	if err != nil {
		return errors.Join(err, outputs.close())
	}
	var diagnostics output[diagnostic.Array]
	if err := open(outputs, l.Bus, names.Diagnostics, &diagnostics); err != nil {
		return errors.Join(err, outputs.close())
	}
	loop.diagnosis, loop.tell = newDiagnosis(l.Config.Diagnostics, names.Node), diagnostics.publish
	if l.Config.Reasoning.Device.IsNVIDIA() {
		loop.gpu = &gpu{device: l.Config.Reasoning.DeviceID, period: l.Config.Diagnostics.Period}
	}
	workers, err := newWorkers(l, outputs, loop.jobs, loop.finished)
	if err != nil {
		return errors.Join(err, outputs.close())
	}
	subscriptions, err := l.subscribe(ctx, names, inbox)
	if err != nil {
		return errors.Join(err, closeAll(subscriptions), outputs.close())
	}
	for _, worker := range workers {
		group.Go(func() error { return worker.run(ctx) })
	}
	group.Go(func() error { return loop.run(ctx) })
	if loop.gpu != nil {
		group.Go(func() error { return loop.gpu.run(ctx) })
	}
	l.Log.Info("listening", zap.String("node", names.Node), zap.Int("cameras", len(l.Config.Cameras)), zap.String("question_topic", names.Question), zap.String("ask_service", names.Ask), zap.String("reason_action", names.Reason))
	l.listening()
	err = group.Wait()
	loop.dismiss()
	err = errors.Join(err, closeAll(subscriptions))
	return errors.Join(err, outputs.close())
}

// resolve makes the names of the node and of its cameras' topics fully qualified.
func (l *Live) resolve() (Names, error) {
	resolver, err := topics.NewResolver(l.Config.Node.Namespace, l.Config.Node.Name, l.Remaps)
	if err != nil {
		return Names{}, err
	}
	l.Config.Cameras = slices.Clone(l.Config.Cameras)
	for i := range l.Config.Cameras {
		cam := &l.Config.Cameras[i]
		for _, topic := range []*string{&cam.ImageTopic, &cam.InfoTopic} {
			if *topic == "" {
				continue
			}
			if *topic, err = resolver.Topic(*topic); err != nil {
				return Names{}, fmt.Errorf("camera %s: %w", cam.Name, err)
			}
		}
	}
	if topic := &l.Config.Rig.RangeTopic; *topic != "" {
		if *topic, err = resolver.Topic(*topic); err != nil {
			return Names{}, fmt.Errorf("rig.range_topic: %w", err)
		}
	}
	names, err := NamesOf(resolver)
	return names, errors.Join(err, names.resolveDepth(resolver, l.Config))
}

func (l *Live) subscribe(ctx context.Context, names Names, inbox chan<- event) ([]io.Closer, error) {
	send := func(e event) bool {
		select {
		case inbox <- e:
			return true
		case <-ctx.Done():
			return false
		}
	}
	o := opened{bus: l.Bus, limits: l.Config.Views}
	for i, cam := range l.Config.Cameras {
		if err := o.camera(i, cam, l.calibrations, send); err != nil {
			return o.all, err
		}
	}
	if l.clock != nil {
		if err := listen[msgs.Clock](&o, names.Clock, topics.SensorData(), clockHandler(send)); err != nil {
			return o.all, err
		}
	}
	if l.rig != nil {
		if err := o.transforms(names, l.rig, l.Config.Rig.RangeTopic, send); err != nil {
			return o.all, err
		}
	}
	if err := listen[msgs.String](&o, names.Question, topics.Default(), questionHandler(send)); err != nil {
		return o.all, err
	}
	ask, askErr := l.serveAsk(names.Ask, send)
	if askErr == nil {
		o.all = append(o.all, ask)
	}
	reason, reasonErr := l.serveReason(names.Reason, send)
	if reasonErr == nil {
		o.all = append(o.all, reason)
	}
	return o.all, errors.Join(askErr, reasonErr)
}

// opened are the subscriptions and services that are open so far.
type opened struct {
	bus topics.Bus
	// limits say which pictures are skipped.
	limits config.Views
	all    []io.Closer
}

func (o *opened) camera(index int, cam config.Camera, calibrations *calibrations, send func(event) bool) error {
	images, err := imageEndpoint(cam)
	if err != nil {
		return err
	}
	reader, err := newFrameReader(images.Type, o.limits)
	if err != nil {
		return fmt.Errorf("topic %s: %w", images.Topic, err)
	}
	if err := o.subscribe(images, frameHandler(index, reader, send)); err != nil {
		return err
	}
	if cam.InfoTopic == "" {
		return nil
	}
	infos, err := topics.EndpointOf[msgs.CameraInfo](cam.InfoTopic, topics.SensorData())
	if err != nil {
		return err
	}
	return o.subscribe(infos, infoHandler(index, calibrations, send))
}

// transforms has the rig hear where the robot's frames are, and what its range sensor measures.
func (o *opened) transforms(names Names, rig *rig, rangeTopic string, send func(event) bool) error {
	var sensor error
	if rig.ranger != nil {
		endpoint, err := rig.ranger.endpoint(rangeTopic)
		if sensor = err; err == nil {
			sensor = o.subscribe(endpoint, rangeHandler(rig.ranger, send))
		}
	}
	return errors.Join(
		sensor,
		listen[msgs.TFMessage](o, names.Transforms, topics.Transforms(), transformHandler(rig, false, send)),
		listen[msgs.TFMessage](o, names.Static, topics.StaticTransforms(), transformHandler(rig, true, send)),
	)
}

func (o *opened) subscribe(endpoint topics.Endpoint, handler topics.Handler) error {
	subscription, err := o.bus.Subscribe(endpoint, handler)
	if err != nil {
		return fmt.Errorf("subscribe to %s: %w", endpoint.Topic, err)
	}
	o.all = append(o.all, subscription)
	return nil
}

// listen subscribes to a topic that need not have a publisher.
func listen[T msgs.Message](o *opened, topic string, qos topics.QoS, handler topics.Handler) error {
	endpoint, err := topics.EndpointOf[T](topic, qos)
	if err != nil {
		return err
	}
	endpoint.Optional = true
	return o.subscribe(endpoint, handler)
}

func frameHandler(index int, reader *frameReader, send func(event) bool) topics.Handler {
	return func(received topics.Received) {
		f, err := reader.read(received)
		if err != nil {
			send(event{camera: index, failure: err})
			return
		}
		if !send(event{camera: index, frame: f}) {
			f.release()
		}
	}
}

func infoHandler(index int, calibrations *calibrations, send func(event) bool) topics.Handler {
	return func(received topics.Received) {
		defer received.Release()
		if err := calibrations.read(index, received); err != nil {
			send(event{camera: noCamera, failure: err})
		}
	}
}

func transformHandler(rig *rig, static bool, send func(event) bool) topics.Handler {
	return func(received topics.Received) {
		defer received.Release()
		if err := rig.read(received, static); err != nil {
			send(event{camera: noCamera, failure: fmt.Errorf("topic %s: %w", received.Topic, err)})
		}
	}
}

func rangeHandler(ranger *ranger, send func(event) bool) topics.Handler {
	return func(received topics.Received) {
		defer received.Release()
		if err := ranger.read(received); err != nil {
			send(event{camera: noCamera, failure: err})
		}
	}
}

func questionHandler(send func(event) bool) topics.Handler {
	codec := cdr.For[msgs.String]()
	return func(received topics.Received) {
		defer received.Release()
		var asked msgs.String
		if err := codec.Unmarshal(received.Data, &asked); err != nil {
			send(event{camera: noCamera, failure: fmt.Errorf("topic %s: %w", received.Topic, err)})
			return
		}
		send(event{camera: noCamera, question: &question{text: asked.Data, wish: wish{client: clientTopic}}})
	}
}

func closeAll(closers []io.Closer) error {
	var failures []error
	for _, closer := range closers {
		failures = append(failures, closer.Close())
	}
	return errors.Join(failures...)
}
