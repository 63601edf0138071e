package cloud

import (
	"encoding/binary"
	"math"

	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/camera/lens"
)

const depthBytes = 4

// DepthPicture is a view's depth as its camera would measure it: metres along the optical axis, pixel for pixel of the camera's own picture, as
// little-endian float32; NaN where nothing is known. Which pixel is where is worked out once.
type DepthPicture struct {
	Width, Height int
	Data          []byte

	of                    lens.View
	viewWidth, viewHeight int
	// sources are the view's pixels, -1 for none, and shares the depth along the camera's axis of one along the view's.
	sources []int32
	shares  []float32
}

// Fill takes the depths of a view that stands in metres, but for those that were left out.
func (p *DepthPicture) Fill(view *View, verdicts []Reason, by *lens.View) {
	if p.sources == nil || p.of != *by || p.viewWidth != view.Width || p.viewHeight != view.Height {
		p.find(view, by)
	}
	metres := r3.Norm(view.Axes[2])
	missing := math.Float32bits(float32(math.NaN()))
	for i, source := range p.sources {
		bits := missing
		if source >= 0 && verdicts[source] == kept {
			bits = math.Float32bits(float32(float64(view.Depth[source])*metres) * p.shares[i])
		}
		binary.LittleEndian.PutUint32(p.Data[depthBytes*i:], bits)
	}
}

func (p *DepthPicture) find(view *View, by *lens.View) {
	p.of, p.viewWidth, p.viewHeight = *by, view.Width, view.Height
	p.Width, p.Height = by.Camera.Width, by.Camera.Height
	pixels := p.Width * p.Height
	p.sources, p.shares, p.Data = make([]int32, pixels), make([]float32, pixels), make([]byte, depthBytes*pixels)
	forward := r3.Vec{Z: 1} // the view's axis in the camera's optical frame
	if straight, ok := by.Straight(); ok {
		forward = straight.Axes[2]
	}
	for i := range p.sources {
		p.sources[i] = -1
		x, y, ok := by.FromCamera(float64(i%p.Width), float64(i/p.Width))
		column, row := math.Round(x), math.Round(y)
		if !ok || !(column >= 0 && row >= 0 && column < float64(view.Width) && row < float64(view.Height)) {
			continue
		}
		ray, ok := by.Camera.Ray(float64(i%p.Width), float64(i/p.Width))
		if along := r3.Dot(ray, forward); ok && along > 0 && ray.Z > 0 {
			p.sources[i], p.shares[i] = int32(row)*int32(view.Width)+int32(column), float32(ray.Z/along)
		}
	}
}
