package scene

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// row is one view of a single row of pixels.
func row(depth, confidence []float32) Views {
	return Views{Width: len(depth), Height: 1, PoseEncodings: []float32{0, 0, 0, 0, 0, 0, 1, 1, 1}, Depth: depth, Confidence: confidence, Pictures: [][]byte{make([]byte, 3*len(depth))}}
}

func TestAViewWithoutACameraHasAnEmptyOne(t *testing.T) {
	views := row([]float32{1, 2}, []float32{1, 1})
	views.Pictures = append(views.Pictures, views.Pictures[0])
	views.Depth, views.Confidence = append(views.Depth, 3, 4), append(views.Confidence, 1, 5)
	views.PoseEncodings = append([]float32{0, 0, 0, 0, 0, 0, 1, 0, 1}, views.PoseEncodings...)
	made, err := New(views)
	if err != nil || len(made.Cameras) != 2 || made.Cameras[0].Width != 0 || made.Cameras[1].Width != 2 {
		t.Errorf("%+v, %v", made, err)
	}
	if depth, confidence := made.Depth(1); !slices.Equal(depth, []float32{3, 4}) || !slices.Equal(confidence, []float32{1, 5}) {
		t.Errorf("the second view's depths are %v, its confidences %v", depth, confidence)
	}
	copy(views.PoseEncodings[EncodingLength:], []float32{0, 0, 0, 0, 0, 0, 0})
	if _, err := New(views); err == nil || !strings.Contains(err.Error(), "camera of view 0: the field of view is 0 by 1") {
		t.Errorf("without any camera: %v", err)
	}
}

func TestDecodeCameraRefuses(t *testing.T) {
	good := []float32{0, 0, 0, 0, 0, 0, 1, 1, 1}
	cases := map[string]func([]float32){
		"translation":     func(e []float32) { e[1] = float32(math.NaN()) },
		"far translation": func(e []float32) { e[1] = 2e9 },
		"quaternion":      func(e []float32) { e[6] = 0 },
		"infinite turn":   func(e []float32) { e[4] = float32(math.Inf(-1)) },
		"no view":         func(e []float32) { e[7] = 0 },
		"view behind":     func(e []float32) { e[8] = 3.2 },
		"view of nothing": func(e []float32) { e[8] = float32(math.NaN()) },
	}
	for name, change := range cases {
		encoding := slices.Clone(good)
		change(encoding)
		if _, err := DecodeCamera(encoding, 4, 4); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if _, err := DecodeCamera(good[:8], 4, 4); err == nil {
		t.Error("eight numbers were taken")
	}
}

func TestNewRefuses(t *testing.T) {
	cases := map[string]func(*Views){
		"no views":       func(v *Views) { v.Pictures = nil },
		"no width":       func(v *Views) { v.Width = 0 },
		"few depths":     func(v *Views) { v.Depth = v.Depth[1:] },
		"few certain":    func(v *Views) { v.Confidence = nil },
		"few encodings":  func(v *Views) { v.PoseEncodings = nil },
		"small picture":  func(v *Views) { v.Pictures[0] = nil },
		"too many views": func(v *Views) { v.Pictures = make([][]byte, MaximumViews+1) },
	}
	for name, change := range cases {
		views := row([]float32{1, 2}, []float32{1, 2})
		change(&views)
		if _, err := New(views); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
