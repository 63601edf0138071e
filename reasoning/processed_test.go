package reasoning

import (
	"testing"

	"github.com/thinker3d/thinker3d/camera/pixels"
)

// processedViews makes pictures of cameras what the bundle takes of them.
func processedViews(t *testing.T, e *Engine, pictures []pixels.Picture) Views {
	t.Helper()
	v := e.bundle.Description.Views
	spec := pixels.Spec{
		Resize:     &pixels.SizeSpec{Width: v.Resize.Width, Height: v.Resize.Height, Resampling: pixels.Resampling(v.Resize.Resampling)},
		Resampling: pixels.Resampling(v.Resampling), Patch: v.Patch, Merge: v.Merge, Temporal: v.Temporal,
		MinPixels: v.MinPixels, MaxPixels: v.MaxPixels, Mean: v.Mean, Std: v.Std,
	}
	if s := e.bundle.Description.Scene; s != nil {
		spec.Scene = &pixels.SceneSpec{Width: s.Width, MaximumHeight: s.MaximumHeight, Patch: s.Patch, Resampling: pixels.Resampling(s.Resampling)}
	}
	processor, err := pixels.NewProcessor(spec, 1)
	if err != nil {
		t.Fatal(err)
	}
	var batch pixels.Batch
	if err := processor.Process(pictures, &batch); err != nil {
		t.Fatal(err)
	}
	made := Views{PixelRows: batch.Rows, GridTime: batch.Grid.Temporal, GridHeight: batch.Grid.Height, GridWidth: batch.Grid.Width,
		Labels: make([]string, len(pictures))}
	for _, picture := range batch.Scenes {
		made.PictureWidth, made.PictureHeight = picture.Width, picture.Height
		made.Pictures = append(made.Pictures, picture.Pixels)
	}
	return made
}
