package config

import (
	"reflect"
	"strings"
	"testing"
)

const oneCamera = "cameras: [{name: front, image_topic: /front"

func TestCamerasCalibrationAndPlace(t *testing.T) {
	path := write(t, oneCamera+", picture: raw, intrinsics: {width: 640, height: 480, focal: [500, 501], centre: [320, 240], model: plumb_bob, distortion: [0, 0, 0, 0]}, extrinsics: {frame: base_link, xyz: [0, 0, 1], rpy: [0, 0, 1]}}]")
	cfg, err := Load(path, map[string]any{"cameras": map[string]any{"front": map[string]any{
		"extrinsics": map[string]any{"xyz": []any{1, 2.5, 3}}, "intrinsics": map[string]any{"width": 320}}}})
	if err != nil {
		t.Fatal(err)
	}
	cfg.Reasoning.Bundle = "bundle"
	if err := cfg.Validate(); err != nil {
		t.Error(err)
	}
	want := Camera{
		Name: "front", ImageTopic: "/front", Transport: TransportAuto, Picture: PictureRaw,
		Intrinsics: &Intrinsics{Width: 320, Height: 480, Focal: []float64{500, 501}, Centre: []float64{320, 240}, Model: "plumb_bob", Distortion: make([]float64, 4)},
		Extrinsics: &Extrinsics{Frame: "base_link", XYZ: []float64{1, 2.5, 3}, RPY: []float64{0, 0, 1}},
	}
	if !reflect.DeepEqual(cfg.Cameras, []Camera{want}) {
		t.Errorf("%+v, want %+v", cfg.Cameras[0], want)
	}
}

func TestNamedCamerasAreRefused(t *testing.T) {
	for want, values := range map[string]map[string]any{
		"cameras.left":         {"left": map[string]any{"info_topic": "/info"}},
		"cameras.front: ":      {"front": map[string]any{"info": "/info"}},
		"none of auto, raw, r": {"front": map[string]any{"picture": "bent"}},
	} {
		if _, err := Load(write(t, oneCamera+"}]"), map[string]any{"cameras": values}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want one with %q", err, want)
		}
	}
}

func TestWrongCamerasAreRefused(t *testing.T) {
	for key, text := range map[string]string{
		"extrinsics.frame":      "extrinsics: {xyz: [0, 0, 0], rpy: [0, 0, 0]}",
		"extrinsics.xyz":        "extrinsics: {frame: base, xyz: [0, 0], rpy: [0, 0, 0]}",
		"extrinsics: rpy":       "extrinsics: {frame: base, xyz: [0, 0, 0]}",
		"extrinsics.rpy":        "extrinsics: {frame: base, xyz: [0, 0, 0], rpy: [.nan, 0, 0]}",
		"extrinsics.quaternion": "extrinsics: {frame: base, xyz: [0, 0, 0], quaternion: [0, 0, 0, 0.5]}",
		"intrinsics: 0×480":     "intrinsics: {height: 480, focal: [1, 1], centre: [1, 1]}",
		"intrinsics.focal":      "intrinsics: {width: 640, height: 480, focal: [0, 1], centre: [1, 1]}",
		"intrinsics.centre":     "intrinsics: {width: 640, height: 480, focal: [1, 1], centre: [.inf, 1]}",
		"intrinsics.distortion": "intrinsics: {width: 640, height: 480, focal: [1, 1], centre: [1, 1], distortion: [.nan]}",
	} {
		cfg, err := Load(write(t, oneCamera+", "+text+"}]"))
		if err != nil {
			t.Fatal(err)
		}
		if err := cfg.Validate(); err == nil || !strings.Contains(err.Error(), "cameras[0]."+key) {
			t.Errorf("%v does not name %q", err, key)
		}
	}
}
