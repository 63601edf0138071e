package scene

import (
	"fmt"
	"math"
)

// Builder makes scenes and reuses its working memory; it serves one caller at a time.
type Builder struct {
	// Quantile is the share of the least certain pixels that is left out, 0 to 1.
	Quantile float64
	// MaximumPoints is the most points of a scene; more are thinned evenly, always alike.
	MaximumPoints int
	certain       []float32
}

// Build unprojects the depths with the cameras and keeps the most certain points, in the order of views, rows and columns.
func (b *Builder) Build(views Views) (Scene, error) {
	if err := views.check(); err != nil {
		return Scene{}, fmt.Errorf("build a scene: %w", err)
	}
	cameras, usable, err := decodeCameras(views)
	if err != nil {
		return Scene{}, fmt.Errorf("build a scene: %w", err)
	}
	scene := Scene{Cameras: cameras, Counts: Counts{Pixels: len(views.Depth)}}
	b.certain = b.certain[:0]
	pixels := views.Width * views.Height
	for i, depth := range views.Depth {
		if usable[i/pixels] && sound(depth, views.Confidence[i]) {
			b.certain = append(b.certain, views.Confidence[i])
		}
	}
	scene.Counts.Unusable = len(views.Depth) - len(b.certain)
	if len(b.certain) == 0 {
		return scene, nil
	}
	least := quantile(b.certain, b.Quantile)
	kept := 0
	for _, confidence := range b.certain {
		if float64(confidence) >= least {
			kept++
		}
	}
	scene.Counts.Unsure = len(b.certain) - kept
	scene.Points = points(views, cameras, usable, selection{least: least, kept: kept, most: b.MaximumPoints})
	scene.Counts.Thinned = kept - len(scene.Points)
	return scene, nil
}

// decodeCameras leaves a camera that is none empty; if no view has one, the first reason is the error.
func decodeCameras(views Views) ([]Camera, []bool, error) {
	cameras, usable := make([]Camera, len(views.Pictures)), make([]bool, len(views.Pictures))
	var failure error
	found := false
	for i := range cameras {
		camera, err := DecodeCamera(views.PoseEncodings[i*EncodingLength:(i+1)*EncodingLength], views.Width, views.Height)
		if err != nil {
			if failure == nil {
				failure = fmt.Errorf("camera of view %d: %w", i, err)
			}
			continue
		}
		cameras[i], usable[i], found = camera, true, true
	}
	if found {
		failure = nil
	}
	return cameras, usable, failure
}

func sound(depth, confidence float32) bool {
	return depth > 0 && depth <= maximumLength && !math.IsNaN(float64(confidence)) && !math.IsInf(float64(confidence), 0)
}

// selection says which points are kept: those at least so certain, evenly thinned to the most allowed.
type selection struct {
	least      float64
	kept, most int
}

// takes says whether the point that is so many-eth among the certain ones stays.
func (s selection) takes(number int) bool {
	return s.kept <= s.most || (number+1)*s.most/s.kept > number*s.most/s.kept
}

func points(views Views, cameras []Camera, usable []bool, choice selection) []Point {
	list := make([]Point, 0, max(0, min(choice.kept, choice.most)))
	pixels := views.Width * views.Height
	number := 0
	for view, picture := range views.Pictures {
		if !usable[view] {
			continue
		}
		for at := range pixels {
			depth, confidence := views.Depth[view*pixels+at], views.Confidence[view*pixels+at]
			if !sound(depth, confidence) || float64(confidence) < choice.least {
				continue
			}
			if choice.takes(number) {
				x, y, z := cameras[view].Unproject(float64(at%views.Width), float64(at/views.Width), float64(depth))
				list = append(list, Point{X: float32(x), Y: float32(y), Z: float32(z), View: uint8(view), Confidence: confidence,
					R: picture[3*at], G: picture[3*at+1], B: picture[3*at+2]})
			}
			number++
		}
	}
	return list
}
