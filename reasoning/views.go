package reasoning

import (
	"fmt"

	"github.com/thinker3d/thinker3d/reasoning/bundle"
)

// Views is what the cameras saw at one moment, in the form that the bundle asks for; all views have one size.
type Views struct {
	// Labels has the name of each view's camera, in the order in which the model sees them.
	Labels []string
	// PixelRows are the vision graph's input, view after view.
	PixelRows []float32
	// GridTime, GridHeight and GridWidth are the patches of one view, before merging.
	GridTime, GridHeight, GridWidth int
	// Pictures are each view as the scene graph sees it, 8-bit RGB row by row; empty for a bundle without a scene.
	Pictures                    [][]byte
	PictureWidth, PictureHeight int
}

func (v Views) check(description *bundle.Description) error {
	count := len(v.Labels)
	if most := description.Views.Maximum; count < 1 || count > most {
		return fmt.Errorf("%d views; the bundle takes 1 to %d", count, most)
	}
	merge := description.Views.Merge
	if v.GridTime < 1 || v.GridHeight < 1 || v.GridWidth < 1 || v.GridHeight%merge != 0 || v.GridWidth%merge != 0 {
		return fmt.Errorf("a grid of %d × %d × %d patches is not made of groups of %d × %d", v.GridTime, v.GridHeight, v.GridWidth, merge, merge)
	}
	if want := count * v.patches() * rowLength(description); len(v.PixelRows) != want {
		return fmt.Errorf("%d pixel values for %d views, must be %d", len(v.PixelRows), count, want)
	}
	if p := description.Projector; p != nil && v.imageTokens(description) != p.ImageTokens {
		return fmt.Errorf("a view gives %d image tokens and the projector takes %d; views.resize and the cameras' size do not fit the bundle", v.imageTokens(description), p.ImageTokens)
	}
	return v.checkPictures(description)
}

func (v Views) checkPictures(description *bundle.Description) error {
	if description.Scene == nil {
		return nil
	}
	if len(v.Pictures) != len(v.Labels) {
		return fmt.Errorf("%d pictures for the scene of %d views", len(v.Pictures), len(v.Labels))
	}
	if v.PictureWidth != description.Scene.Width || v.PictureHeight < 1 || v.PictureHeight > description.Scene.MaximumHeight {
		return fmt.Errorf("pictures for the scene are %d × %d; the bundle takes %d wide and at most %d high", v.PictureWidth, v.PictureHeight, description.Scene.Width, description.Scene.MaximumHeight)
	}
	for i, picture := range v.Pictures {
		if want := 3 * v.PictureWidth * v.PictureHeight; len(picture) != want {
			return fmt.Errorf("picture %d for the scene has %d bytes, must have %d", i, len(picture), want)
		}
	}
	return nil
}

func (v Views) patches() int { return v.GridTime * v.GridHeight * v.GridWidth }

func (v Views) imageTokens(description *bundle.Description) int {
	return v.patches() / (description.Views.Merge * description.Views.Merge)
}

// rowLength is how many values one patch has.
func rowLength(description *bundle.Description) int {
	views := description.Views
	return 3 * views.Temporal * views.Patch * views.Patch
}
