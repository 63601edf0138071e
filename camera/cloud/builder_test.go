package cloud

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/camera/rigid"
)

// optical is a view whose camera stands in the cloud's origin and looks along z; each pixel's red says which it is.
func optical(width int, depth, confidence []float32) View {
	v := View{Width: width, Height: len(depth) / width, FocalX: 1, FocalY: 1, Axes: [3]r3.Vec{{X: 1}, {Y: 1}, {Z: 1}},
		Depth: depth, Confidence: confidence, Picture: make([]byte, 3*len(depth))}
	for i := range depth {
		v.Picture[3*i] = byte(i)
	}
	return v
}

func reds(points []Point) []uint8 {
	list := []uint8{}
	for i := range points {
		if !points[i].removed() {
			list = append(list, points[i].R)
		}
	}
	return list
}

func ones(count int) []float32 { return slices.Repeat([]float32{1}, count) }

func pointer(value float64) *float64 { return &value }

func TestFiltersLeaveOut(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	ramp := []float32{1, 1, 1.5, 2, 2}
	for _, c := range []struct {
		name    string
		filters Filters
		view    View
		want    []uint8
		counts  map[Reason]int
	}{
		{"nothing", Filters{}, optical(5, ones(5), []float32{1, 2, 3, 4, 5}), []uint8{0, 1, 2, 3, 4}, nil},
		{"bad depths", Filters{}, optical(5, []float32{nan, inf, -1, 0, 2}, ones(5)), []uint8{4}, map[Reason]int{Unusable: 4}},
		{"bad confidences", Filters{Quantile: .1}, optical(5, ones(5), []float32{nan, inf, -inf, -1, 1}), []uint8{4}, map[Reason]int{Unusable: 3, Unsure: 1}},
		{"the more certain half", Filters{Quantile: .5}, optical(5, ones(5), []float32{5, 2, 3, 4, 1}), []uint8{0, 2, 3}, map[Reason]int{Unsure: 2}},
		{"between two values", Filters{Quantile: .6}, optical(5, ones(5), []float32{5, 2, 3, 4, 1}), []uint8{0, 3}, map[Reason]int{Unsure: 3}},
		{"only the surest", Filters{Quantile: 1}, optical(5, ones(5), []float32{5, 2, 3, 4, 1}), []uint8{0}, map[Reason]int{Unsure: 4}},
		{"negative confidences", Filters{Quantile: .5}, optical(3, ones(3), []float32{-3, -1, -2}), []uint8{1, 2}, map[Reason]int{Unsure: 1}},
		{"equal confidences stay together", Filters{Quantile: .9}, optical(5, ones(5), ones(5)), []uint8{0, 1, 2, 3, 4}, nil},
		{"flying in a row", Filters{EdgeDegrees: 10}, optical(5, ramp, ones(5)), []uint8{0, 1, 3, 4}, map[Reason]int{Flying: 1}},
		{"flying in a column", Filters{EdgeDegrees: 10}, optical(1, ramp, ones(5)), []uint8{0, 1, 3, 4}, map[Reason]int{Flying: 1}},
		{"a slope that is seen less flatly", Filters{EdgeDegrees: 30}, optical(5, ramp, ones(5)), []uint8{0, 1, 2, 3, 4}, nil},
		{"thin things stay", Filters{EdgeDegrees: 10}, optical(5, []float32{2, 2, 1, 2, 2}, ones(5)), []uint8{0, 1, 2, 3, 4}, nil},
		{"range", Filters{MinimumRange: 1, MaximumRange: 3}, optical(1, []float32{.9, 1, 2}, ones(3)), []uint8{1}, map[Reason]int{OutOfRange: 2}}, // the last lies at √20 m
		{"height", Filters{MinimumHeight: pointer(1), MaximumHeight: pointer(2)}, optical(5, []float32{.5, 1, 1.5, 2, 2.5}, ones(5)), []uint8{1, 2, 3}, map[Reason]int{OutOfBand: 2}},
		{"voxels keep the surest", Filters{Voxel: 10}, optical(5, ones(5), []float32{1, 2, 5, 4, 3}), []uint8{2}, map[Reason]int{Merged: 4}},
		{"thinned evenly", Filters{MaximumPoints: 2}, optical(5, ones(5), ones(5)), []uint8{2, 4}, map[Reason]int{Thinned: 3}},
		{"lonely", Filters{Deviations: 1, Neighbours: 1}, optical(6, []float32{1, 1, 1, 1, 1, 20}, ones(6)), []uint8{0, 1, 2, 3, 4}, map[Reason]int{Lonely: 1}},
		{"organised", Filters{Organised: true, Quantile: .5, Voxel: 10, MaximumPoints: 1, Deviations: 1, Neighbours: 1}, optical(5, ones(5), []float32{5, 2, 3, 4, 1}), []uint8{0, 2, 3}, map[Reason]int{Unsure: 2}},
	} {
		builder := Builder{Filters: c.filters}
		points, counts, err := builder.Build([]View{c.view}, Frame{Metric: true})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if !slices.Equal(reds(points), c.want) || counts.Points != len(c.want) || counts.Pixels != len(c.view.Depth) || c.filters.Organised && len(points) != counts.Pixels {
			t.Errorf("%s: points %v of %+v, want %v", c.name, reds(points), counts, c.want)
		}
		for _, reason := range Reasons() {
			if counts.Removed(reason) != c.counts[reason] {
				t.Errorf("%s: %d %s, want %d", c.name, counts.Removed(reason), reason, c.counts[reason])
			}
		}
	}
}

func TestTheBodyIsLeftOut(t *testing.T) {
	view := optical(5, ones(5), ones(5)) // at x = 0 … 4, z = 1
	quarter := rigid.RotationOf([3][3]float64{{0, -1, 0}, {1, 0, 0}, {0, 0, 1}})
	arm := Box{BoxFromCloud: rigid.Transform{Rotation: quarter, Translation: r3.Vec{X: 7}}, Minimum: r3.Vec{X: 6.5, Y: .5}, Maximum: r3.Vec{X: 7.5, Y: 2.5, Z: 2}} // x → y
	builder := Builder{}
	points, counts, err := builder.Build([]View{view}, Frame{Metric: true, Boxes: []Box{arm}})
	if err != nil || !slices.Equal(reds(points), []uint8{0, 3, 4}) || counts.Removed(OnRobot) != 2 {
		t.Errorf("%v left, %+v, %v", reds(points), counts, err)
	}
}

func TestMetresAreNotAskedOfAnotherUnit(t *testing.T) {
	filters := Filters{MaximumRange: .1, MinimumHeight: pointer(9), Voxel: 100}
	builder := Builder{Filters: filters}
	points, counts, err := builder.Build([]View{optical(5, ones(5), ones(5))}, Frame{Boxes: []Box{{BoxFromCloud: rigid.Identity(), Minimum: r3.Vec{X: -9, Y: -9, Z: -9}, Maximum: r3.Vec{X: 9, Y: 9, Z: 9}}}})
	if err != nil || len(points) != 5 || counts.Points != 5 {
		t.Errorf("%d points, %+v, %v", len(points), counts, err)
	}
}

func TestAViewWithoutACameraIsLeftOut(t *testing.T) {
	absent, seen := optical(2, []float32{1, 2}, ones(2)), optical(2, []float32{3, 4}, ones(2))
	absent.Absent = true
	builder := Builder{Filters: Filters{Quantile: .1}}
	points, counts, err := builder.Build([]View{absent, seen}, Frame{})
	if err != nil || len(points) != 2 || points[0].View != 1 || points[0].Z != 3 || counts.Removed(Unusable) != 2 {
		t.Errorf("%+v, %+v, %v", points, counts, err)
	}
	builder.Filters.Organised = true
	if points, _, err = builder.Build([]View{absent, seen}, Frame{}); err != nil || len(points) != 4 || !points[1].removed() || points[1].R != 1 {
		t.Errorf("organised: %+v, %v", points, err)
	}
}

func TestBuildRefuses(t *testing.T) {
	for want, change := range map[string]func(*View){
		"pixels":       func(v *View) { v.Width = 0 },
		"depths":       func(v *View) { v.Depth = v.Depth[1:] },
		"confidences":  func(v *View) { v.Confidence = nil },
		"picture":      func(v *View) { v.Picture = nil },
		"focal length": func(v *View) { v.FocalY = math.NaN() },
	} {
		view := optical(2, ones(2), ones(2))
		change(&view)
		builder := Builder{}
		if _, _, err := builder.Build([]View{view}, Frame{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	builder := Builder{}
	if _, _, err := builder.Build(make([]View, MaximumViews+1), Frame{}); err == nil {
		t.Error("too many views were taken")
	}
}

// scattered are views of rough walls, as a model imagines them: waves, and little noise.
func scattered(count, width, height int) []View {
	random := rand.New(rand.NewPCG(5, 6))
	views := make([]View, count)
	for i := range views {
		v := View{Width: width, Height: height, FocalX: float64(width) / 2, FocalY: float64(width) / 2, CentreX: float64(width) / 2, CentreY: float64(height) / 2}
		turn := r3.NewRotation(float64(i)*2*math.Pi/float64(count), r3.Vec{Z: 1})
		v.Axes = [3]r3.Vec{turn.Rotate(r3.Vec{Y: -1}), turn.Rotate(r3.Vec{Z: -1}), turn.Rotate(r3.Vec{X: 1})}
		v.Origin = r3.Vec{Z: 1.1}
		for y := range height {
			for x := range width {
				depth := 3.0
				if (x/(width/7)+y/(height/5))%2 == 0 {
					depth = 2 // panels that stand out
				}
				if fall := (float64(y) - v.CentreY) / v.FocalY * depth; fall > 1.1 {
					depth *= 1.1 / fall // floor
				}
				v.Depth = append(v.Depth, float32(depth*(1+.02*math.Sin(float64(x)/9)*math.Cos(float64(y)/11)+.001*random.NormFloat64())))
				v.Confidence = append(v.Confidence, float32(1+random.ExpFloat64()))
				v.Picture = append(v.Picture, byte(x), byte(y), byte(i))
			}
		}
		views[i] = v
	}
	return views
}

func everyFilter() Filters {
	return Filters{Quantile: .2, EdgeDegrees: 85, MinimumRange: .2, MaximumRange: 10, MinimumHeight: pointer(-.5), MaximumHeight: pointer(2.5), Voxel: .05, MaximumPoints: 100_000}
}

func TestBuildIsTheSameAgainAndKeepsItsMemory(t *testing.T) {
	views := scattered(3, 60, 40)
	filters := everyFilter()
	filters.Deviations, filters.Neighbours, filters.MaximumPoints = 2, 8, 500
	builder := Builder{Filters: filters}
	points, counts, err := builder.Build(views, Frame{Metric: true})
	if err != nil || len(points) != 500 {
		t.Fatalf("%d points, %v", len(points), err)
	}
	first := slices.Clone(points)
	for _, reason := range []Reason{Unsure, Merged, Lonely, Thinned} {
		if counts.Removed(reason) == 0 {
			t.Errorf("none was left out as %s: the test shows nothing of it", reason)
		}
	}
	allocations := testing.AllocsPerRun(3, func() {
		again, recounted, err := builder.Build(views, Frame{Metric: true})
		if err != nil || !slices.Equal(first, again) || counts != recounted {
			t.Error("the second cloud differs from the first")
		}
	})
	if allocations > 0 {
		t.Errorf("%v allocations a cloud once the buffers have grown", allocations)
	}
}

func TestSamplesAreEvenPlacesOfPixels(t *testing.T) {
	builder := Builder{}
	views := []View{optical(5, []float32{1, 2, 3, 4, 5}, ones(5)), optical(4, []float32{6, 7, -1, 9}, ones(4))}
	places, err := builder.Sample(views, 5, nil)
	var depths []float64
	for _, place := range places {
		depths = append(depths, place.Z)
	}
	if err != nil || !slices.Equal(depths, []float64{1, 3, 5, 7, 9}) || places[1].X != 6 {
		t.Errorf("%v, %v", places, err)
	}
}
