package pixels

import (
	"errors"
	"fmt"
)

const (
	maximumPatch    = 256
	maximumMerge    = 16
	maximumTemporal = 16
)

// Spec is what a model bundle says about its pictures.
type Spec struct {
	// Resize is the size that every picture is brought to first; nil keeps the camera's own.
	Resize *SizeSpec
	// Resampling is that of the step to whole patches.
	Resampling Resampling
	// Patch is the side of a patch in pixels, Merge the side of a merge group in patches, Temporal how often a still
	// picture is repeated.
	Patch, Merge, Temporal int
	// MinPixels and MaxPixels bound the picture after the step to whole patches.
	MinPixels, MaxPixels int
	// Mean and Std normalise red, green and blue in 0…1.
	Mean, Std [3]float64
	// Scene is what the geometry model sees; nil makes no scene pictures.
	Scene *SceneSpec
}

// SizeSpec is a fixed size and the filter that leads to it.
type SizeSpec struct {
	Width, Height int
	Resampling    Resampling
}

// SceneSpec is the geometry model's picture: a width, a height in whole patches, and where that is cut.
type SceneSpec struct {
	Width, MaximumHeight, Patch int
	Resampling                  Resampling
}

// RowLength is the number of numbers in a pixel row.
func (s Spec) RowLength() int { return channels * s.Temporal * s.Patch * s.Patch }

func (s Spec) check() error {
	var problems []error
	refuse := func(bad bool, format string, values ...any) {
		if bad {
			problems = append(problems, fmt.Errorf(format, values...))
		}
	}
	refuse(s.Patch < 1 || s.Patch > maximumPatch, "patch %d: must be 1 to %d", s.Patch, maximumPatch)
	refuse(s.Merge < 1 || s.Merge > maximumMerge, "merge %d: must be 1 to %d", s.Merge, maximumMerge)
	refuse(s.Temporal < 1 || s.Temporal > maximumTemporal, "temporal %d: must be 1 to %d", s.Temporal, maximumTemporal)
	refuse(s.MinPixels < 1 || s.MaxPixels < s.MinPixels || s.MaxPixels > MaximumPixels,
		"min_pixels %d and max_pixels %d: must be 1 to %d in this order", s.MinPixels, s.MaxPixels, MaximumPixels)
	for i, std := range s.Std {
		refuse(!(std > 0), "std[%d] %g: must be above 0", i, std)
	}
	problems = append(problems, s.Resampling.check())
	if s.Resize != nil {
		problems = append(problems, CheckSize(s.Resize.Width, s.Resize.Height), s.Resize.Resampling.check())
	}
	if s.Scene != nil {
		problems = append(problems, s.Scene.check())
	}
	if err := errors.Join(problems...); err != nil {
		return fmt.Errorf("view pixels: %w", err)
	}
	return nil
}

func (s SceneSpec) check() error {
	if s.Patch < 1 || s.Patch > maximumPatch || s.Width < s.Patch || s.MaximumHeight < s.Patch {
		return fmt.Errorf("scene picture %d×%d of patch %d: must hold a patch", s.Width, s.MaximumHeight, s.Patch)
	}
	return errors.Join(CheckSize(s.Width, s.MaximumHeight), s.Resampling.check())
}
