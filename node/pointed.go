package node

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/reasoning/pointing"
)

const (
	// sectorRadians is how far to either side of a direction points support it.
	sectorRadians = 5 * math.Pi / 180
	// nearShare and nearMetres are how far a supporting point's distance may be from the one that the reply names.
	nearShare, nearMetres = 0.25, 0.5
	leastSupport          = 10
	// groundMetres is up to which height points belong to the ground, if that is known.
	groundMetres = 0.1
)

// point tells an answer, as numbers, where what it names is, if the reply says which way and the scene is in the robot's frame. A distance is
// told if the scene has points that way at about the distance that the reply names.
func (p *placer) point(answer *msgs.SpatialAnswer) {
	if !p.made.metric || answer.Status != msgs.StatusOK {
		return
	}
	place, found := pointing.Find(answer.Question, answer.Answer, answer.Reasoning)
	if !found {
		return
	}
	number := slices.IndexFunc(p.made.cameras, func(c placedCamera) bool { return c.view == place.View })
	if number < 0 {
		return
	}
	camera := &p.made.cameras[number]
	turn := r3.Rotation(camera.pose.Rotation)
	ahead, left := turn.Rotate(r3.Vec{Z: 1}), turn.Rotate(r3.Vec{X: -1})
	way := r3.Add(r3.Scale(math.Cos(place.Left), ahead), r3.Scale(math.Sin(place.Left), left))
	answer.BearingFrame = p.made.header.FrameID
	answer.Bearing = float32(math.Atan2(way.Y, way.X))
	metres, supported := p.support(camera, place)
	if !supported {
		return
	}
	length := math.Hypot(way.X, way.Y)
	x, y := camera.pose.Translation.X+metres*way.X/length, camera.pose.Translation.Y+metres*way.Y/length
	answer.Bearing, answer.Distance = float32(math.Atan2(y, x)), float32(math.Hypot(x, y))
}

// support is the median distance, along the ground, of the scene's points where a reply says that something is.
func (p *placer) support(camera *placedCamera, place pointing.Place) (float64, bool) {
	lowest := math.Inf(-1)
	if p.settings.GroundHeight != nil {
		lowest = *p.settings.GroundHeight + groundMetres
	}
	back := camera.pose.Inverse()
	turn := r3.Rotation(back.Rotation)
	var distances []float64
	for i := range p.made.points {
		point := &p.made.points[i]
		if int(point.View) != camera.view || !(float64(point.Z) >= lowest) {
			continue
		}
		at := r3.Vec{X: float64(point.X), Y: float64(point.Y), Z: float64(point.Z)}
		seen := r3.Add(turn.Rotate(at), back.Translation)
		aside := math.Remainder(math.Atan2(-seen.X, seen.Z)-place.Left, 2*math.Pi)
		far := math.Hypot(at.X-camera.pose.Translation.X, at.Y-camera.pose.Translation.Y)
		if math.Abs(aside) <= sectorRadians && math.Abs(far-place.Metres) <= max(nearMetres, nearShare*place.Metres) {
			distances = append(distances, far)
		}
	}
	if len(distances) < leastSupport {
		return 0, false
	}
	slices.Sort(distances)
	return distances[len(distances)/2], true
}
