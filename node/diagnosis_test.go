package node

import (
	"strings"
	"testing"
	"time"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/diagnostic"
)

func TestDiagnosticsTellEveryPart(t *testing.T) {
	cfg := liveConfig(t)
	cfg.Diagnostics.Period, cfg.Diagnostics.MinimumRate = time.Millisecond, 1e9
	r := startRobot(t, cfg, newModel(t))
	arrays := make(chan diagnostic.Array, 1<<16)
	receive(t, r.bus, "/diagnostics", arrays)
	await := func(part string, level uint8, message string) diagnostic.Status {
		t.Helper()
		for array := range arrays {
			for _, status := range array.Status {
				if status.Name == "thinker3d: "+part && status.Level == level && strings.Contains(status.Message, message) {
					return status
				}
			}
		}
		return diagnostic.Status{}
	}
	await("camera left", diagnostic.LevelStale, "no picture came yet")
	await("model", diagnostic.LevelWarn, "UNTRAINED")
	r.ask("What is left?")
	await("questions", diagnostic.LevelWarn, "wait for views")
	r.look(r.now)
	camera := await("camera right", diagnostic.LevelWarn, "diagnostics.minimum_rate")
	<-r.answers
	var model diagnostic.Status
	for told := ""; told != "ok"; told = valueIn(model, "last answer") {
		model = await("model", diagnostic.LevelWarn, "UNTRAINED")
	}
	questions := await("questions", diagnostic.LevelOK, "")
	process := await("process", diagnostic.LevelOK, "")
	r.end()
	if valueIn(camera, "received") != "1" || valueIn(camera, "age (s)") == "" || valueIn(process, "resident (MiB)") == "0" {
		t.Errorf("camera %+v, process %+v", camera, process)
	}
	if valueIn(model, "prefill (s)") == "0.000" || valueIn(questions, "answers: ok") != "1" {
		t.Errorf("model %+v, questions %+v", model, questions)
	}
}

func valueIn(status diagnostic.Status, key string) string {
	for _, one := range status.Values {
		if one.Key == key {
			return one.Value
		}
	}
	return ""
}

func TestDiagnosisOfACamera(t *testing.T) {
	cfg := liveConfig(t).Diagnostics
	at := time.Unix(1000, 0)
	counts := func(received uint64, dropped map[string]uint64) CameraCounts {
		return CameraCounts{Camera: "left", Received: received, Dropped: dropped}
	}
	for name, c := range map[string]struct {
		counts CameraCounts
		last   time.Time
		level  uint8
		rate   string
	}{
		"all is well":   {counts(110, map[string]uint64{"late": 6}), at, diagnostic.LevelOK, "5.0"},
		"many dropped":  {counts(110, map[string]uint64{"late": 7, "queue full": 5}), at, diagnostic.LevelWarn, "5.0"},
		"none came":     {counts(100, map[string]uint64{"late": 5}), at.Add(-time.Second), diagnostic.LevelOK, "0.0"},
		"long no frame": {counts(100, map[string]uint64{"late": 5}), at.Add(-3 * time.Second), diagnostic.LevelStale, "0.0"},
		"clock is back": {counts(100, map[string]uint64{"late": 5}), at.Add(time.Minute), diagnostic.LevelStale, "0.0"},
	} {
		d := newDiagnosis(cfg, "/robot/eye")
		d.before, d.at = []CameraCounts{counts(100, map[string]uint64{"late": 5})}, at.Add(-2*time.Second)
		status := d.camera(0, c.counts, at, c.last.UnixNano())
		if status.Level != c.level || valueIn(status, "rate (Hz)") != c.rate || status.Name != "robot/eye: camera left" {
			t.Errorf("%s: %+v", name, status)
		}
	}
}

// TestTheFirstRateIsSinceTheBeginning has two pictures in two seconds: before the first report, and after the clock jumped back.
func TestTheFirstRateIsSinceTheBeginning(t *testing.T) {
	cfg := liveConfig(t)
	cfg.Diagnostics.MinimumRate, cfg.Diagnostics.MaximumDrops = 0.5, 1
	p, _ := simulated(t, cfg)
	p.started = at(998)
	p.live.clock.nanos.Store(at(1000).UnixNano())
	for _, seconds := range []int64{0, 900} {
		if seconds > 0 {
			p.setClock(at(seconds).UnixNano())
			p.setClock(at(seconds + 2).UnixNano())
		}
		for range 2 {
			p.take(event{camera: 0, failure: skippedError(camera.Delayed)})
		}
		if status := diagnosed(t, p)[0]; status.Level != diagnostic.LevelOK || valueIn(status, "rate (Hz)") != "1.0" {
			t.Errorf("%+v", status)
		}
	}
}

func TestDiagnosisOfMemory(t *testing.T) {
	for most, level := range map[int]uint8{0: diagnostic.LevelOK, 1: diagnostic.LevelWarn, 1 << 30: diagnostic.LevelOK} {
		cfg := liveConfig(t).Diagnostics
		cfg.MaximumMemory = most
		if status := newDiagnosis(cfg, "/eye").process(); status.Level != level || (level == diagnostic.LevelWarn) != strings.Contains(status.Message, "diagnostics.maximum_memory") {
			t.Errorf("at most %d MiB: %+v", most, status)
		}
	}
}

func TestDiagnosisOfTheBus(t *testing.T) {
	d := newDiagnosis(liveConfig(t).Diagnostics, "/eye")
	status := d.bus([]string{"topic /a: publisher offers best_effort, we ask reliable"}, map[string]uint64{"/a": 3})
	if status.Level != diagnostic.LevelWarn || !strings.Contains(status.Message, "best_effort") || valueIn(status, "lost: /a") != "3" {
		t.Errorf("%+v", status)
	}
	d.heard(outcome{moment: &moment{}, status: msgs.StatusError})
	if failed := d.model(newModel(t), "cpu"); failed.Level != diagnostic.LevelError {
		t.Errorf("%+v", failed)
	}
}
