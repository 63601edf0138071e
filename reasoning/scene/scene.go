package scene

import "fmt"

// Scene is what the model imagines: cameras and depth pictures in the frame of the first camera (x right, y down, z forward),
// in a unit of the model's own that only a caller who knows true distances can turn into metres.
type Scene struct {
	// Cameras has one for each view; one that is no camera is empty.
	Cameras []Camera
	Views   Views
}

// New decodes the cameras; if no view has one, the first reason is the error.
func New(views Views) (Scene, error) {
	if err := views.check(); err != nil {
		return Scene{}, fmt.Errorf("make a scene: %w", err)
	}
	made := Scene{Cameras: make([]Camera, len(views.Pictures)), Views: views}
	var failure error
	found := false
	for i := range made.Cameras {
		camera, err := DecodeCamera(views.PoseEncodings[i*EncodingLength:(i+1)*EncodingLength], views.Width, views.Height)
		if err == nil {
			made.Cameras[i], found = camera, true
		} else if failure == nil {
			failure = fmt.Errorf("make a scene: camera of view %d: %w", i, err)
		}
	}
	if found {
		return made, nil
	}
	return Scene{}, failure
}

// Depth gives the depths of one view and their confidences.
func (s *Scene) Depth(view int) (depth, confidence []float32) {
	pixels := s.Views.Width * s.Views.Height
	return s.Views.Depth[view*pixels : (view+1)*pixels], s.Views.Confidence[view*pixels : (view+1)*pixels]
}
