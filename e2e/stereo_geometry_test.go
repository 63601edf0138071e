package e2e

import (
	"errors"
	"image"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gocv.io/x/gocv"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/camera/alignment"
	"github.com/thinker3d/thinker3d/camera/lens"
	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/camera/rigid"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/topics/bag"
)

const (
	boardAcross, boardDown = 9, 6  // inner corners
	squareMetres           = 0.025 // of the board, as opencv-doc's left_intrinsics.yml says
)

// stereoSide is one camera of the recorded pair: its calibration, its lens and that of its straightened picture, and its pictures.
type stereoSide struct {
	raw, straight lens.Lens
	pictures      []pixels.Picture
}

// stereoRig is the pair; leftFromRight is what /tf_static tells.
type stereoRig struct {
	sides         map[string]*stereoSide
	leftFromRight rigid.Transform
}

func readStereo(t *testing.T, path string) stereoRig {
	t.Helper()
	reader, err := bag.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	rig := stereoRig{sides: map[string]*stereoSide{"left": {}, "right": {}}}
	for {
		received, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return rig
		}
		if err == nil {
			err = rig.take(received.Topic, received.Data)
			received.Release()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func (r *stereoRig) take(topic string, data []byte) error {
	if topic == "/tf_static" {
		return r.takeTransforms(data)
	}
	for name, side := range r.sides {
		switch topic {
		case "/stereo/" + name + "/camera_info":
			var info msgs.CameraInfo
			err := cdr.For[msgs.CameraInfo]().Unmarshal(data, &info)
			var rawErr, straightErr error
			side.raw, rawErr = lens.Raw(&info)
			side.straight, straightErr = lens.Straightened(&info)
			return errors.Join(err, rawErr, straightErr)
		case "/stereo/" + name + "/image_raw/compressed":
			var message msgs.CompressedImage
			err := cdr.For[msgs.CompressedImage]().Unmarshal(data, &message)
			var decoder camera.Decoder
			side.pictures = append(side.pictures, pixels.Picture{})
			return errors.Join(err, decoder.Compressed(&message, &side.pictures[len(side.pictures)-1]))
		}
	}
	return nil
}

func (r *stereoRig) takeTransforms(data []byte) error {
	var message msgs.TFMessage
	if err := cdr.For[msgs.TFMessage]().Unmarshal(data, &message); err != nil {
		return err
	}
	for _, one := range message.Transforms {
		if one.ChildFrameID == "stereo_right_optical_frame" {
			q, at := one.Transform.Rotation, one.Transform.Translation
			var err error
			r.leftFromRight, err = rigid.New(quat.Number{Real: q.W, Imag: q.X, Jmag: q.Y, Kmag: q.Z}, r3.Vec{X: at.X, Y: at.Y, Z: at.Z})
			return err
		}
	}
	return errors.New("/tf_static does not tell of the right camera")
}

// corners are the board's, by OpenCV, in a picture.
func corners(t *testing.T, picture *pixels.Picture, window int) [][2]float64 {
	t.Helper()
	colours, err := gocv.NewMatFromBytes(picture.Height, picture.Width, gocv.MatTypeCV8UC3, slices.Clone(picture.Pixels))
	if err != nil {
		t.Fatal(err)
	}
	defer colours.Close()
	grey, found := gocv.NewMat(), gocv.NewMat()
	defer grey.Close()
	defer found.Close()
	gocv.CvtColor(colours, &grey, gocv.ColorRGBToGray)
	if !gocv.FindChessboardCorners(grey, image.Pt(boardAcross, boardDown), &found, gocv.CalibCBAdaptiveThresh|gocv.CalibCBNormalizeImage) {
		return nil
	}
	gocv.CornerSubPix(grey, &found, image.Pt(window, window), image.Pt(-1, -1), gocv.NewTermCriteria(gocv.Count|gocv.EPS, 100, 0.001))
	var places [][2]float64
	for i := range boardAcross * boardDown {
		at := found.GetVecfAt(i, 0)
		places = append(places, [2]float64{float64(at[0]), float64(at[1])})
	}
	if first, last := places[0], places[len(places)-1]; first[1] > last[1] { // the board looks the same from below
		slices.Reverse(places)
	}
	return places
}

// triangulate is the point nearest to two rays of the left camera's frame.
func (r stereoRig) triangulate(left, right r3.Vec) r3.Vec {
	from := r.leftFromRight.Translation
	right = r3.Rotation(r.leftFromRight.Rotation).Rotate(right)
	b := r3.Dot(left, right)
	d, e := r3.Dot(left, from), r3.Dot(right, from)
	s, u := (d-b*e)/(1-b*b), (b*d-e)/(1-b*b)
	return r3.Scale(0.5, r3.Add(r3.Scale(s, left), r3.Add(from, r3.Scale(u, right))))
}

func quantileOf(values []float64, share float64) float64 {
	slices.Sort(values)
	return values[int(math.Round(share*float64(len(values)-1)))]
}

// chain is what was measured: pixels off as numbers and in the pictures, and the sides of the board's squares in metres.
type chain struct{ numbers, pictures, squares []float64 }

// TestStereoPairsThroughTheChain takes the chessboards of the real pairs through undistortion, crop and resize, to rays and back: as numbers, by
// the triangulated corners, and in the pictures themselves, where the corners of the model's picture must lie where those of the camera's are led.
func TestStereoPairsThroughTheChain(t *testing.T) {
	rig := readStereo(t, stereoBag(t))
	spec := pixels.Spec{
		Resampling: pixels.Bicubic, Patch: 14, Merge: 2, Temporal: 2, MinPixels: 1 << 12, MaxPixels: 1 << 20, Std: [3]float64{1, 1, 1},
		Scene: &pixels.SceneSpec{Width: 518, MaximumHeight: 518, Patch: 14, Resampling: pixels.Bicubic},
	}
	processor, err := pixels.NewProcessor(spec, 1)
	if err != nil {
		t.Fatal(err)
	}
	var c chain
	for pair := range rig.sides["left"].pictures {
		left, leftRays := c.see(t, rig.sides["left"], pair, processor)
		right, rightRays := c.see(t, rig.sides["right"], pair, processor)
		var board []r3.Vec
		for k := range leftRays {
			board = append(board, rig.triangulate(leftRays[k], rightRays[k]))
			c.numbers = append(c.numbers, chained(t, left, board[k]), chained(t, right, rig.leftFromRight.Inverse().Apply(board[k])))
		}
		c.squares = append(c.squares, metres(t, rig, board)...)
	}
	t.Logf("%d triangulated corners there and back: %.1e px at worst", len(c.numbers), quantileOf(c.numbers, 1))
	t.Logf("%d corners found in the model's pictures, led to the camera's: median %.3f px, 90th percentile %.3f px", len(c.pictures), quantileOf(c.pictures, 0.5), quantileOf(c.pictures, 0.9))
	t.Logf("%d sides of squares after the alignment: median %.3f mm, 10th to 90th percentile %.3f to %.3f mm", len(c.squares),
		1e3*quantileOf(c.squares, 0.5), 1e3*quantileOf(c.squares, 0.1), 1e3*quantileOf(c.squares, 0.9))
	if worst := quantileOf(c.numbers, 1); worst > 1e-6 {
		t.Errorf("the chain is %g px off", worst)
	}
	if median := quantileOf(c.pictures, 0.5); median > 0.1 || len(c.pictures) < 1000 {
		t.Errorf("%d corners of the pictures are %g px off", len(c.pictures), median)
	}
	if side := quantileOf(c.squares, 0.5); math.Abs(side/squareMetres-1) > 0.01 {
		t.Errorf("a square's side is %g m", side)
	}
}

// see makes the model's picture of one camera, compares the board's corners in it with those in the camera's own, and gives the view and the rays to the
// latter.
func (c *chain) see(t *testing.T, side *stereoSide, pair int, processor *pixels.Processor) (*lens.View, []r3.Vec) {
	t.Helper()
	var straight [1]pixels.Picture
	var batch pixels.Batch
	if err := camera.NewUndistorter(&side.raw, &side.straight).Undistort(&side.pictures[pair], &straight[0]); err != nil {
		t.Fatal(err)
	}
	if err := processor.Process(straight[:], &batch); err != nil {
		t.Fatal(err)
	}
	view := &lens.View{Camera: &side.raw, Seen: &side.straight, Mapping: batch.Mappings[0]}
	seen, modelled := corners(t, &side.pictures[pair], 5), corners(t, &batch.Scenes[0], 4)
	if seen == nil {
		t.Fatalf("pair %d: no board is found", pair)
	}
	var rays []r3.Vec
	for k, place := range seen {
		ray, ok := side.raw.Ray(place[0], place[1])
		if !ok {
			t.Fatalf("pair %d: corner %v sees nothing", pair, place)
		}
		rays = append(rays, ray)
		if modelled == nil { // too small for the board to be found
			continue
		}
		x, y, ok := view.ToCamera(modelled[k][0], modelled[k][1])
		if !ok {
			t.Fatalf("pair %d: corner %v of the model's picture is not in the camera's", pair, modelled[k])
		}
		c.pictures = append(c.pictures, math.Hypot(x-place[0], y-place[1]))
	}
	return view, rays
}

// chained leads a point of the camera's frame to the model's picture, by its ray to the camera's picture, and gives how far that is from where the
// camera sees the point.
func chained(t *testing.T, view *lens.View, point r3.Vec) float64 {
	t.Helper()
	x, y, ok := view.Pixel(point)
	ray, rayOK := view.Ray(x, y)
	backX, backY, backOK := view.Camera.Pixel(ray)
	wantX, wantY, wantOK := view.Camera.Pixel(point)
	if !ok || !rayOK || !backOK || !wantOK {
		t.Fatalf("the camera does not see %v", point)
	}
	againX, againY, againOK := view.ToCamera(x, y)
	if !againOK {
		t.Fatalf("pixel %g, %g is not in the camera's picture", x, y)
	}
	return max(math.Hypot(backX-wantX, backY-wantY), math.Hypot(againX-wantX, againY-wantY))
}

// metres takes the pair and its board into a scene of another unit and frame, aligns that with the rig, and gives the sides of the squares. The
// distance of the cameras must be the rig's again.
func metres(t *testing.T, rig stereoRig, board []r3.Vec) []float64 {
	t.Helper()
	random := rand.New(rand.NewPCG(1, uint64(1e6*board[0].Z)))
	axis := r3.Unit(r3.Vec{X: random.NormFloat64(), Y: random.NormFloat64(), Z: random.NormFloat64()})
	turn := quat.Number(r3.NewRotation(3*random.Float64(), axis))
	scale, moved := 0.2+5*random.Float64(), r3.Vec{X: 1, Y: -2, Z: 3}
	into := func(p r3.Vec) r3.Vec { return r3.Add(r3.Scale(scale, r3.Rotation(turn).Rotate(p)), moved) }
	var views []alignment.View
	for _, at := range []rigid.Transform{rigid.Identity(), rig.leftFromRight} {
		views = append(views, alignment.View{BaseFromCamera: at, Weight: 1,
			SceneFromCamera: rigid.Transform{Rotation: quat.Mul(turn, at.Rotation), Translation: into(at.Translation)}})
	}
	found, err := alignment.Align(views, alignment.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	left, right := found.BaseFromScene.Pose(views[0].SceneFromCamera), found.BaseFromScene.Pose(views[1].SceneFromCamera)
	if got, want := r3.Norm(r3.Sub(right.Translation, left.Translation)), r3.Norm(rig.leftFromRight.Translation); math.Abs(got-want) > 1e-9 {
		t.Errorf("the cameras are %g m apart, the rig's %g m", got, want)
	}
	var sides []float64
	for k := range board {
		if k%boardAcross > 0 {
			a, b := found.BaseFromScene.Apply(into(board[k-1])), found.BaseFromScene.Apply(into(board[k]))
			sides = append(sides, r3.Norm(r3.Sub(a, b)))
		}
	}
	return sides
}
