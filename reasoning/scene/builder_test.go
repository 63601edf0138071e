package scene

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// row is one view of a single row of pixels whose red says which pixel it is.
func row(depth, confidence []float32) Views {
	picture := make([]byte, 3*len(depth))
	for i := range depth {
		picture[3*i] = byte(i)
	}
	return Views{Width: len(depth), Height: 1, PoseEncodings: []float32{0, 0, 0, 0, 0, 0, 1, 1, 1}, Depth: depth, Confidence: confidence, Pictures: [][]byte{picture}}
}

func reds(points []Point) []uint8 {
	var list []uint8
	for _, p := range points {
		list = append(list, p.R)
	}
	return list
}

func TestBuildSelects(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	ones := []float32{1, 1, 1, 1, 1}
	cases := []struct {
		name     string
		views    Views
		quantile float64
		most     int
		want     []uint8
		counts   Counts
	}{
		{"all", row(ones, []float32{1, 2, 3, 4, 5}), 0, 10, []uint8{0, 1, 2, 3, 4}, Counts{Pixels: 5}},
		{"the more certain half", row(ones, []float32{5, 2, 3, 4, 1}), .5, 10, []uint8{0, 2, 3}, Counts{Pixels: 5, Unsure: 2}},
		{"between two values", row(ones, []float32{5, 2, 3, 4, 1}), .6, 10, []uint8{0, 3}, Counts{Pixels: 5, Unsure: 3}},
		{"only the surest", row(ones, []float32{5, 2, 3, 4, 1}), 1, 10, []uint8{0}, Counts{Pixels: 5, Unsure: 4}},
		{"equal confidences stay together", row(ones, ones), .9, 10, []uint8{0, 1, 2, 3, 4}, Counts{Pixels: 5}},
		{"thinned evenly", row(ones, ones), 0, 2, []uint8{2, 4}, Counts{Pixels: 5, Thinned: 3}},
		{"no points allowed", row(ones, ones), 0, 0, nil, Counts{Pixels: 5, Thinned: 5}},
		{"bad depths", row([]float32{nan, inf, -1, 0, 2}, ones), 0, 10, []uint8{4}, Counts{Pixels: 5, Unusable: 4}},
		{"bad confidences", row(ones, []float32{nan, inf, -inf, 1, 1}), 0, 10, []uint8{3, 4}, Counts{Pixels: 5, Unusable: 3}},
		{"nothing usable", row([]float32{nan}, []float32{1}), .5, 10, nil, Counts{Pixels: 1, Unusable: 1}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			builder := Builder{Quantile: c.quantile, MaximumPoints: c.most}
			scene, err := builder.Build(c.views)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(reds(scene.Points), c.want) || scene.Counts != c.counts {
				t.Errorf("got points %v and %+v, want %v and %+v", reds(scene.Points), scene.Counts, c.want, c.counts)
			}
		})
	}
}

func TestBuildIsTheSameAgain(t *testing.T) {
	depth, confidence := make([]float32, 999), make([]float32, 999)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range depth {
		depth[i], confidence[i] = 1+random.Float32(), random.Float32()
	}
	builder := Builder{Quantile: .3, MaximumPoints: 100}
	first, err := builder.Build(row(depth, confidence))
	if err != nil {
		t.Fatal(err)
	}
	second, err := builder.Build(row(depth, confidence))
	if err != nil || !reflect.DeepEqual(first, second) || len(first.Points) != 100 {
		t.Errorf("the second scene differs from the first, or has not 100 points but %d: %v", len(first.Points), err)
	}
}

func TestBuildLeavesOutViewsWithoutACamera(t *testing.T) {
	views := row([]float32{1, 2}, []float32{1, 1})
	views.Pictures = append(views.Pictures, views.Pictures[0])
	views.Depth, views.Confidence = append(views.Depth, 3, 4), append(views.Confidence, 1, 1)
	views.PoseEncodings = append([]float32{0, 0, 0, 0, 0, 0, 1, 0, 1}, views.PoseEncodings...)
	builder := Builder{MaximumPoints: 10}
	scene, err := builder.Build(views)
	if err != nil || len(scene.Points) != 2 || scene.Points[0].View != 1 || scene.Points[0].Z != 3 || scene.Counts.Unusable != 2 {
		t.Errorf("got %+v, %v", scene, err)
	}
	copy(views.PoseEncodings[EncodingLength:], []float32{0, 0, 0, 0, 0, 0, 0})
	if _, err := builder.Build(views); err == nil || !strings.Contains(err.Error(), "camera of view 0: the field of view is 0 by 1") {
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

func TestBuildRefuses(t *testing.T) {
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
		builder := Builder{MaximumPoints: 1}
		if _, err := builder.Build(views); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestOrderSelects(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for length := 1; length < 60; length++ {
		values := make([]float32, length)
		for i := range values {
			values[i] = float32(random.IntN(10))
		}
		sorted := slices.Sorted(slices.Values(values))
		for k := range sorted {
			if got := order(slices.Clone(values), k); got != sorted[k] {
				t.Fatalf("number %d of %v is %v, want %v", k, values, got, sorted[k])
			}
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	const width, height, count = 518, 518, 4
	views := Views{Width: width, Height: height, Depth: make([]float32, count*width*height), Confidence: make([]float32, count*width*height)}
	random := rand.New(rand.NewPCG(5, 6))
	for i := range views.Depth {
		views.Depth[i], views.Confidence[i] = 1+random.Float32(), random.Float32()
	}
	for range count {
		views.Pictures = append(views.Pictures, make([]byte, 3*width*height))
		views.PoseEncodings = append(views.PoseEncodings, 0, 0, 0, 0, 0, 0, 1, 1, 1)
	}
	builder := Builder{Quantile: .3, MaximumPoints: 100000}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := builder.Build(views); err != nil {
			b.Fatal(err)
		}
	}
}
