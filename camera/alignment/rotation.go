package alignment

import (
	"errors"
	"math"

	"github.com/thinker3d/thinker3d/camera/rigid"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// addRotation adds weight times a rotation's matrix.
func addRotation(sum *mat.Dense, rotation quat.Number, weight float64) {
	for column, axis := range []r3.Vec{{X: 1}, {Y: 1}, {Z: 1}} {
		to := r3.Rotation(rotation).Rotate(axis)
		for row, value := range []float64{to.X, to.Y, to.Z} {
			sum.Set(row, column, sum.At(row, column)+weight*value)
		}
	}
}

// addOuter adds weight · a bᵀ.
func addOuter(sum *mat.Dense, a, b r3.Vec, weight float64) {
	for row, x := range []float64{a.X, a.Y, a.Z} {
		for column, y := range []float64{b.X, b.Y, b.Z} {
			sum.Set(row, column, sum.At(row, column)+weight*x*y)
		}
	}
}

// nearestRotation maximises the trace of its transpose times the matrix (Kabsch 1976, with Umeyama's sign).
func nearestRotation(matrix *mat.Dense) (quat.Number, error) {
	var svd mat.SVD
	if !svd.Factorize(matrix, mat.SVDFull) {
		return quat.Number{}, errors.New("align a scene: its cameras' orientations are not finite")
	}
	var u, v, product mat.Dense
	svd.UTo(&u)
	svd.VTo(&v)
	sign := mat.NewDiagDense(3, []float64{1, 1, math.Copysign(1, mat.Det(&u)*mat.Det(&v))})
	product.Mul(&u, sign)
	product.Mul(&product, v.T())
	var rotation [3][3]float64
	for row := range rotation {
		for column := range rotation[row] {
			rotation[row][column] = product.At(row, column)
		}
	}
	return rigid.RotationOf(rotation), nil
}
