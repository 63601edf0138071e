// Package rigid moves points between frames of the robot.
package rigid

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// unitTolerance is how far from 1 the length of a rotation's quaternion may be; what is nearer is made exact.
const unitTolerance = 0.1

// Transform takes points of one frame into another: first rotated, then moved, in metres. The name of a value says the frames,
// as baseFromCamera. Its rotation is of length 1; the zero value is none, Identity is.
type Transform struct {
	Rotation    quat.Number
	Translation r3.Vec
}

// Identity leaves points as they are.
func Identity() Transform { return Transform{Rotation: quat.Number{Real: 1}} }

// New makes the rotation's length exact; it refuses what is not finite and what is no rotation.
func New(rotation quat.Number, translation r3.Vec) (Transform, error) {
	length := quat.Abs(rotation)
	if math.IsNaN(length) || math.Abs(length-1) > unitTolerance {
		return Transform{}, errors.New("its quaternion is no rotation: its length is not 1")
	}
	if sum := translation.X + translation.Y + translation.Z; math.IsNaN(sum) || math.IsInf(sum, 0) {
		return Transform{}, errors.New("its translation is not finite")
	}
	return Transform{Rotation: quat.Scale(1/length, rotation), Translation: translation}, nil
}

// Apply moves a point.
func (t Transform) Apply(point r3.Vec) r3.Vec {
	return r3.Add(r3.Rotation(t.Rotation).Rotate(point), t.Translation)
}

// After is t after first: aFromB.After(bFromC) is aFromC.
func (t Transform) After(first Transform) Transform {
	return Transform{Rotation: quat.Mul(t.Rotation, first.Rotation), Translation: t.Apply(first.Translation)}
}

// Inverse is bFromA of aFromB.
func (t Transform) Inverse() Transform {
	back := quat.Conj(t.Rotation)
	return Transform{Rotation: back, Translation: r3.Scale(-1, r3.Rotation(back).Rotate(t.Translation))}
}

// Between is the transform at a share 0 to 1 of the way from t to next: at an even pace along the line, and around one axis the short way.
func (t Transform) Between(next Transform, share float64) Transform {
	turn := quat.Mul(next.Rotation, quat.Conj(t.Rotation))
	if turn.Real < 0 {
		turn = quat.Scale(-1, turn)
	}
	moved := r3.Add(r3.Scale(1-share, t.Translation), r3.Scale(share, next.Translation))
	return Transform{Rotation: quat.Mul(quat.PowReal(turn, share), t.Rotation), Translation: moved}
}

// FromRPY is the rotation by angles in radians about the fixed axes x, y and z in turn, as URDF's rpy.
func FromRPY(roll, pitch, yaw float64) quat.Number {
	turn := quat.Mul(quat.Number(r3.NewRotation(pitch, r3.Vec{Y: 1})), quat.Number(r3.NewRotation(roll, r3.Vec{X: 1})))
	return quat.Mul(quat.Number(r3.NewRotation(yaw, r3.Vec{Z: 1})), turn)
}

// Angle is by how much a rotation turns, in radians, 0 to π.
func Angle(rotation quat.Number) float64 {
	return 2 * math.Atan2(math.Sqrt(rotation.Imag*rotation.Imag+rotation.Jmag*rotation.Jmag+rotation.Kmag*rotation.Kmag), math.Abs(rotation.Real))
}

// RotationOf is a rotation matrix, row by row, as a quaternion. It takes the largest component first (Shepperd 1978), so that no small number is
// divided by.
func RotationOf(r [3][3]float64) quat.Number {
	x, y, z := r[0][0], r[1][1], r[2][2]
	trace := x + y + z
	var q quat.Number
	switch {
	case trace >= max(x, y, z):
		q = quat.Number{Real: 1 + trace, Imag: r[2][1] - r[1][2], Jmag: r[0][2] - r[2][0], Kmag: r[1][0] - r[0][1]}
	case x >= max(y, z):
		q = quat.Number{Real: r[2][1] - r[1][2], Imag: 1 + x - y - z, Jmag: r[0][1] + r[1][0], Kmag: r[0][2] + r[2][0]}
	case y >= z:
		q = quat.Number{Real: r[0][2] - r[2][0], Imag: r[0][1] + r[1][0], Jmag: 1 + y - x - z, Kmag: r[1][2] + r[2][1]}
	default:
		q = quat.Number{Real: r[1][0] - r[0][1], Imag: r[0][2] + r[2][0], Jmag: r[1][2] + r[2][1], Kmag: 1 + z - x - y}
	}
	return quat.Scale(1/quat.Abs(q), q)
}
