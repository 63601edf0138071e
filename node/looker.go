package node

import (
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/camera/lens"
	"github.com/thinker3d/thinker3d/camera/pixels"
)

// lookers decode and straighten the frames of a question side by side, at most one for each core. They keep their buffers; one
// goroutine uses them at a time.
type lookers struct {
	calibrations *calibrations
	each         []looker
	// reduced is the size of the views for which JPEGs are reduced; nil if they are not.
	reduced *pixels.SizeSpec

	mutex sync.Mutex
	// straighten undistorts each camera's pictures.
	straighten []straightener
}

// looker is one of them; bent is a picture before it is straightened, packed the same without padding.
type looker struct {
	decoder      camera.Decoder
	bent, packed pixels.Picture
}

// straightener undistorts one camera's pictures for as long as its calibration is the same.
type straightener struct {
	of *lens.Lens
	*camera.Undistorter
}

func newLookers(cameras int, calibrations *calibrations) *lookers {
	camera.KeepToOneThread()
	return &lookers{calibrations: calibrations, each: make([]looker, runtime.GOMAXPROCS(0)), straighten: make([]straightener, cameras)}
}

// reduceFor has JPEGs decoded at a part of their size, for views of a size, unless they are to be undistorted: that is done at their full size.
func (l *lookers) reduceFor(views *pixels.SizeSpec) {
	if !l.calibrations.undistort {
		l.reduced = views
	}
}

// look fills the pictures of all frames; those that need no change stay in the frames' own memory. It fails as the first frame that cannot be seen.
func (l *lookers) look(frames []camera.Frame[*frame], pictures []pixels.Picture) (failed int, err error) {
	failures := make([]error, len(frames))
	var next atomic.Int64
	var wait sync.WaitGroup
	for worker := range min(len(l.each), len(frames)) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(frames); i = int(next.Add(1)) - 1 {
				failures[i] = l.see(&l.each[worker], frames[i], &pictures[i])
			}
		})
	}
	wait.Wait()
	for i, failure := range failures {
		if failure != nil {
			return i, failure
		}
	}
	return 0, nil
}

// see decodes a frame, straightens it if that is asked for and possible, and notes how its pixels lie to those of the camera.
func (l *lookers) see(by *looker, f camera.Frame[*frame], into *pixels.Picture) error {
	to := into
	if l.calibrations.undistort {
		to = &by.bent
	}
	if err := f.Payload.decode(&by.decoder, l.reduced, to); err != nil {
		return err
	}
	width, height := to.CameraSize()
	known := l.calibrated(f, width, height)
	if to == into {
		return nil
	}
	if known.seen == known.lens {
		by.bent, *into = *into, by.bent
		return nil
	}
	source := &by.bent
	if source.Stride != 0 {
		source.CopyPacked(&by.packed)
		source = &by.packed
	}
	return l.straightener(f.Camera, known).Undistort(source, into)
}

// calibrated gives a frame its calibration when it is looked at first; later it stays the same, for scenes of it may be in the making.
func (l *lookers) calibrated(f camera.Frame[*frame], width, height int) calibration {
	if f.Payload.calibration == nil {
		known := l.calibrations.of(f.Camera, width, height)
		f.Payload.calibration, f.Payload.problem, f.Payload.info = &known, known.failure, known.info
		if known.lens != nil {
			f.Payload.view = &lens.View{Camera: known.lens, Seen: known.seen}
		}
	}
	return *f.Payload.calibration
}

// straightener works a camera's map out when its calibration is new.
func (l *lookers) straightener(index int, known calibration) *camera.Undistorter {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	s := &l.straighten[index]
	if s.of != known.lens {
		*s = straightener{of: known.lens, Undistorter: camera.NewUndistorter(known.lens, known.seen)}
	}
	return s.Undistorter
}
