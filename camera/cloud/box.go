package cloud

import (
	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/camera/rigid"
)

// Box is a part of the robot that its cameras see: what lies in it is left out.
type Box struct {
	// BoxFromCloud takes the cloud's points into the frame of the box.
	BoxFromCloud     rigid.Transform
	Minimum, Maximum r3.Vec
}

// box is a Box with the rows of its transform.
type box struct {
	rows             [3]r3.Vec
	shift            r3.Vec
	minimum, maximum r3.Vec
}

func (b Box) prepare() box {
	turn := r3.Rotation(b.BoxFromCloud.Inverse().Rotation) // the box's axes in the cloud's frame are the rows of box-from-cloud
	return box{rows: [3]r3.Vec{turn.Rotate(r3.Vec{X: 1}), turn.Rotate(r3.Vec{Y: 1}), turn.Rotate(r3.Vec{Z: 1})},
		shift: b.BoxFromCloud.Translation, minimum: b.Minimum, maximum: b.Maximum}
}

func (b *box) holds(p r3.Vec) bool {
	x, y, z := r3.Dot(b.rows[0], p)+b.shift.X, r3.Dot(b.rows[1], p)+b.shift.Y, r3.Dot(b.rows[2], p)+b.shift.Z
	return x >= b.minimum.X && x <= b.maximum.X && y >= b.minimum.Y && y <= b.maximum.Y && z >= b.minimum.Z && z <= b.maximum.Z
}
