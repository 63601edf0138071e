package pixels

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"
)

// modelCase is one picture of model/golden/pixels_cases.json, which the bundle's own maker writes.
type modelCase struct {
	Picture struct {
		Width, Height int
		Seed          uint64
		Kind          string
	}
	Views       goldenSpec
	Scene       *goldenScene
	ViewSHA256  string `json:"view_sha256"`
	GridTHW     [3]int `json:"grid_thw"`
	RowsSHA256  string `json:"rows_sha256"`
	SceneSHA256 string `json:"scene_sha256"`
}

func readModelCases(t *testing.T) []modelCase {
	t.Helper()
	data, err := os.ReadFile("../../model/golden/pixels_cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []modelCase }
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) < 20 {
		t.Fatalf("only %d cases", len(file.Cases))
	}
	return file.Cases
}

// drawn is the picture that model/golden/README.md describes.
func (c modelCase) drawn() Picture {
	const block = 16
	p := noise(c.Picture.Width, c.Picture.Height, c.Picture.Seed, c.Picture.Kind == "harsh")
	if c.Picture.Kind == "blocks" {
		for y := range p.Height {
			for x := range p.Width {
				copy(p.row(y)[x*channels:][:channels], p.row(y - y%block)[(x-x%block)*channels:][:channels])
			}
		}
	}
	return p
}

func TestViewsAreTheBundleMakers(t *testing.T) {
	for _, c := range readModelCases(t) {
		t.Run(fmt.Sprintf("%v", c.Picture), func(t *testing.T) {
			c.Views.Scene = c.Scene
			batch := process(t, c.Views.spec(), 2, []Picture{c.drawn()})
			if got := [3]int{batch.Grid.Temporal, batch.Grid.Height, batch.Grid.Width}; got != c.GridTHW {
				t.Fatalf("grid %v, not %v", got, c.GridTHW)
			}
			if len(batch.sized) > 0 && digest(batch.sized[0].Pixels) != c.ViewSHA256 {
				t.Error("the resized view differs")
			}
			if digest(littleEndian(batch.Rows)) != c.RowsSHA256 {
				t.Error("the pixel rows differ")
			}
			if c.Scene != nil && digest(batch.Scenes[0].Pixels) != c.SceneSHA256 {
				t.Error("the scene picture differs")
			}
		})
	}
}

func littleEndian(rows []float32) []byte {
	bytes := make([]byte, 0, len(rows)*4)
	for _, v := range rows {
		bytes = binary.LittleEndian.AppendUint32(bytes, math.Float32bits(v))
	}
	return bytes
}
