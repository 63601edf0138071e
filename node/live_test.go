package node

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest"
	"go.uber.org/zap/zaptest/observer"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/topics"
	"github.com/thinker3d/thinker3d/topics/memory"
)

// robot is a running node with the ends of its topics in the test's hands.
type robot struct {
	t         *testing.T
	bus       *memory.Bus
	cameras   []topics.Publisher
	questions topics.Publisher
	answers   chan msgs.SpatialAnswer
	clouds    chan msgs.PointCloud2
	logs      *observer.ObservedLogs
	// said has the messages of the log as they come.
	said  chan string
	stop  context.CancelFunc
	ended chan error
	// now is when the frames of the next moment are stamped.
	now time.Time
}

func liveConfig(t *testing.T) config.Config {
	t.Helper()
	cfg, err := config.Default()
	if err != nil {
		t.Fatal(err)
	}
	cfg.Cameras = []config.Camera{
		{Name: "left", ImageTopic: "/left/image", Transport: config.TransportAuto},
		{Name: "right", ImageTopic: "/right/image", Transport: config.TransportAuto},
	}
	cfg.Questions.MaximumAge = time.Minute
	cfg.Reasoning.Sequences = 1
	return cfg
}

func startRobot(t *testing.T, cfg config.Config, model Reasoner) *robot {
	t.Helper()
	r := &robot{t: t, bus: memory.New(), answers: make(chan msgs.SpatialAnswer, 16), clouds: make(chan msgs.PointCloud2, 16), ended: make(chan error, 1), said: make(chan string, 256), now: time.Now()}
	observed, logs := observer.New(zap.DebugLevel)
	r.logs = logs
	names := namesOf(t, cfg)
	receive(t, r.bus, names.Answer, r.answers)
	receive(t, r.bus, names.Points, r.clouds)
	for _, cam := range cfg.Cameras {
		images, err := imageEndpoint(cam)
		if err != nil {
			t.Fatal(err)
		}
		r.cameras = append(r.cameras, advertiseTo(t, r.bus, cam.ImageTopic, images.Type))
	}
	r.questions = advertiseTo(t, r.bus, names.Question, msgs.String{}.ROSType())
	ctx, stop := context.WithCancel(t.Context())
	r.stop = stop
	listening := make(chan struct{})
	log := zap.New(observed, zap.Hooks(func(entry zapcore.Entry) error {
		if entry.Message == "listening" {
			close(listening)
		}
		select {
		case r.said <- entry.Message:
		default:
		}
		return nil
	}))
	open := func(context.Context) (Model, error) { return kept{model}, nil }
	managed := Managed{Live: Live{Config: cfg, Bus: r.bus, Log: log}, Open: open}
	go func() { r.ended <- managed.Run(ctx) }()
	select {
	case <-listening:
	case err := <-r.ended:
		t.Fatalf("the node ended: %v", err)
	}
	return r
}

func namesOf(t *testing.T, cfg config.Config) Names {
	t.Helper()
	resolver, err := topics.NewResolver(cfg.Node.Namespace, cfg.Node.Name, nil)
	if err != nil {
		t.Fatal(err)
	}
	names, err := NamesOf(resolver)
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func advertiseTo(t *testing.T, bus topics.Bus, topic, kind string) topics.Publisher {
	t.Helper()
	publisher, err := bus.Advertise(topics.Endpoint{Topic: topic, Type: kind, QoS: topics.QoS{Reliability: topics.Reliable, Durability: topics.TransientLocal, Depth: 8}})
	if err != nil {
		t.Fatal(err)
	}
	return publisher
}

func receive[T msgs.Message](t *testing.T, bus topics.Bus, topic string, into chan<- T) {
	t.Helper()
	var zero T
	codec := cdr.For[T]()
	_, err := bus.Subscribe(topics.Endpoint{Topic: topic, Type: zero.ROSType(), QoS: topics.Default()}, func(received topics.Received) {
		var message T
		if err := codec.Unmarshal(received.Data, &message); err != nil {
			t.Error(err)
		}
		into <- message
	})
	if err != nil {
		t.Fatal(err)
	}
}

// callService calls one of the node's services, as another node would.
func callService[Q, R msgs.Message](r *robot, name string, request Q) R {
	r.t.Helper()
	service, err := topics.ServiceOf[Q, R]("/thinker3d/" + name)
	if err != nil {
		r.t.Fatal(err)
	}
	client, err := r.bus.Client(service)
	if err != nil {
		r.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(r.t.Context(), time.Minute)
	defer cancel()
	response, err := topics.Call[Q, R](ctx, client, &request)
	if err != nil {
		r.t.Fatal(err)
	}
	return response
}

// look publishes one picture of each camera, of one moment.
func (r *robot) look(stamp time.Time) {
	r.t.Helper()
	for i, publisher := range r.cameras {
		picture := msgs.Image{
			Header: msgs.Header{Stamp: msgs.TimeFromNanos(stamp.UnixNano()), FrameID: []string{"left_optical_frame", "right_optical_frame"}[i]},
			Height: 4, Width: 4, Encoding: "rgb8", Step: 12, Data: make([]byte, 48),
		}
		if err := publisher.Publish(cdr.For[msgs.Image]().Marshal(nil, &picture)); err != nil {
			r.t.Fatal(err)
		}
	}
}

func (r *robot) ask(text string) {
	r.t.Helper()
	if err := r.questions.Publish(cdr.For[msgs.String]().Marshal(nil, &msgs.String{Data: text})); err != nil {
		r.t.Fatal(err)
	}
}

func (r *robot) end() {
	r.t.Helper()
	r.stop()
	if err := <-r.ended; err != nil && !errors.Is(err, context.Canceled) {
		r.t.Error(err)
	}
	if err := r.bus.Close(); err != nil {
		r.t.Error(err)
	}
	goleak.VerifyNone(r.t)
}

func TestAnswerCarriesTheViewsStampAndFrame(t *testing.T) {
	r := startRobot(t, liveConfig(t), newModel(t))
	r.look(r.now)
	r.ask("What is behind the robot? A. Bed B. Door C. Desk D. Plant")
	answer, cloud := <-r.answers, <-r.clouds
	r.end()
	stamp := msgs.TimeFromNanos(r.now.UnixNano())
	if answer.Question != "What is behind the robot? A. Bed B. Door C. Desk D. Plant" || answer.Status != msgs.StatusOK || answer.Answer == "" || answer.Header != (msgs.Header{Stamp: stamp, FrameID: "left_optical_frame"}) {
		t.Errorf("answer %+v", answer)
	}
	if len(answer.Views) != 2 || answer.Views[1].Camera != "right" || answer.Views[1].Stamp != stamp {
		t.Errorf("views %+v", answer.Views)
	}
	if cloud.Header != (msgs.Header{Stamp: stamp, FrameID: "thinker3d_scene"}) || cloud.Width == 0 || cloud.Width != answer.ScenePoints {
		t.Errorf("cloud %+v", cloud)
	}
}

func TestQuestionWaitsForViewsThatAreRecent(t *testing.T) {
	cfg := liveConfig(t)
	cfg.Questions.Ask = []string{"What is left?"}
	r := startRobot(t, cfg, newModel(t))
	r.look(r.now.Add(-time.Hour))
	for taken := 0; taken < len(r.cameras); {
		if strings.Contains(<-r.said, "stamped too far from now") {
			taken++
		}
	}
	r.look(r.now)
	answer := <-r.answers
	r.end()
	if answer.Header.Stamp != msgs.TimeFromNanos(r.now.UnixNano()) {
		t.Errorf("answered about the views of %d, not of %d", answer.Header.Stamp.Nanos(), r.now.UnixNano())
	}
	if took := answer.Timings; took.Queue <= 0 || took.Vision <= 0 || took.Prefill <= 0 || took.Text <= 0 {
		t.Errorf("timings %+v", took)
	}
}

func TestConfiguredQuestionsAreAsked(t *testing.T) {
	cfg := liveConfig(t)
	cfg.Questions.Ask, cfg.Questions.Every = []string{"first", "second"}, time.Millisecond
	cfg.Questions.MaximumAge = 0
	r := startRobot(t, cfg, newModel(t))
	r.look(r.now)
	seen := map[string]int{}
	go func() {
		for range r.clouds {
		}
	}()
	for seen["first"] < 2 || seen["second"] < 2 {
		seen[(<-r.answers).Question]++
	}
	go func() {
		for range r.answers {
		}
	}()
	r.stop()
	<-r.ended
	if err := r.bus.Close(); err != nil {
		t.Error(err)
	}
	close(r.answers)
	close(r.clouds)
}

func TestTooManyQuestionsAreRefusedAloud(t *testing.T) {
	cfg := liveConfig(t)
	cfg.Questions.Queue = 2
	r := startRobot(t, cfg, newModel(t))
	texts := make(chan msgs.String, 16)
	receive(t, r.bus, namesOf(t, cfg).AnswerText, texts)
	for _, text := range []string{"one", "two", "three"} {
		r.ask(text)
	}
	refused := <-r.answers
	r.look(r.now)
	first, second := <-r.answers, <-r.answers
	spoken := <-texts
	r.end()
	if spoken.Data != first.Answer {
		t.Errorf("the text alone was %q, not the first answer that can be used, %q", spoken.Data, first.Answer)
	}
	if refused.Question != "one" || refused.Status != msgs.StatusError || refused.Reason == "" || refused.Answer != "" {
		t.Errorf("refused %+v", refused)
	}
	if first.Question != "two" || second.Question != "three" || first.Status != msgs.StatusOK {
		t.Errorf("answered %q and %q", first.Question, second.Question)
	}
}

func TestBadMessagesAreCountedAndNamed(t *testing.T) {
	r := startRobot(t, liveConfig(t), newModel(t))
	if err := r.cameras[0].Publish([]byte{0, 1, 0, 0, 1, 2, 3}); err != nil {
		t.Fatal(err)
	}
	r.look(r.now)
	r.ask("still there?")
	answer := <-r.answers
	r.end()
	if answer.Status != msgs.StatusOK {
		t.Errorf("answer %+v", answer)
	}
	warnings := r.logs.FilterMessage("a message was dropped").All()
	if len(warnings) != 1 || warnings[0].ContextMap()["error"] == nil {
		t.Errorf("warnings %+v", warnings)
	}
}

// TestPictureUnlikeItsCameraInfoIsNamed has one raw and one compressed camera of 4×4 pixels, calibrated for 8×4.
func TestPictureUnlikeItsCameraInfoIsNamed(t *testing.T) {
	cfg := liveConfig(t)
	cfg.Cameras[0].InfoTopic, cfg.Cameras[1].InfoTopic = "/left/info", "/right/info"
	cfg.Cameras[1].Transport = config.TransportCompressed
	r := startRobot(t, cfg, newModel(t))
	for _, cam := range cfg.Cameras {
		info := msgs.CameraInfo{Width: 8, Height: 4}
		if err := advertiseTo(t, r.bus, cam.InfoTopic, info.ROSType()).Publish(cdr.For[msgs.CameraInfo]().Marshal(nil, &info)); err != nil {
			t.Fatal(err)
		}
	}
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewRGBA(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	warned := func(topic string) bool {
		return r.logs.FilterMessage("the picture's size is not that of its camera info").FilterField(zap.String("topic", topic)).Len() > 0
	}
	raw, compressed := r.cameras[:1], r.cameras[1]
	for r.cameras = raw; !warned("/left/image") || !warned("/right/image"); {
		r.now = r.now.Add(time.Millisecond)
		r.look(r.now)
		message := msgs.CompressedImage{Header: msgs.Header{Stamp: msgs.TimeFromNanos(r.now.UnixNano())}, Format: "png", Data: picture.Bytes()}
		if err := compressed.Publish(cdr.For[msgs.CompressedImage]().Marshal(nil, &message)); err != nil {
			t.Fatal(err)
		}
	}
	r.end()
}

func TestModelFailureIsAnAnswerWithAReason(t *testing.T) {
	model := newModel(t)
	model.failure = errors.New("the logits are not finite")
	r := startRobot(t, liveConfig(t), model)
	r.look(r.now)
	r.ask("what now?")
	answer := <-r.answers
	r.end()
	if answer.Status != msgs.StatusError || answer.Reason != "the logits are not finite" || answer.Answer != "" {
		t.Errorf("answer %+v", answer)
	}
}

func TestStopCancelsTheQuestion(t *testing.T) {
	model := newModel(t)
	model.began = make(chan struct{})
	r := startRobot(t, liveConfig(t), model)
	r.look(r.now)
	r.ask("forever?")
	<-model.began
	r.end()
}

// TestLossesAreSaid has a bus that lost 3 messages of a topic, and none of another.
func TestLossesAreSaid(t *testing.T) {
	core, logs := observer.New(zap.WarnLevel)
	live := Live{Config: liveConfig(t), Reasoner: newModel(t), Log: zap.New(core), Now: time.Now, Losses: func() map[string]uint64 {
		return map[string]uint64{"/left/image": 3, "/right/image": 0}
	}}
	live.calibrations = newCalibrations(live.Config)
	p, err := newLoop(&live, nil)
	if err != nil {
		t.Fatal(err)
	}
	p.sayLosses(time.Unix(1000, 0))
	p.sayLosses(time.Unix(2000, 0))
	said := logs.FilterMessageSnippet("were lost").All()
	if len(said) != 1 || said[0].ContextMap()["topic"] != "/left/image" || said[0].ContextMap()["times"] != int64(3) {
		t.Errorf("said %+v", said)
	}
}

func TestNoCamerasIsAnError(t *testing.T) {
	cfg := liveConfig(t)
	cfg.Cameras = nil
	managed := Managed{Live: Live{Config: cfg, Bus: memory.New(), Log: zaptest.NewLogger(t)}}
	if err := managed.Run(t.Context()); !errors.Is(err, ErrNoCameras) {
		t.Error("it ran without cameras")
	}
}
