package node

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/thinker3d/thinker3d/camera/lens"
	"github.com/thinker3d/thinker3d/camera/rigid"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/msgs/diagnostic"
	"github.com/thinker3d/thinker3d/topics"
)

// momentNanos is when the recorded pictures are taken.
const momentNanos = int64(100e9)

// recorder keeps the last message of each topic, and how many there were.
type recorder struct {
	last   map[string][]byte
	counts map[string]int
}

func newRecorder() recorder { return recorder{last: map[string][]byte{}, counts: map[string]int{}} }

func (recorder) SetTime(int64) {}

func (r recorder) Advertise(endpoint topics.Endpoint) (topics.Publisher, error) {
	return recordedTopic{recorder: r, topic: endpoint.Topic}, nil
}

type recordedTopic struct {
	recorder
	topic string
}

func (r recordedTopic) Publish(data []byte) error {
	r.last[r.topic] = slices.Clone(data)
	r.counts[r.topic]++
	return nil
}

func (recordedTopic) Close() error { return nil }

func recorded[T msgs.Message](topic string, message T, logNanos int64) topics.Received {
	return topics.NewReceived(topic, cdr.For[T]().Marshal(nil, &message), 0, logNanos, nil)
}

// calibrated4 is of a pinhole camera of 4×4 pixels.
func calibrated4() msgs.CameraInfo {
	return msgs.CameraInfo{Width: 4, Height: 4, DistortionModel: lens.PlumbBob, D: make([]float64, 5), K: [9]float64{4, 0, 2, 0, 4, 2, 0, 0, 1}}
}

func link(parent, child string, stamp int64) msgs.TFMessage {
	return transforms(parent, stamp, map[string]rigid.Transform{child: rigid.Identity()})
}

// pictures are of the cameras left and right at one moment.
func pictures() recording {
	var all recording
	for i, topic := range []string{"/left/image", "/right/image"} {
		picture := msgs.Image{
			Header: msgs.Header{Stamp: msgs.TimeFromNanos(momentNanos), FrameID: []string{"left_optical_frame", "right_optical_frame"}[i]},
			Height: 4, Width: 4, Encoding: "rgb8", Step: 12, Data: make([]byte, 48),
		}
		all = append(all, recorded(topic, picture, momentNanos+2e6))
	}
	return all
}

// mounts4 say where both cameras are.
func mounts4() recording {
	static := transforms("base_link", 0, map[string]rigid.Transform{"left_optical_frame": rigid.Identity(), "right_optical_frame": rigid.Identity()})
	return recording{recorded("/tf_static", static, momentNanos-1e9)}
}

// badInput is a recording in which something is wrong with the frames or the calibration.
type badInput struct {
	before recording
	target string
	info   func(*msgs.CameraInfo)
	reason string // of the answer; empty if the cloud is published
	said   string // in the log
}

func badInputs() map[string]badInput {
	return map[string]badInput{
		"all is well":    {before: mounts4(), target: "base_link"},
		"missing frames": {target: "base_link", reason: "nothing has been heard of left_optical_frame and base_link"},
		"another tree": {before: append(mounts4(), recorded("/tf_static", link("dock", "charger", 0), momentNanos-1e9)), target: "charger",
			reason: "not connected: one hangs on base_link, the other on dock"},
		"a loop": {before: append(mounts4(), recorded("/tf", link("left_optical_frame", "base_link", momentNanos), momentNanos-1e6)), target: "base_link",
			said: "the frames form a loop"},
		"only before": {before: append(mounts4(), recorded("/tf", link("odom", "base_link", momentNanos-5e8), momentNanos-5e8)), target: "odom",
			reason: "the newest transform is 0.500 s earlier"},
		"only after": {before: append(mounts4(), recorded("/tf", link("odom", "base_link", momentNanos+1e8), momentNanos)), target: "odom",
			reason: "the oldest transform that is kept is 0.100 s later"},
		"NaN intrinsics": {before: mounts4(), target: "base_link", info: func(i *msgs.CameraInfo) { i.K[0] = math.NaN() },
			reason: "camera left, topic /left/info: camera info: K: the focal length in x is NaN", said: "focal length in x is NaN"},
		"zero focal length": {before: mounts4(), target: "base_link", info: func(i *msgs.CameraInfo) { i.K = [9]float64{} },
			reason: "camera left, topic /left/info: camera info: K: the camera is not calibrated", said: "not calibrated"},
		"another size": {before: mounts4(), target: "base_link", info: func(i *msgs.CameraInfo) { i.Width = 8 },
			reason: "camera left, topic /left/info: the picture is 4×4, its camera info is for 8×4"},
	}
}

func TestBadInputWithholdsTheCloudAndNotTheAnswer(t *testing.T) {
	for name, c := range badInputs() {
		t.Run(name, func(t *testing.T) {
			answer, clouds, logs := replayed(t, c.target, c.info, c.before)
			if answer.Status != msgs.StatusOK || answer.Answer == "" {
				t.Errorf("the answer is %+v", answer)
			}
			withheld := strings.Contains(answer.Reason, "scene: withheld, it cannot be put into "+c.target)
			if withheld != (c.reason != "") || !strings.Contains(answer.Reason, c.reason) || (clouds == 0) != withheld || (answer.ScenePoints == 0) != withheld {
				t.Errorf("%d clouds, %d points, reason %q, want %q", clouds, answer.ScenePoints, answer.Reason, c.reason)
			}
			said := ""
			for _, entry := range logs.FilterLevelExact(zap.WarnLevel).All() {
				said += entry.Message
				if failure, ok := entry.ContextMap()["error"].(string); ok {
					said += ": " + failure + "\n"
				}
			}
			if !strings.Contains(said, c.said) {
				t.Errorf("%q is not in the log: %s", c.said, said)
			}
		})
	}
}

// replayed asks one question of a moment, with some messages before it, and gives the answer, the number of clouds and the log.
func replayed(t *testing.T, target string, spoil func(*msgs.CameraInfo), before recording) (msgs.SpatialAnswer, int, *observer.ObservedLogs) {
	t.Helper()
	cfg := liveConfig(t)
	cfg.Scene.TargetFrame, cfg.Cameras[0].InfoTopic = target, "/left/info"
	info := calibrated4()
	if spoil != nil {
		spoil(&info)
	}
	image := msgs.Image{}.ROSType()
	source := append(recording{recorded("/left/info", info, momentNanos-1e9)}, before...)
	source = append(source, pictures()...)
	out := newRecorder()
	core, logs := observer.New(zap.DebugLevel)
	var answers []msgs.SpatialAnswer
	replay := Replay{
		Config: cfg, Reasoner: newModel(t), Source: &source, Types: map[string]string{"/left/image": image, "/right/image": image}, Queries: []Query{{Question: "What is left?"}},
		Recorder: out, Log: zap.New(core),
		Answered: func(answered Answered) error {
			answers = append(answers, *answered.Answer)
			return nil
		},
	}
	if _, err := replay.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(answers) != 1 {
		t.Fatalf("%d answers", len(answers))
	}
	return answers[0], out.counts[namesOf(t, cfg).Points], logs
}

// TestAReplayWaitsByTheRecordingsTime has stamps of another clock than the log times. Transforms come each 100 ms of the log; the robot's place at the moment
// is known by the second, or never.
func TestAReplayWaitsByTheRecordingsTime(t *testing.T) {
	const tenth = int64(100e6)
	for name, c := range map[string]struct {
		beganNanos, transformNanos int64
		known                      bool
		askedAfter                 time.Duration
	}{
		"stamps an hour behind":             {momentNanos + 3600e9, momentNanos - tenth/2, true, 200 * time.Millisecond},
		"stamps a minute ahead of all else": {momentNanos - 60e9, momentNanos - 60e9, false, 500 * time.Millisecond},
	} {
		source := append(mounts4(), recorded("/tf", link("odom", "base_link", c.transformNanos-tenth), 0))
		source = append(source, pictures()...)
		for i := range source {
			source[i].ReceiveNanos = c.beganNanos
		}
		for i := range int64(11) {
			source = append(source, recorded("/tf", link("odom", "base_link", c.transformNanos+i*tenth), c.beganNanos+i*tenth))
		}
		cfg := liveConfig(t)
		cfg.Scene.TargetFrame = "odom"
		image := msgs.Image{}.ROSType()
		var now, asked int64
		var answer msgs.SpatialAnswer
		replay := Replay{
			Config: cfg, Reasoner: newModel(t), Source: &source, Types: map[string]string{"/left/image": image, "/right/image": image}, Queries: []Query{{Question: "What is left?"}}, Log: zap.NewNop(),
			Progress: func(nanos int64) { now = nanos },
			Answered: func(answered Answered) error {
				asked, answer = now, *answered.Answer
				return nil
			},
		}
		if _, err := replay.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if after := time.Duration(asked - c.beganNanos); after != c.askedAfter || (answer.ScenePoints > 0) != c.known {
			t.Errorf("%s: asked after %s, not %s: %s", name, after, c.askedAfter, answer.Reason)
		}
	}
}

// TestDiagnosticsTellOfBadInput has a live node hear the same.
func TestDiagnosticsTellOfBadInput(t *testing.T) {
	for name, c := range badInputs() {
		t.Run(name, func(t *testing.T) { c.live(t) })
	}
}

func (c badInput) live(t *testing.T) {
	cfg := liveConfig(t)
	cfg.Diagnostics.Period, cfg.Rig.Patience, cfg.Questions.MaximumAge = time.Millisecond, 50*time.Millisecond, 0
	cfg.Scene.TargetFrame, cfg.Cameras[0].InfoTopic = c.target, "/left/info"
	r := startRobot(t, cfg, newModel(t))
	arrays := make(chan diagnostic.Array, 1<<16)
	receive(t, r.bus, "/diagnostics", arrays)
	info := calibrated4()
	if c.info != nil {
		c.info(&info)
	}
	before := append(recording{recorded("/left/info", info, 0)}, c.before...)
	for i, kind := range append([]string{info.ROSType()}, slices.Repeat([]string{msgs.TFMessage{}.ROSType()}, len(c.before))...) {
		if err := advertiseTo(t, r.bus, before[i].Topic, kind).Publish(before[i].Data); err != nil {
			t.Fatal(err)
		}
	}
	// Each topic has a goroutine of its own, so the first pictures may come before what is published here.
	var answer msgs.SpatialAnswer
	fits := func() bool {
		return answer.Reason != "" && strings.Contains(answer.Reason, c.reason) || c.reason == "" && answer.ScenePoints > 0
	}
	for attempt := int64(0); !fits() && attempt < 1000; attempt++ {
		r.look(time.Unix(0, momentNanos+attempt))
		r.ask("What is left?")
		answer = <-r.answers
	}
	if !fits() || answer.Status != msgs.StatusOK || answer.Answer == "" || (answer.ScenePoints == 0) != (c.reason != "") {
		t.Errorf("answer %+v, want the reason %q", answer, c.reason)
	}
	if c.reason != "" {
		if status := awaitWarning(arrays, "scene", "the last scene: withheld, it cannot be put into "+c.target); !strings.Contains(status.Message, c.reason) {
			t.Errorf("the scene's status is %q, want %q", status.Message, c.reason)
		}
	}
	switch {
	case c.said == "":
	case c.info != nil:
		awaitWarning(arrays, "camera left", "the calibration is wrong: camera left, topic /left/info")
	default:
		awaitWarning(arrays, "topics", c.said)
	}
	r.end()
}

// awaitWarning waits for a warning of a part of the node.
func awaitWarning(arrays <-chan diagnostic.Array, part, message string) diagnostic.Status {
	for array := range arrays {
		for _, status := range array.Status {
			if status.Name == "thinker3d: "+part && status.Level == diagnostic.LevelWarn && strings.Contains(status.Message, message) {
				return status
			}
		}
	}
	return diagnostic.Status{}
}

// TestALiveNodeWaitsForATransform asks before the robot's place at the moment is known, while newer moments come, of which it isn't either.
func TestALiveNodeWaitsForATransform(t *testing.T) {
	cfg := liveConfig(t)
	cfg.Scene.TargetFrame, cfg.Rig.Patience = "odom", time.Minute
	r := startRobot(t, cfg, newModel(t))
	moving := advertiseTo(t, r.bus, "/tf", msgs.TFMessage{}.ROSType())
	publish := func(to topics.Publisher, message msgs.TFMessage) {
		t.Helper()
		if err := to.Publish(cdr.For[msgs.TFMessage]().Marshal(nil, &message)); err != nil {
			t.Fatal(err)
		}
	}
	static := transforms("base_link", 0, map[string]rigid.Transform{"left_optical_frame": rigid.Identity(), "right_optical_frame": rigid.Identity()})
	publish(advertiseTo(t, r.bus, "/tf_static", msgs.TFMessage{}.ROSType()), static)
	publish(moving, link("odom", "base_link", r.now.Add(-time.Second).UnixNano()))
	r.look(r.now)
	r.ask("What is left?")
	for i := range 5 {
		r.look(r.now.Add(time.Duration(i+1) * 100 * time.Millisecond))
	}
	select {
	case answer := <-r.answers:
		t.Fatalf("it did not wait: %+v", answer)
	case <-time.After(10 * transformCheck):
	}
	publish(moving, link("odom", "base_link", r.now.Add(time.Second).UnixNano()))
	answer := <-r.answers
	r.end()
	if answer.Status != msgs.StatusOK || strings.Contains(answer.Reason, "withheld") {
		t.Errorf("answer %+v", answer)
	}
}

// TestALiveNodeWaitsNotForEver never tells the robot's place at the moment.
func TestALiveNodeWaitsNotForEver(t *testing.T) {
	cfg := liveConfig(t)
	cfg.Scene.TargetFrame, cfg.Rig.Patience = "odom", 50*time.Millisecond
	r := startRobot(t, cfg, newModel(t))
	tf := transforms("odom", r.now.Add(-time.Second).UnixNano(), map[string]rigid.Transform{"left_optical_frame": rigid.Identity(), "right_optical_frame": rigid.Identity()})
	if err := advertiseTo(t, r.bus, "/tf", tf.ROSType()).Publish(cdr.For[msgs.TFMessage]().Marshal(nil, &tf)); err != nil {
		t.Fatal(err)
	}
	r.look(r.now)
	r.ask("What is left?")
	answer := <-r.answers
	r.end()
	if answer.Status != msgs.StatusOK || !strings.Contains(answer.Reason, "scene: withheld") || len(r.clouds) > 0 {
		t.Errorf("answer %+v, %d clouds", answer, len(r.clouds))
	}
}
