package pixels

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestWholePatchesIsSmartResize(t *testing.T) {
	for _, c := range readCases(t).Sizes {
		spec := Spec{Patch: c.Factor, Merge: 1, MinPixels: c.MinPixels, MaxPixels: c.MaxPixels}
		width, height, err := spec.WholePatches(c.Source[0], c.Source[1])
		if (err != nil) != (c.Made == nil) || c.Made != nil && [2]int{width, height} != *c.Made {
			t.Errorf("%v by %d within %d and %d: %d×%d, %v, not %v", c.Source, c.Factor, c.MinPixels, c.MaxPixels, width, height, err, c.Made)
		}
	}
}

// fullSpec makes rows and scene pictures of small views.
func fullSpec() Spec {
	spec := qwenSpec()
	spec.Resize = &SizeSpec{96, 128, Lanczos}
	spec.Scene = &SceneSpec{112, 112, 14, Bicubic}
	return spec
}

func process(t *testing.T, spec Spec, workers int, views []Picture) Batch {
	t.Helper()
	processor, err := NewProcessor(spec, workers)
	if err != nil {
		t.Fatal(err)
	}
	var batch Batch
	if err := processor.Process(views, &batch); err != nil {
		t.Fatal(err)
	}
	return batch
}

func TestBatchIsItsViewsOneAfterTheOther(t *testing.T) {
	var views []Picture
	for i := range 5 {
		views = append(views, noise(60+7*i, 80-5*i, uint64(i), i%2 == 0))
	}
	for workers := 1; workers <= 4; workers++ {
		batch := process(t, fullSpec(), workers, views)
		var rows []float32
		for i := range views {
			single := process(t, fullSpec(), 1, views[i:i+1])
			rows = append(rows, single.Rows...)
			if !slices.Equal(single.Scenes[0].Pixels, batch.Scenes[i].Pixels) || single.Mappings[0] != batch.Mappings[i] {
				t.Errorf("%d workers: scene picture %d differs", workers, i)
			}
		}
		if !slices.Equal(rows, batch.Rows) || len(rows) != 5*batch.Grid.Patches()*fullSpec().RowLength() {
			t.Errorf("%d workers: the rows differ", workers)
		}
	}
}

func TestProcessKeepsItsBuffers(t *testing.T) {
	processor, err := NewProcessor(fullSpec(), 2)
	if err != nil {
		t.Fatal(err)
	}
	var batch Batch
	small, large := []Picture{noise(50, 40, 1, false)}, []Picture{noise(90, 70, 2, false), noise(50, 40, 3, true)}
	for range 3 {
		for _, views := range [][]Picture{large, small} {
			want := process(t, fullSpec(), 1, views)
			if err := processor.Process(views, &batch); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(want.Rows, batch.Rows) || len(batch.Scenes) != len(views) || !slices.Equal(want.Scenes[0].Pixels, batch.Scenes[0].Pixels) {
				t.Fatal("a reused batch differs from a new one")
			}
		}
	}
	if n := testing.AllocsPerRun(20, func() { _ = processor.Process(large, &batch) }); n != 0 {
		t.Errorf("%g allocations for each view set", n)
	}
}

func TestProcessRefuses(t *testing.T) {
	own := fullSpec()
	own.Resize = nil
	square := noise(56, 56, 1, false)
	for name, c := range map[string]struct {
		spec  Spec
		views []Picture
		want  string
	}{
		"no views":       {fullSpec(), nil, "no views"},
		"empty picture":  {fullSpec(), []Picture{{}}, "view 0: picture size 0×0"},
		"short pixels":   {fullSpec(), []Picture{square, {Width: 2, Height: 2, Pixels: make([]byte, 11)}}, "view 1: picture 2×2 has 11 bytes, not 12"},
		"different grid": {own, []Picture{square, noise(84, 56, 1, false)}, "view 1 has 6×4 patches, the views before it 4×4"},
		"too long":       {own, []Picture{noise(804, 4, 1, false)}, "over 200 times"},
		"no scene":       {own, []Picture{noise(900, 56, 1, false)}, "scene picture"},
	} {
		t.Run(name, func(t *testing.T) {
			processor, err := NewProcessor(c.spec, 2)
			if err != nil {
				t.Fatal(err)
			}
			var batch Batch
			if err := processor.Process(c.views, &batch); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v does not say %q", err, c.want)
			}
		})
	}
}

func TestNewProcessorRefuses(t *testing.T) {
	for want, change := range map[string]func(*Spec){
		"patch 0":              func(s *Spec) { s.Patch = 0 },
		"merge 17":             func(s *Spec) { s.Merge = 17 },
		"temporal 0":           func(s *Spec) { s.Temporal = 0 },
		"min_pixels 0":         func(s *Spec) { s.MinPixels = 0 },
		"max_pixels 10":        func(s *Spec) { s.MaxPixels = 10 },
		"std[1] 0":             func(s *Spec) { s.Std[1] = 0 },
		"std[2] NaN":           func(s *Spec) { s.Std[2] = math.NaN() },
		`resampling "nearest"`: func(s *Spec) { s.Resampling = "nearest" },
		"picture size 0×640":   func(s *Spec) { s.Resize = &SizeSpec{0, 640, Lanczos} },
		`resampling ""`:        func(s *Spec) { s.Resize = &SizeSpec{480, 640, ""} },
		"scene picture 0×518":  func(s *Spec) { s.Scene = &SceneSpec{0, 518, 14, Bicubic} },
		"of patch 0":           func(s *Spec) { s.Scene = &SceneSpec{518, 518, 0, Bicubic} },
	} {
		spec := fullSpec()
		change(&spec)
		if _, err := NewProcessor(spec, 1); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
}

func TestMappingLeadsBack(t *testing.T) {
	spec := fullSpec()
	spec.Resize = nil
	batch := process(t, spec, 1, []Picture{noise(224, 320, 1, false)})
	m := batch.Mappings[0]
	if batch.Scenes[0].Height != 112 {
		t.Fatalf("scene height %d", batch.Scenes[0].Height)
	}
	// 320·112/224 = 160 is 11.43 patches, rounded to 154 rows; 21 are cut above.
	x, y := m.ToSource(10, 0)
	if math.Abs(x-20.5) > 1e-9 || math.Abs(y-(21.5*320/154-0.5)) > 1e-9 {
		t.Errorf("pixel (10, 0) is at (%g, %g)", x, y)
	}
	if backX, backY := m.FromSource(x, y); math.Abs(backX-10) > 1e-9 || math.Abs(backY) > 1e-9 {
		t.Errorf("and back at (%g, %g)", backX, backY)
	}
}

// TestMappingFindsAMark looks for a white square where the mapping says that it is, through both resizes.
func TestMappingFindsAMark(t *testing.T) {
	source := Picture{}
	source.Resize(200, 100)
	clear(source.Pixels)
	for y := 45; y < 55; y++ {
		for x := 120; x < 130; x++ {
			copy(source.row(y)[x*channels:], []byte{255, 255, 255})
		}
	}
	batch := process(t, fullSpec(), 1, []Picture{source})
	var sumX, sumY, sum float64
	for y := range batch.Scenes[0].Height {
		for x := range batch.Scenes[0].Width {
			v := float64(batch.Scenes[0].row(y)[x*channels])
			sumX, sumY, sum = sumX+v*float64(x), sumY+v*float64(y), sum+v
		}
	}
	x, y := batch.Mappings[0].ToSource(sumX/sum, sumY/sum)
	if !(math.Abs(x-124.5) <= 0.5 && math.Abs(y-49.5) <= 0.5) {
		t.Errorf("the square's centre (124.5, 49.5) is found at %s", fmt.Sprintf("(%.2f, %.2f)", x, y))
	}
}
