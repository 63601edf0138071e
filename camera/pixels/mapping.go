package pixels

// Mapping leads from a scene picture's pixels to those of the picture that the camera gave. Pixel (0, 0) is the centre
// of the first pixel; source = (scene + 0.5) × scale + offset − 0.5 in each direction.
type Mapping struct {
	ScaleX, ScaleY   float64
	OffsetX, OffsetY float64
}

// ToSource leads a scene picture's pixel to the camera's picture.
func (m Mapping) ToSource(x, y float64) (float64, float64) {
	return (x+0.5)*m.ScaleX + m.OffsetX - 0.5, (y+0.5)*m.ScaleY + m.OffsetY - 0.5
}

// FromSource leads a pixel of the camera's picture to the scene picture, perhaps outside it.
func (m Mapping) FromSource(x, y float64) (float64, float64) {
	return (x+0.5-m.OffsetX)/m.ScaleX - 0.5, (y+0.5-m.OffsetY)/m.ScaleY - 0.5
}

// sceneMapping is the mapping of a scene picture made by r of a picture that was width×height to begin with.
func sceneMapping(r resize, width, height int) Mapping {
	scaleY := float64(height) / float64(r.toHeight)
	return Mapping{
		ScaleX: float64(width) / float64(r.toWidth), ScaleY: scaleY,
		OffsetY: float64(r.cutTop) * scaleY,
	}
}
