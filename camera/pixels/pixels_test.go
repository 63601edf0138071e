package pixels

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"
)

// goldenCases is testdata/cases.json, which testdata/generate.py makes with Pillow and transformers.
type goldenCases struct {
	Resizes []resizeCase
	Views   []viewCase
	Sizes   []sizeCase
}

// sizeCase is a size that the processor makes of another; nil where it refuses.
type sizeCase struct {
	Source    [2]int
	Factor    int
	MinPixels int `json:"min_pixels"`
	MaxPixels int `json:"max_pixels"`
	Made      *[2]int
}

type resizeCase struct {
	Source, Target [2]int
	Seed           uint64
	Harsh          bool
	Resampling     Resampling
	SHA256         string
}

type viewCase struct {
	Source      [2]int
	Seed        uint64
	Harsh       bool
	Spec        goldenSpec
	Grid        [3]int
	Rows        [2]int
	RowsSHA256  string `json:"rows_sha256"`
	Scene       [2]int
	SceneSHA256 string `json:"scene_sha256"`
}

type goldenSpec struct {
	Resize                 *SizeSpec
	Resampling             Resampling
	Patch, Merge, Temporal int
	MinPixels              int `json:"min_pixels"`
	MaxPixels              int `json:"max_pixels"`
	Mean, Std              [3]float64
	Scene                  *goldenScene
}

type goldenScene struct {
	Width, Patch  int
	MaximumHeight int `json:"maximum_height"`
	Resampling    Resampling
}

func (g goldenSpec) spec() Spec {
	s := Spec{
		Resize: g.Resize, Resampling: g.Resampling, Patch: g.Patch, Merge: g.Merge, Temporal: g.Temporal,
		MinPixels: g.MinPixels, MaxPixels: g.MaxPixels, Mean: g.Mean, Std: g.Std,
	}
	if g.Scene != nil {
		s.Scene = &SceneSpec{g.Scene.Width, g.Scene.MaximumHeight, g.Scene.Patch, g.Scene.Resampling}
	}
	return s
}

func readCases(t *testing.T) goldenCases {
	t.Helper()
	data, err := os.ReadFile("testdata/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases goldenCases
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases.Resizes) < 100 || len(cases.Views) < 20 || len(cases.Sizes) < 100 {
		t.Fatalf("only %d resizes, %d views, %d sizes", len(cases.Resizes), len(cases.Views), len(cases.Sizes))
	}
	return cases
}

// noise is the picture of the generator's formula.
func noise(width, height int, seed uint64, harsh bool) Picture {
	p := Picture{Width: width, Height: height, Pixels: make([]byte, width*height*channels)}
	for i := range p.Pixels {
		h := (uint64(i)*2654435761 + seed*97) & math.MaxUint32
		h ^= h >> 15
		h = h * 2246822519 & math.MaxUint32
		p.Pixels[i] = byte(h >> 24)
		if harsh {
			p.Pixels[i] = byte(int8(p.Pixels[i]) >> 7)
		}
	}
	return p
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func TestResizeIsPillows(t *testing.T) {
	for _, c := range readCases(t).Resizes {
		for _, vectors := range []bool{false, hasVectors()} {
			t.Run(fmt.Sprintf("%v to %v %s vectors %t", c.Source, c.Target, c.Resampling, vectors), func(t *testing.T) {
				source := noise(c.Source[0], c.Source[1], c.Seed, c.Harsh)
				made := Picture{}
				made.Resize(c.Target[0], c.Target[1])
				plan := newPlan(resize{c.Source[0], c.Source[1], c.Target[0], c.Target[1], 0, c.Target[1], c.Resampling}, vectors)
				plan.run(&source, &pictureTarget{picture: &made}, 0, c.Target[1], &scratch{})
				if digest(made.Pixels) != c.SHA256 {
					t.Error("the picture differs")
				}
			})
		}
	}
}

func TestViewsAreTheProcessors(t *testing.T) {
	for _, c := range readCases(t).Views {
		for workers := 1; workers < 4; workers++ {
			t.Run(fmt.Sprintf("%v by %d", c.Source, workers), func(t *testing.T) { checkView(t, c, workers) })
		}
	}
}

func checkView(t *testing.T, c viewCase, workers int) {
	processor, err := NewProcessor(c.Spec.spec(), workers)
	if err != nil {
		t.Fatal(err)
	}
	var batch Batch
	if err := processor.Process([]Picture{noise(c.Source[0], c.Source[1], c.Seed, c.Harsh)}, &batch); err != nil {
		t.Fatal(err)
	}
	if got := [3]int{batch.Grid.Temporal, batch.Grid.Height, batch.Grid.Width}; got != c.Grid {
		t.Fatalf("grid %v, not %v", got, c.Grid)
	}
	if len(batch.Rows) != c.Rows[0]*c.Rows[1] {
		t.Fatalf("%d numbers, not %v", len(batch.Rows), c.Rows)
	}
	if digest(littleEndian(batch.Rows)) != c.RowsSHA256 {
		t.Error("the pixel rows differ")
	}
	if c.Spec.Scene == nil {
		return
	}
	if s := batch.Scenes[0]; s.Width != c.Scene[0] || s.Height != c.Scene[1] || digest(s.Pixels) != c.SceneSHA256 {
		t.Errorf("the scene picture of %d×%d differs from the one of %v", s.Width, s.Height, c.Scene)
	}
}
