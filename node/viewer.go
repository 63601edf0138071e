package node

import (
	"fmt"

	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/reasoning"
	"github.com/thinker3d/thinker3d/reasoning/bundle"
)

// Viewer turns decoded pictures into what a bundle's model sees. One goroutine uses it at a time.
type Viewer struct{ processor *pixels.Processor }

// NewViewer makes the viewer of a bundle.
func NewViewer(model *bundle.Bundle) (*Viewer, error) {
	processor, err := pixels.NewProcessor(pixelSpec(model.Description), 0)
	if err != nil {
		return nil, fmt.Errorf("bundle %s: %w", model.ID(), err)
	}
	return &Viewer{processor: processor}, nil
}

// Views are the pictures in the form that the bundle asks for, each with its label. They lie in the batch.
func (v *Viewer) Views(labels []string, pictures []pixels.Picture, batch *pixels.Batch) (reasoning.Views, error) {
	if err := v.processor.Process(pictures, batch); err != nil {
		return reasoning.Views{}, fmt.Errorf("make the model's pixels: %w", err)
	}
	views := reasoning.Views{
		Labels: labels, PixelRows: batch.Rows,
		GridTime: batch.Grid.Temporal, GridHeight: batch.Grid.Height, GridWidth: batch.Grid.Width,
	}
	for _, picture := range batch.Scenes {
		views.Pictures = append(views.Pictures, picture.Pixels)
		views.PictureWidth, views.PictureHeight = picture.Width, picture.Height
	}
	return views, nil
}
