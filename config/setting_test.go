package config

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestSettingsAreExplainedAndHaveValues(t *testing.T) {
	cfg, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	settings, err := Settings()
	if err != nil {
		t.Fatal(err)
	}
	live := 0
	for _, s := range settings {
		if s.Description == "" {
			t.Errorf("%s is not explained", s.Name)
		}
		switch s.Value(cfg).(type) {
		case nil, bool, int64, float64, string, []string:
		default:
			t.Errorf("%s has the value %#v", s.Name, s.Value(cfg))
		}
		if s.Live {
			live++
		}
	}
	if live == 0 || len(settings) < 30 {
		t.Errorf("%d settings, %d of them live", len(settings), live)
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
