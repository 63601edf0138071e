package cloud

import "math"

// Point is one pixel's point in the cloud's frame; a pixel that was left out of an organised cloud has no place (NaN).
type Point struct {
	X, Y, Z    float32
	R, G, B    uint8
	View       uint8
	Confidence float32
}

func (p *Point) removed() bool { return p.X != p.X }

func (p *Point) remove() {
	nan := float32(math.NaN())
	p.X, p.Y, p.Z = nan, nan, nan
}
