// Package made has what benchmarks of the engine ask about: views that are made up, and questions of a file.
package made

import (
	"strconv"

	"github.com/thinker3d/thinker3d/reasoning"
	"github.com/thinker3d/thinker3d/reasoning/bundle"
)

// Views makes up views of the bundle's size; what they show does not change how long anything takes.
func Views(description bundle.Description, count int) reasoning.Views {
	spec := description.Views
	side := spec.Patch * spec.Merge
	made := reasoning.Views{GridTime: 1, GridHeight: spec.Merge, GridWidth: spec.Merge}
	if r := spec.Resize; r != nil {
		made.GridHeight, made.GridWidth = (r.Height+side/2)/side*spec.Merge, (r.Width+side/2)/side*spec.Merge
	}
	length := 3 * spec.Temporal * spec.Patch * spec.Patch * made.GridHeight * made.GridWidth
	for i := range count {
		made.Labels = append(made.Labels, "camera"+strconv.Itoa(i+1))
		for at := range length {
			made.PixelRows = append(made.PixelRows, float32((at*(i+3))%97)/48-1)
		}
		if s := description.Scene; s != nil {
			made.PictureWidth, made.PictureHeight = s.Width, s.MaximumHeight
			picture := make([]byte, 3*s.Width*s.MaximumHeight)
			for at := range picture {
				picture[at] = byte(at * (i + 1) / 7)
			}
			made.Pictures = append(made.Pictures, picture)
		}
	}
	return made
}
