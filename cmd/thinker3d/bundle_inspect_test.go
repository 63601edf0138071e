package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/reasoning/bundle"
)

func TestInspectSaysPrecisionAndCalibration(t *testing.T) {
	reference, err := bundle.Open("../../model/bundles/reference")
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name   string
		change func(*bundle.Description)
		want   string
	}{
		{"not told", func(d *bundle.Description) { d.Precision = nil },
			"vision float32, embedding float32, decoder float32, projector float32, geometry float32, scene float32"},
		{"told", func(d *bundle.Description) {
			d.Precision = &bundle.Precision{Vision: bundle.Int4, Embedding: "bfloat16", Decoder: bundle.Int4Asymmetric, Projector: "float32", Geometry: "float16", Scene: "float32"}
		}, "vision int4, embedding bfloat16, decoder int4-asymmetric, projector float32, geometry float16, scene float32"},
		{"without a scene", func(d *bundle.Description) {
			d.Precision = &bundle.Precision{Vision: "float32", Embedding: "float32", Decoder: bundle.Int4}
		}, "vision float32, embedding float32, decoder int4"},
		{"not calibrated", func(d *bundle.Description) { d.Confidence = nil }, "of the letters' logits divided by 1, not calibrated"},
		{"calibrated", func(d *bundle.Description) { d.Confidence = &bundle.Confidence{Temperature: 2.5} }, "of the letters' logits divided by 2.5"},
	}
	for _, c := range cases {
		changed := *reference
		c.change(&changed.Description)
		var out bytes.Buffer
		if err := printBundle(&out, &changed); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), c.want+"\n") {
			t.Errorf("%s: printed\n%swant %s", c.name, out.String(), c.want)
		}
	}
}
