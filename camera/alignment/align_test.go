package alignment

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/camera/rigid"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

const degree = math.Pi / 180

func vector(r *rand.Rand, size float64) r3.Vec {
	return r3.Scale(size, r3.Vec{X: r.NormFloat64(), Y: r.NormFloat64(), Z: r.NormFloat64()})
}

func turn(r *rand.Rand, radians float64) quat.Number {
	return quat.Number(r3.NewRotation(radians, r3.Unit(vector(r, 1))))
}

// truth is a similarity as any imagined scene might need it.
func truth(r *rand.Rand) Similarity {
	return Similarity{Rotation: turn(r, r.Float64()*math.Pi), Scale: math.Exp(r.NormFloat64()), Translation: vector(r, 3)}
}

// imagined are the views of cameras in the robot's frame as a scene would have them, with errors in radians and metres.
func imagined(r *rand.Rand, cameras []rigid.Transform, want Similarity, radians, metres float64) []View {
	views := make([]View, len(cameras))
	back := quat.Conj(want.Rotation)
	for i, camera := range cameras {
		centre := r3.Add(camera.Translation, vector(r, metres/math.Sqrt(3)))
		views[i] = View{BaseFromCamera: camera, Weight: 1, SceneFromCamera: rigid.Transform{
			Rotation:    quat.Mul(quat.Mul(back, turn(r, radians*r.NormFloat64())), camera.Rotation),
			Translation: r3.Rotation(back).Rotate(r3.Scale(1/want.Scale, r3.Sub(centre, want.Translation))),
		}}
	}
	return views
}

// ring are cameras on a circle that look outwards.
func ring(count int, radius float64) []rigid.Transform {
	cameras := make([]rigid.Transform, count)
	for i := range cameras {
		angle := 2 * math.Pi * float64(i) / float64(count)
		cameras[i] = rigid.Transform{Rotation: quat.Number(r3.NewRotation(angle, r3.Vec{Z: 1})), Translation: r3.Vec{X: radius * math.Cos(angle), Y: radius * math.Sin(angle), Z: 1.2}}
	}
	return cameras
}

// row are cameras on a line that look the same way.
func row(count int, step float64) []rigid.Transform {
	cameras := make([]rigid.Transform, count)
	for i := range cameras {
		cameras[i] = rigid.Transform{Rotation: quat.Number{Real: 1}, Translation: r3.Vec{Y: step * float64(i)}}
	}
	return cameras
}

// errorsOf are the errors of a similarity: of the scale as a share, of the rotation in degrees, and of a point in the middle of the rig in metres.
func errorsOf(found, want Similarity, views []View) (scale, rotation, metres float64) {
	centre := middle(views, sceneCentre)
	return math.Abs(found.Scale/want.Scale - 1), rigid.Angle(quat.Mul(found.Rotation, quat.Conj(want.Rotation))) / degree,
		r3.Norm(r3.Sub(found.Apply(centre), want.Apply(centre)))
}

func TestAlignFindsTheSimilarity(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for name, cameras := range map[string][]rigid.Transform{
		"around a room": ring(4, 2), "on a robot": ring(6, 0.3), "a pair": row(2, 0.12), "a row, on one line": row(5, 0.5),
	} {
		for range 50 {
			want := truth(r)
			views := imagined(r, cameras, want, 0, 0)
			found, err := Align(views, DefaultLimits())
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if scale, rotation, metres := errorsOf(found.BaseFromScene, want, views); scale > 1e-9 || rotation > 1e-5 || metres > 1e-9 {
				t.Fatalf("%s: scale %g, rotation %g°, %g m off", name, scale, rotation, metres)
			}
			for i, left := range found.Residuals {
				if left.Outlier || left.CentreMetres > 1e-9 || left.RotationRadians > 1e-7 {
					t.Fatalf("%s: view %d has %+v left", name, i, left)
				}
			}
		}
	}
}

// TestAlignUnderNoise wants the accuracy that the project promises for cameras around a room: 1 %, half a degree, 2 cm in the median.
func TestAlignUnderNoise(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const runs = 200
	inside := 0
	for range runs {
		want := truth(r)
		views := imagined(r, ring(6, 2), want, 0.5*degree, 0.02)
		found, err := Align(views, DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		if scale, rotation, metres := errorsOf(found.BaseFromScene, want, views); scale < 0.01 && rotation < 0.5 && metres < 0.02 {
			inside++
		}
	}
	if inside < runs*9/10 {
		t.Errorf("%d of %d are within 1 %%, 0.5° and 2 cm", inside, runs)
	}
}

func TestAlignLeavesOutliersOut(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 50 {
		want := truth(r)
		views := imagined(r, ring(6, 2), want, 0.2*degree, 0.005)
		views[1].SceneFromCamera.Rotation = quat.Mul(turn(r, 90*degree), views[1].SceneFromCamera.Rotation)
		views[4].SceneFromCamera.Translation = r3.Add(views[4].SceneFromCamera.Translation, r3.Scale(2/want.Scale, r3.Unit(vector(r, 1))))
		found, err := Align(views, DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		for i, left := range found.Residuals {
			if left.Outlier != (i == 1 || i == 4) {
				t.Errorf("view %d: %+v", i, left)
			}
		}
		if scale, rotation, _ := errorsOf(found.BaseFromScene, want, views); scale > 0.01 || rotation > 0.5 {
			t.Errorf("scale %g, rotation %g° off", scale, rotation)
		}
	}
}

// TestOutliersDoNotMoveTheMiddle has a camera that is turned and far off among some whose centres contradict the rig.
func TestOutliersDoNotMoveTheMiddle(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	for range 50 {
		want := truth(r)
		views := imagined(r, ring(5, 0.15), want, 0, 0.2)
		views[2].SceneFromCamera.Rotation = quat.Mul(turn(r, 40*degree), views[2].SceneFromCamera.Rotation)
		views[2].SceneFromCamera.Translation = r3.Add(views[2].SceneFromCamera.Translation, r3.Scale(2/want.Scale, r3.Unit(vector(r, 1))))
		found, err := Align(views, DefaultLimits())
		right := pick(views, agreed(views, DefaultLimits()))
		if off := r3.Norm(r3.Sub(found.BaseFromScene.Apply(middle(right, sceneCentre)), middle(right, baseCentre))); errors.Is(err, ErrNoBaseline) && off > 1e-9 {
			t.Fatalf("the middle of the others is %g m off", off)
		}
	}
}

func TestASurerViewCountsMore(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	want := truth(r)
	views := imagined(r, ring(4, 1), want, 0, 0)
	views[0].SceneFromCamera.Rotation = quat.Mul(turn(r, 5*degree), views[0].SceneFromCamera.Rotation)
	equal, _ := Align(views, DefaultLimits())
	views[0].Weight = 1e-3
	unsure, _ := Align(views, DefaultLimits())
	_, before, _ := errorsOf(equal.BaseFromScene, want, views)
	_, after, _ := errorsOf(unsure.BaseFromScene, want, views)
	if after > before/10 {
		t.Errorf("%g° off, and %g° where the wrong view weighs a thousandth", before, after)
	}
}

func TestAlignSaysWhatGivesNoScale(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	want := truth(r)
	turning := ring(4, 0)
	scattered := imagined(r, ring(4, 1), want, 0, 0)
	contrary := imagined(r, ring(4, 1), want, 0, 0)
	for i := range contrary { // the centres are on the other side of what the cameras look at
		contrary[i].SceneFromCamera.Translation = r3.Scale(-1, contrary[i].SceneFromCamera.Translation)
	}
	for i := range scattered {
		scattered[i].BaseFromCamera.Translation = r3.Vec{Z: 1}
	}
	for name, views := range map[string][]View{"one camera": imagined(r, ring(1, 1), want, 0, 0), "a camera that turns": imagined(r, turning, want, 0, 0), "centres that the rig does not have": scattered, "contradicting centres": contrary} {
		found, err := Align(views, DefaultLimits())
		if !errors.Is(err, ErrNoBaseline) {
			t.Fatalf("%s: %v", name, err)
		}
		if _, rotation, _ := errorsOf(found.BaseFromScene, want, views); rotation > 1e-5 || found.BaseFromScene.Scale != 1 {
			t.Errorf("%s: rotation %g° off, scale %g", name, rotation, found.BaseFromScene.Scale)
		}
	}
}

// TestAlignSaysWhatContradicts has views of which most are wrong, and centres that are as far off as the rig is large.
func TestAlignSaysWhatContradicts(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	for range 50 {
		want := truth(r)
		views := imagined(r, ring(5, 1), want, 0, 0)
		for i := range 3 {
			views[i].SceneFromCamera.Rotation = quat.Mul(turn(r, 120*degree), views[i].SceneFromCamera.Rotation)
		}
		if _, err := Align(views, DefaultLimits()); !errors.Is(err, ErrNoAgreement) {
			t.Errorf("3 of 5 views are turned: %v", err)
		}
		two := imagined(r, ring(2, 1), want, 0, 0)
		two[0].SceneFromCamera.Rotation = quat.Mul(turn(r, 60*degree), two[0].SceneFromCamera.Rotation)
		if _, err := Align(two, DefaultLimits()); !errors.Is(err, ErrNoAgreement) {
			t.Errorf("1 of 2 views is turned: %v", err)
		}
		views = imagined(r, ring(4, 0.12), want, 1*degree, 0.2)
		found, err := Align(views, DefaultLimits())
		if _, rotation, _ := errorsOf(found.BaseFromScene, want, views); !errors.Is(err, ErrNoBaseline) || rotation > 3 || found.BaseFromScene.Scale != 1 {
			t.Errorf("the centres are 20 cm off: rotation %g° off, scale %g, %v", rotation, found.BaseFromScene.Scale, err)
		}
	}
}

func TestAlignRefuses(t *testing.T) {
	one := View{BaseFromCamera: rigid.Identity(), SceneFromCamera: rigid.Identity(), Weight: 1}
	unsure, nowhere := one, one
	unsure.Weight = math.NaN()
	nowhere.SceneFromCamera.Rotation = quat.Number{Real: math.NaN()}
	for want, views := range map[string][]View{"no view": {}, "view 1 has the weight NaN": {one, unsure}, "not finite": {one, nowhere}} {
		if _, err := Align(views, DefaultLimits()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want one with %q", err, want)
		}
	}
}

func TestRescaleKeepsTheRigsMiddle(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	want := truth(r)
	views := imagined(r, ring(4, 0), want, 0, 0)
	found, _ := Align(views, DefaultLimits())
	scaled := found.BaseFromScene.Rescale(views, want.Scale)
	for range 10 {
		point := vector(r, 5)
		if off := r3.Norm(r3.Sub(scaled.Apply(point), want.Apply(point))); off > 1e-6 {
			t.Fatalf("a point is %g m off", off)
		}
	}
}
