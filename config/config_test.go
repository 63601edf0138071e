package config

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "thinker3d.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestFileNamesEverySetting proves that the shipped file and the struct have the same keys.
func TestFileNamesEverySetting(t *testing.T) {
	var file map[string]any
	if err := yaml.Unmarshal(DefaultYAML(), &file); err != nil {
		t.Fatal(err)
	}
	sections := reflect.TypeFor[Config]()
	if len(file) != sections.NumField() {
		t.Errorf("the file has %d sections, the struct %d", len(file), sections.NumField())
	}
	for i := range sections.NumField() {
		field := sections.Field(i)
		name := field.Tag.Get("mapstructure")
		section, isMap := file[name].(map[string]any)
		if field.Type.Kind() != reflect.Struct {
			continue
		}
		if !isMap {
			t.Errorf("section %q is not in the file", name)
			continue
		}
		for j := range field.Type.NumField() {
			key := field.Type.Field(j).Tag.Get("mapstructure")
			if _, ok := section[key]; !ok {
				t.Errorf("%s.%s is not in the file", name, key)
			}
			delete(section, key)
		}
		for key := range section {
			t.Errorf("%s.%s is in the file but not in the struct", name, key)
		}
	}
}

func TestLoad(t *testing.T) {
	path := write(t, "cameras:\n  - {name: front, image_topic: /front/image}\nsynchronizer: {tolerance: 5ms, partial: emit}\nreasoning: {bundle: models/a, temperature: 0.5}\n")
	cfg, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := cfg.Validate(); err != nil {
		t.Error(err)
	}
	want := filepath.Join(filepath.Dir(path), "models/a")
	if cfg.Synchronizer.Tolerance != 5*time.Millisecond || cfg.Synchronizer.Partial != PartialEmit ||
		cfg.Synchronizer.Queue != 8 || *cfg.Reasoning.Temperature != 0.5 || cfg.Reasoning.TopP != nil ||
		cfg.Cameras[0].Transport != TransportAuto || cfg.Reasoning.Bundle != want {
		t.Errorf("loaded %+v", cfg)
	}
}

func TestKeyFramesAreValidWithWhatTheyNeed(t *testing.T) {
	for _, text := range []string{
		"rig: {fixed_frame: odom}\nviews: {policy: keyframes}\nscene: {target_frame: base_link}",
		"views: {policy: keyframes, translation: 0, rotation: 0, interval: 2s}",
		"cameras: [{name: a, image_topic: /a}]\nviews: {cameras: [a], maximum: 1, minimum_sharpness: 50, maximum_dark: 0.5}",
	} {
		cfg, err := Load(write(t, "reasoning: {bundle: b}\n"+text))
		if err == nil {
			err = cfg.Validate()
		}
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestDefaultIsValidWithABundle(t *testing.T) {
	cfg, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	cfg.Reasoning.Bundle = "bundle"
	if err := cfg.Validate(); err != nil {
		t.Error(err)
	}
}

// refused are configurations and what the error names.
func refused() map[string]struct{ text, want string } {
	return map[string]struct{ text, want string }{
		"unknown key":      {"synchronizer: {tolerence: 5ms}", "tolerence"},
		"unknown section":  {"synchroniser: {tolerance: 5ms}", "synchroniser"},
		"enum":             {"synchronizer: {partial: maybe}", "maybe"},
		"no duration":      {"synchronizer: {deadline: soon}", "synchronizer.deadline"},
		"unknown keys":     {"camera: []", "`thinker3d config`"},
		"no unit":          {"synchronizer: {tolerance: 20}", "20 has no unit"},
		"no unit either":   {"questions: {every: 0.5}", "0.5 has no unit"},
		"empty standing":   {"questions: {standing: [{ask: '', mode: choices}]}", "questions.standing[0].ask"},
		"loud standing":    {"questions: {standing: [{ask: 'Where?', mode: loud}]}", "loud"},
		"thinking scene":   {"questions: {standing: [{ask: 'Where?', mode: scene_only, maximum_thinking_tokens: 5}]}", "questions.standing[0].maximum_thinking_tokens"},
		"high priority":    {"questions: {standing: [{ask: 'Where?', priority: 128}]}", "questions.standing[0].priority"},
		"past deadline":    {"questions: {standing: [{ask: 'Where?', deadline: -1s}]}", "questions.standing[0].deadline"},
		"standing as text": {"questions: {standing: ['Where?']}", "standing"},
		"empty question":   {"questions: {ask: ['Where?', ' ']}", "questions.ask"},
		"not yaml":         {"cameras: [", "yaml"},
		"zero deadline":    {"synchronizer: {deadline: 0s}", "synchronizer.deadline"},
		"override side":    {"qos_overrides: {/a: {reader: {depth: 1}}}", "qos_overrides./a.reader"},
		"override policy":  {"qos_overrides: {/a: {publisher: {reliability: maybe}}}", "qos_overrides./a.publisher.reliability"},
		"override key":     {"qos_overrides: {/a: {publisher: {deadline: 1}}}", "deadline"},
		"no queue":         {"synchronizer: {queue: 0}", "synchronizer.queue"},
		"waiting memory":   {"synchronizer: {maximum_memory: -1}", "synchronizer.maximum_memory"},
		"domain":           {"topics: {domain: 233}", "topics.domain"},
		"same camera":      {"cameras: [{name: a, image_topic: /a}, {name: a, image_topic: /b}]", "cameras[1].name"},
		"no topic":         {"cameras: [{name: a, image_topic: a b}]", "cameras[0].image_topic"},
		"node name":        {"node: {name: 3d}", "node.name"},
		"quantile":         {"scene: {confidence_quantile: 1}", "scene.confidence_quantile"},
		"edge angle":       {"scene: {edge_angle: 90}", "scene.edge_angle"},
		"range":            {"scene: {minimum_range: 2, maximum_range: 1}", "scene.maximum_range"},
		"height band":      {"scene: {minimum_height: 2, maximum_height: 1}", "scene.maximum_height"},
		"box of two":       {"scene: {self_boxes: [{frame: base_link, minimum: [0, 0], maximum: [1, 1, 1]}]}", "scene.self_boxes[0].maximum"},
		"box inside out":   {"scene: {self_boxes: [{frame: base_link, minimum: [0, 2, 0], maximum: [1, 1, 1]}]}", "scene.self_boxes[0].maximum"},
		"box of no frame":  {"scene: {self_boxes: [{minimum: [0, 0, 0], maximum: [1, 1, 1]}]}", "scene.self_boxes[0].frame"},
		"box without form": {"scene: {self_boxes: [{frame: base_link, size: 1}]}", "size"},
		"top_p":            {"reasoning: {bundle: b, top_p: 0}", "reasoning.top_p"},
		"views policy":     {"views: {policy: oldest}", "oldest"},
		"no key frames":    {"views: {policy: keyframes, translation: 0, rotation: 0}", "views.policy: keyframes: must be with views.translation"},
		"no fixed frame":   {"views: {policy: keyframes}", "rig.fixed_frame"},
		"no fixed frame 2": {"scene: {target_frame: odom}\nviews: {policy: keyframes, translation: 0, rotation: 0, interval: 1s}", "rig.fixed_frame"},
		"no such view":     {"cameras: [{name: a, image_topic: /a}]\nviews: {cameras: [b]}", "views.cameras[0]"},
		"a view twice":     {"views: {cameras: [a, a]}", "views.cameras[1]"},
		"many cameras":     {"cameras: [{name: a, image_topic: /a}, {name: b, image_topic: /b}]\nviews: {cameras: [a, b], maximum: 1}", "views.cameras: 2: must be no more than views.maximum"},
		"no window":        {"views: {window: 0s}", "views.window"},
		"dark":             {"views: {maximum_dark: 1.5}", "views.maximum_dark"},
		"bundle not given": {"log: {level: info}", "reasoning.bundle"},
	}
}

func TestRefuses(t *testing.T) {
	for name, c := range refused() {
		t.Run(name, func(t *testing.T) {
			cfg, err := Load(write(t, c.text))
			if err == nil {
				err = cfg.Validate()
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v does not name %q", err, c.want)
			}
		})
	}
}

func TestMissingFileSaysWhatToDo(t *testing.T) {
	_, err := Load(filepath.Join(t.TempDir(), "none.yaml"))
	if err == nil || !strings.Contains(err.Error(), "thinker3d config") {
		t.Errorf("error %v", err)
	}
}
