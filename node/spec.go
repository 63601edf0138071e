package node

import (
	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/reasoning/bundle"
)

// pixelSpec says to the camera what the bundle says about its pictures.
func pixelSpec(d bundle.Description) pixels.Spec {
	v := d.Views
	spec := pixels.Spec{
		Resampling: pixels.Resampling(v.Resampling),
		Patch:      v.Patch, Merge: v.Merge, Temporal: v.Temporal,
		MinPixels: v.MinPixels, MaxPixels: v.MaxPixels,
		Mean: v.Mean, Std: v.Std,
	}
	if v.Resize != nil {
		spec.Resize = &pixels.SizeSpec{Width: v.Resize.Width, Height: v.Resize.Height, Resampling: pixels.Resampling(v.Resize.Resampling)}
	}
	if s := d.Scene; s != nil {
		spec.Scene = &pixels.SceneSpec{Width: s.Width, MaximumHeight: s.MaximumHeight, Patch: s.Patch, Resampling: pixels.Resampling(s.Resampling)}
	}
	return spec
}
