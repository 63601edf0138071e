package scene

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

// goldenCase is one case of model/golden/geometry_cases.json, which model/geometry/golden.py writes.
type goldenCase struct {
	Name            string
	Height, Width   int
	PoseEncoding    []float32      `json:"pose_encoding"`
	CameraFromWorld [3][4]float64  `json:"camera_from_world"`
	Intrinsics      [3][3]float64  `json:"intrinsics"`
	Depth           [][]float32    `json:"depth"`
	Points          [][][3]float64 `json:"points"`
}

func goldenCases(t *testing.T) []goldenCase {
	t.Helper()
	content, err := os.ReadFile("../../model/golden/geometry_cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []goldenCase }
	if err := json.Unmarshal(content, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) == 0 {
		t.Fatal("no cases")
	}
	return file.Cases
}

// near allows the rounding of float64 arithmetic done in another order.
func near(got, want float64) bool { return math.Abs(got-want) <= 1e-9*(1+math.Abs(want)) }

func TestCameraIsThatOfTheReference(t *testing.T) {
	for _, c := range goldenCases(t) {
		t.Run(c.Name, func(t *testing.T) {
			camera, err := DecodeCamera(c.PoseEncoding, c.Width, c.Height)
			if err != nil {
				t.Fatal(err)
			}
			for i, row := range c.CameraFromWorld {
				for j, want := range row {
					if !near(camera.CameraFromWorld[i][j], want) {
						t.Errorf("camera from world %d %d is %v, want %v", i, j, camera.CameraFromWorld[i][j], want)
					}
				}
			}
			got := [3][3]float64{{camera.FocalX, 0, camera.CentreX}, {0, camera.FocalY, camera.CentreY}, {0, 0, 1}}
			for i, row := range c.Intrinsics {
				for j, want := range row {
					if !near(got[i][j], want) {
						t.Errorf("intrinsic %d %d is %v, want %v", i, j, got[i][j], want)
					}
				}
			}
			for v, row := range c.Points {
				for u, want := range row {
					x, y, z := camera.Unproject(float64(u), float64(v), float64(c.Depth[v][u]))
					if !near(x, want[0]) || !near(y, want[1]) || !near(z, want[2]) {
						t.Errorf("point %d %d is %v %v %v, want %v", u, v, x, y, z, want)
					}
				}
			}
		})
	}
}
