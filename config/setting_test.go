package config

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestSettingsAreExplainedAndHaveValues(t *testing.T) {
	cfg, err := Load(write(t, exampleCameras(t)))
	if err != nil {
		t.Fatal(err)
	}
	settings, err := cfg.Settings()
	if err != nil {
		t.Fatal(err)
	}
	live, unset, names := 0, 0, map[string]bool{}
	for _, s := range settings {
		if s.Description == "" || strings.Contains(s.Description, "#") || names[s.Name] {
			t.Errorf("%s is not explained, or twice there: %q", s.Name, s.Description)
		}
		names[s.Name] = true
		switch s.Value(cfg).(type) {
		case bool, int64, float64, string, []string, []float64:
		case nil:
			if unset++; !s.Optional {
				t.Errorf("%s has no value", s.Name)
			}
		default:
			t.Errorf("%s has the value %#v", s.Name, s.Value(cfg))
		}
		if s.Live {
			live++
		}
	}
	if live == 0 || unset == 0 || len(settings) < 30 {
		t.Errorf("%d settings, %d of them live, %d without a value", len(settings), live, unset)
	}
}

// exampleCameras is the example of a camera in the shipped file, and a camera that has only what it must.
func exampleCameras(t *testing.T) string {
	t.Helper()
	var example strings.Builder
	before, _, _ := strings.Cut(string(DefaultYAML()), "\ncameras:")
	for line := range strings.Lines(before) {
		if rest, found := strings.CutPrefix(line, inExample); found {
			example.WriteString("    " + rest)
		}
	}
	return "reasoning: {bundle: b}\ncameras:\n  -\n" + example.String() + "  - {name: back, image_topic: /back}\n"
}

// TestCamerasAreSettings has the example of the shipped file taken as it stands.
func TestCamerasAreSettings(t *testing.T) {
	cfg, err := Load(write(t, exampleCameras(t)))
	if err != nil {
		t.Fatal(err)
	}
	if err := cfg.Validate(); err != nil {
		t.Error(err)
	}
	settings, err := cfg.Settings()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]any{}
	for _, s := range settings {
		if strings.HasPrefix(s.Name, "cameras.") {
			got[s.Name] = s.Value(cfg)
		}
		if s.Name == "cameras.back.extrinsics.rpy" && s.Description != "Turns about the fixed axes x, y, z in turn as in URDF, radians." {
			t.Errorf("%s: %q", s.Name, s.Description)
		}
	}
	want := map[string]any{
		"cameras.front.name": "front", "cameras.front.image_topic": "/camera/front/image_raw/compressed", "cameras.front.info_topic": "/camera/front/camera_info",
		"cameras.front.transport": "auto", "cameras.front.picture": "auto",
		"cameras.front.intrinsics.width": int64(640), "cameras.front.intrinsics.height": int64(480), "cameras.front.intrinsics.focal": []float64{536, 536},
		"cameras.front.intrinsics.centre": []float64{320, 240}, "cameras.front.intrinsics.model": "plumb_bob", "cameras.front.intrinsics.distortion": []float64{-0.2, 0, 0, 0, 0},
		"cameras.front.extrinsics.frame": "base_link", "cameras.front.extrinsics.xyz": []float64{0.2, 0, 1.1}, "cameras.front.extrinsics.rpy": []float64{-1.5708, 0, -1.5708},
		"cameras.front.extrinsics.quaternion": []float64{},
		"cameras.back.name":                   "back", "cameras.back.image_topic": "/back", "cameras.back.info_topic": "", "cameras.back.transport": "auto", "cameras.back.picture": "auto",
	}
	for _, key := range []string{"intrinsics.width", "intrinsics.height", "intrinsics.focal", "intrinsics.centre", "intrinsics.model", "intrinsics.distortion",
		"extrinsics.frame", "extrinsics.xyz", "extrinsics.rpy", "extrinsics.quaternion"} {
		want["cameras.back."+key] = nil
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestWith(t *testing.T) {
	cfg, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	cfg.Reasoning.Bundle = "bundle"
	changed, err := cfg.With(map[string]any{
		"questions.queue": int64(4), "questions.every": "2s", "questions.ask": []string{"left?"}, "reasoning.temperature": 0.5, "log.level": "debug",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := cfg
	want.Questions.Queue, want.Questions.Every, want.Questions.Ask, want.Log.Level = 4, 2*time.Second, []string{"left?"}, "debug"
	if changed.Reasoning.Temperature == nil || *changed.Reasoning.Temperature != 0.5 || cfg.Reasoning.Temperature != nil {
		t.Errorf("temperature %v, before %v", changed.Reasoning.Temperature, cfg.Reasoning.Temperature)
	}
	changed.Reasoning.Temperature = nil
	if !reflect.DeepEqual(changed, want) {
		t.Errorf("got %+v, want %+v", changed, want)
	}
	for name, c := range map[string]struct {
		value any
		want  string
	}{
		"questions.queue":              {int64(0), "1 to 1024"},
		"questions.quue":               {int64(1), "quue"},
		"questions.every":              {int64(3), "no unit"},
		"reasoning.temperature":        {101.0, "0 to 100 or null"},
		"reasoning.device":             {"tpu", "tpu"},
		"synchronizer.queue":           {"many", "queue"},
		"queue":                        {int64(1), "queue"},
		"reasoning.threads":            {int64(-1), "0 to 1024"},
		"reasoning.maximum_new_tokens": {int64(0), "1 or more"},
	} {
		if _, err := cfg.With(map[string]any{name: c.value}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s = %v: got %v, want %s", name, c.value, err, c.want)
		}
	}
}
