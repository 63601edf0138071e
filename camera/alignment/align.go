package alignment

import (
	"errors"
	"fmt"
	"math"

	"github.com/thinker3d/thinker3d/camera/rigid"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// View is one camera: where the robot has it, and where the scene was imagined from. Its weight is how sure that is, above 0.
type View struct {
	BaseFromCamera, SceneFromCamera rigid.Transform
	Weight                          float64
}

// Limits say which views agree, and from what on a rig has a baseline.
type Limits struct {
	RotationRadians float64 // a view turned further from the others' agreement is an outlier
	CentreShare     float64 // likewise one whose centre is further off, as a share of the rig's size, and than three times UsualMetres
	BaselineMetres  float64 // the least root-mean-square distance of the centres from their middle that gives a scale
	// What an imagined camera is usually off by. The smaller a rig, the less its centres say about its orientation.
	UsualRadians, UsualMetres float64
}

// DefaultLimits suit a rig on one robot.
func DefaultLimits() Limits {
	return Limits{RotationRadians: 15 * math.Pi / 180, CentreShare: 0.25, BaselineMetres: 0.03, UsualRadians: math.Pi / 180, UsualMetres: 0.02}
}

// Residual is how far a view is from where the alignment has it.
type Residual struct {
	RotationRadians, CentreMetres float64
	Outlier                       bool
}

// Alignment is the similarity with what is left over, a residual for each view.
type Alignment struct {
	BaseFromScene Similarity
	Residuals     []Residual
}

// ErrNoBaseline is returned when the cameras stand too near to each other, in the rig or as imagined, to give a scale.
var ErrNoBaseline = errors.New("the cameras are too near to each other to give a scale")

// ErrNoAgreement is returned when the cameras are imagined otherwise than the rig has them: less than half of their weight agrees on a rotation.
var ErrNoAgreement = errors.New("the cameras are imagined otherwise than the rig has them")

// Align finds the similarity on which the most weight of the views agrees. The rotation comes from the cameras' orientations and
// centres together, so that centres on one line, of which orientation about it cannot be told, do no harm.
//
// One view gives a rotation and no scale. Of three and more, every pair is tried as if it were right, and what agrees with the best-liked one is
// fitted. Centres give no scale if half of the weight does not agree on them, or if they are further off than their share of the rig's size (root mean square).
// With ErrNoBaseline the alignment is right but for its scale, which is 1, and its translation, which puts the middle of the cameras that agree on where the rig has it.
func Align(views []View, limits Limits) (Alignment, error) {
	if err := check(views); err != nil {
		return Alignment{}, err
	}
	chosen := everyView(len(views))
	if len(views) > 2 { // of two nobody can say which is wrong
		chosen = agreed(views, limits)
	}
	found, err := fit(pick(views, chosen), limits)
	if err != nil && !errors.Is(err, ErrNoBaseline) {
		return Alignment{}, err
	}
	left := residuals(views, found, limits, err == nil)
	if agree, all := agreeing(views, left); err == nil && (2*agree <= all || centresOff(views, chosen, left) > limits.CentreShare*spread(views, baseCentre, middle(views, baseCentre))) {
		found, err = found.Rescale(pick(views, chosen), 1), ErrNoBaseline
		left = residuals(views, found, limits, false)
	}
	if agree, all := agreeing(views, left); errors.Is(err, ErrNoBaseline) && 2*agree < all {
		err = ErrNoAgreement
	}
	return Alignment{BaseFromScene: found, Residuals: left}, err
}

// centresOff is the weighted root-mean-square of what is left of some views' centres.
func centresOff(views []View, chosen []int, left []Residual) float64 {
	var sum, weight float64
	for _, i := range chosen {
		sum, weight = sum+views[i].Weight*left[i].CentreMetres*left[i].CentreMetres, weight+views[i].Weight
	}
	return math.Sqrt(sum / weight)
}

// agreeing is the weight of the views that are no outliers, and of all.
func agreeing(views []View, left []Residual) (agree, all float64) {
	for i, view := range views {
		if all += view.Weight; !left[i].Outlier {
			agree += view.Weight
		}
	}
	return agree, all
}

func check(views []View) error {
	if len(views) == 0 {
		return errors.New("align a scene: no view's pose is known")
	}
	for i, view := range views {
		if !(view.Weight > 0) || math.IsInf(view.Weight, 0) {
			return fmt.Errorf("align a scene: view %d has the weight %g", i, view.Weight)
		}
	}
	return nil
}

// agreed are the views that agree with the pair that most weight agrees with.
func agreed(views []View, limits Limits) []int {
	best, most := everyView(len(views)), 0.0
	for i := range views {
		for j := range i {
			found, err := fit([]View{views[i], views[j]}, limits)
			if err != nil && !errors.Is(err, ErrNoBaseline) {
				continue
			}
			inside, weight := []int{}, 0.0
			for k, left := range residuals(views, found, limits, err == nil) {
				if !left.Outlier {
					inside, weight = append(inside, k), weight+views[k].Weight
				}
			}
			if len(inside) >= 2 && weight > most {
				best, most = inside, weight
			}
		}
	}
	return best
}

// centresTell is how much the directions between the centres of a rig of some size count beside an orientation: by the variances of both, at most as much.
func (l Limits) centresTell(size float64) float64 {
	if l.UsualMetres == 0 {
		return 1
	}
	share := l.UsualRadians * size / l.UsualMetres
	return min(1, share*share)
}

// fit is the weighted least-squares similarity, after Umeyama (1991) with orientations beside the centres.
func fit(views []View, limits Limits) (Similarity, error) {
	base, scene := middle(views, baseCentre), middle(views, sceneCentre)
	size, imagined := spread(views, baseCentre, base), spread(views, sceneCentre, scene)
	flat := size < limits.BaselineMetres || imagined < 1e-6
	covariance, told := mat.NewDense(3, 3, nil), limits.centresTell(size)
	for _, view := range views {
		turn := quat.Mul(view.BaseFromCamera.Rotation, quat.Conj(view.SceneFromCamera.Rotation))
		addRotation(covariance, turn, view.Weight)
		if !flat {
			a, b := r3.Scale(1/size, r3.Sub(baseCentre(view), base)), r3.Scale(1/imagined, r3.Sub(sceneCentre(view), scene))
			addOuter(covariance, a, b, told*view.Weight)
		}
	}
	rotation, err := nearestRotation(covariance)
	if err != nil {
		return Similarity{}, err
	}
	found := Similarity{Rotation: rotation, Scale: 1}
	if !flat {
		found.Scale = scaleOf(views, rotation, base, scene)
		flat = !(found.Scale > 0) // the centres contradict the orientations
	}
	if flat {
		return found.Rescale(views, 1), ErrNoBaseline
	}
	found = found.Rescale(views, found.Scale)
	if !found.finite() {
		return found, errors.New("align a scene: the result is not finite")
	}
	return found, nil
}

// Rescale gives the alignment another scale, from whatever tells it: the middle of the cameras stays on that of the rig.
func (s Similarity) Rescale(views []View, scale float64) Similarity {
	base, scene := middle(views, baseCentre), middle(views, sceneCentre)
	s.Scale = scale
	s.Translation = r3.Sub(base, r3.Scale(scale, r3.Rotation(s.Rotation).Rotate(scene)))
	return s
}

// scaleOf is the least-squares scale of the turned centres.
func scaleOf(views []View, rotation quat.Number, base, scene r3.Vec) float64 {
	var both, own float64
	for _, view := range views {
		a, b := r3.Sub(baseCentre(view), base), r3.Rotation(rotation).Rotate(r3.Sub(sceneCentre(view), scene))
		both += view.Weight * r3.Dot(a, b)
		own += view.Weight * r3.Norm2(b)
	}
	return both / own
}

func residuals(views []View, found Similarity, limits Limits, scaled bool) []Residual {
	furthest := max(limits.CentreShare*spread(views, baseCentre, middle(views, baseCentre)), 3*limits.UsualMetres)
	left := make([]Residual, len(views))
	for i, view := range views {
		at := found.Pose(view.SceneFromCamera)
		left[i] = Residual{
			RotationRadians: rigid.Angle(quat.Mul(view.BaseFromCamera.Rotation, quat.Conj(at.Rotation))),
			CentreMetres:    r3.Norm(r3.Sub(at.Translation, baseCentre(view))),
		}
		left[i].Outlier = left[i].RotationRadians > limits.RotationRadians || scaled && left[i].CentreMetres > furthest
	}
	return left
}

func baseCentre(view View) r3.Vec  { return view.BaseFromCamera.Translation }
func sceneCentre(view View) r3.Vec { return view.SceneFromCamera.Translation }

// middle is the weighted mean of the centres.
func middle(views []View, centre func(View) r3.Vec) r3.Vec {
	var sum r3.Vec
	var weight float64
	for _, view := range views {
		sum, weight = r3.Add(sum, r3.Scale(view.Weight, centre(view))), weight+view.Weight
	}
	return r3.Scale(1/weight, sum)
}

// spread is the weighted root-mean-square distance of the centres from their middle.
func spread(views []View, centre func(View) r3.Vec, middle r3.Vec) float64 {
	var sum, weight float64
	for _, view := range views {
		sum, weight = sum+view.Weight*r3.Norm2(r3.Sub(centre(view), middle)), weight+view.Weight
	}
	return math.Sqrt(sum / weight)
}

func everyView(count int) []int {
	all := make([]int, count)
	for i := range all {
		all[i] = i
	}
	return all
}

func pick(views []View, chosen []int) []View {
	some := make([]View, len(chosen))
	for i, k := range chosen {
		some[i] = views[k]
	}
	return some
}
