package node

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"sync"

	"github.com/thinker3d/thinker3d/camera/lens"
	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/topics"
)

// rectifiedPattern is how topics of rectified pictures are called: image_rect, image_rect_color, rectified.
const rectifiedPattern = `(^|[/_])rect`

// calibrations are the cameras' lenses, of the configuration or as their camera infos tell. They may be used from several goroutines.
type calibrations struct {
	cameras   []config.Camera
	undistort bool
	codec     *cdr.Codec[msgs.CameraInfo]

	mutex sync.Mutex
	known []calibration
}

// calibration is one camera's; it is never changed, only replaced.
type calibration struct {
	info *msgs.CameraInfo // nil if none came
	// lens is that of the pictures as they come, seen that of those which the model gets: the same, unless they are undistorted.
	lens, seen *lens.Lens
	failure    error
}

func newCalibrations(cfg config.Config) *calibrations {
	c := &calibrations{cameras: cfg.Cameras, undistort: cfg.Rig.Undistort || cfg.Rig.Geometry == config.GeometryKnown, codec: cdr.For[msgs.CameraInfo](), known: make([]calibration, len(cfg.Cameras))}
	for i, cam := range cfg.Cameras {
		if cam.Intrinsics != nil {
			c.known[i] = c.calibrate(i, infoOf(cam.Intrinsics))
		}
	}
	return c
}

// infoOf says intrinsics as a driver would.
func infoOf(n *config.Intrinsics) *msgs.CameraInfo {
	info := &msgs.CameraInfo{Width: uint32(n.Width), Height: uint32(n.Height), DistortionModel: n.Model, D: n.Distortion, K: [9]float64{8: 1}}
	info.K[0], info.K[4], info.K[2], info.K[5] = n.Focal[0], n.Focal[1], n.Centre[0], n.Centre[1]
	return info
}

// read takes a camera's info as it came off a bus; the error is that it is none.
func (c *calibrations) read(index int, received topics.Received) error {
	info := &msgs.CameraInfo{}
	if err := c.codec.Unmarshal(received.Data, info); err != nil {
		return fmt.Errorf("topic %s: %w", received.Topic, err)
	}
	c.hear(index, info)
	return nil
}

// hear takes a camera's info, which it keeps; intrinsics of the configuration come before it. What is wrong with it problem tells.
func (c *calibrations) hear(index int, info *msgs.CameraInfo) {
	if c.cameras[index].Intrinsics != nil {
		return
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if known := &c.known[index]; known.info == nil || !sameInfo(known.info, info) {
		*known = c.calibrate(index, info)
	}
}

// sameInfo compares all but the headers.
func sameInfo(a, b *msgs.CameraInfo) bool {
	return a.Width == b.Width && a.Height == b.Height && a.DistortionModel == b.DistortionModel && slices.Equal(a.D, b.D) && a.K == b.K && a.R == b.R &&
		a.P == b.P && a.BinningX == b.BinningX && a.BinningY == b.BinningY && a.ROI == b.ROI
}

func (c *calibrations) calibrate(index int, info *msgs.CameraInfo) calibration {
	cam, read := c.cameras[index], lens.Raw
	if cam.Picture == config.PictureRectified || cam.Picture != config.PictureRaw && regexp.MustCompile(rectifiedPattern).MatchString(cam.ImageTopic) {
		read = lens.Rectified
	}
	found, err := read(info)
	if err != nil {
		return calibration{info: info, failure: c.named(index, err)}
	}
	made := calibration{info: info, lens: &found, seen: &found}
	if !c.undistort || found.IsStraight() {
		return made
	}
	straight, err := lens.Straightened(info)
	if err != nil {
		return calibration{info: info, failure: c.named(index, err)}
	}
	made.seen = &straight
	return made
}

// named says which camera an error is of, and where its calibration comes from.
func (c *calibrations) named(index int, err error) error {
	cam := c.cameras[index]
	if cam.Intrinsics != nil {
		return fmt.Errorf("camera %s, its intrinsics: %w", cam.Name, err)
	}
	return fmt.Errorf("camera %s, topic %s: %w", cam.Name, cam.InfoTopic, err)
}

// of is a camera's calibration for a picture of a size. It has no lens and no failure if none was ever to be told.
func (c *calibrations) of(index, width, height int) calibration {
	c.mutex.Lock()
	known := c.known[index]
	c.mutex.Unlock()
	switch {
	case known.failure != nil:
	case known.lens != nil:
		if err := known.lens.CheckSize(width, height); err != nil {
			return calibration{info: known.info, failure: c.named(index, err)}
		}
	case c.undistort && c.cameras[index].InfoTopic == "":
		known.failure = fmt.Errorf("camera %s: pictures are to be undistorted (rig.undistort, rig.geometry), and it has neither info_topic nor intrinsics", c.cameras[index].Name)
	case c.undistort:
		known.failure = c.named(index, errors.New("no camera info came yet"))
	}
	return known
}

// size is that of a camera's pictures by its calibration; zero if that is not known.
func (c *calibrations) size(index int) infoSize {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	known := c.known[index]
	switch {
	case known.lens != nil:
		return infoSize{uint32(known.lens.Width), uint32(known.lens.Height)}
	case known.info != nil && max(known.info.BinningX, known.info.BinningY) <= 1 && known.info.ROI == (msgs.RegionOfInterest{}):
		return infoSize{known.info.Width, known.info.Height}
	}
	return infoSize{}
}

// lens is that of a camera's pictures as they come; nil if it is not known.
func (c *calibrations) lens(index int) *lens.Lens {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.known[index].lens
}

// problem is what is wrong with a camera's calibration by itself; nil if nothing.
func (c *calibrations) problem(index int) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.known[index].failure
}
