package node

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/camera/pixels"
	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
)

// rawFrame is a picture of 64×48 whose rows are padded, blue or red first.
func rawFrame(index int, encoding string, padding int) camera.Frame[*frame] {
	step := 192 + padding
	data := make([]byte, 48*step)
	for i := range data {
		data[i] = byte(i*(index+3) + i/500)
	}
	message := msgs.Image{Width: 64, Height: 48, Encoding: encoding, Step: uint32(step), Data: data}
	return camera.Frame[*frame]{Camera: index % 2, Payload: &frame{image: message, number: uint64(index)}}
}

// fileFrame is a JPEG of 64×48.
func fileFrame(t *testing.T, index int) camera.Frame[*frame] {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 64, 48))
	for y := range 48 {
		for x := range 64 {
			picture.SetRGBA(x, y, color.RGBA{byte(3 * x), byte(4 * y), 90, 255})
		}
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, picture, nil); err != nil {
		t.Fatal(err)
	}
	return camera.Frame[*frame]{Camera: index % 2, Payload: &frame{compressed: msgs.CompressedImage{Format: "jpeg", Data: file.Bytes()}, isCompressed: true, number: uint64(index)}}
}

func lookersOf(t *testing.T, undistort bool, workers int) *lookers {
	t.Helper()
	c := calibrationsOf(t, undistort, config.Camera{Name: "a", InfoTopic: "/a/info"}, config.Camera{Name: "b", InfoTopic: "/b/info"})
	c.hear(0, bent())
	c.hear(1, bent())
	l := newLookers(2, c)
	l.each = make([]looker, workers)
	return l
}

// TestFramesAreSeenAlikeSideBySide decodes frames of two cameras, several of each, one after the other and side by side, straightened and not.
func TestFramesAreSeenAlikeSideBySide(t *testing.T) {
	frames := []camera.Frame[*frame]{
		rawFrame(0, "rgb8", 0), rawFrame(1, "bgr8", 0), rawFrame(2, "bgr8", 10), fileFrame(t, 3), rawFrame(4, "rgb8", 3), rawFrame(5, "bgr8", 1), fileFrame(t, 6),
	}
	for _, undistort := range []bool{false, true} {
		alone, together := lookersOf(t, undistort, 1), lookersOf(t, undistort, 3)
		for range 3 {
			want, got := make([]pixels.Picture, len(frames)), make([]pixels.Picture, len(frames))
			for i, f := range frames {
				if _, err := alone.look([]camera.Frame[*frame]{f}, want[i:i+1]); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := together.look(frames, got); err != nil {
				t.Fatal(err)
			}
			for i := range frames {
				var a, b pixels.Picture
				want[i].CopyPacked(&a)
				if got[i].CopyPacked(&b); !bytes.Equal(a.Pixels, b.Pixels) || frames[i].Payload.view == nil {
					t.Errorf("undistort %t: frame %d is seen otherwise, or by no lens", undistort, i)
				}
			}
		}
	}
}

// TestTheFirstFrameThatCannotBeSeenIsNamed has two damaged ones.
func TestTheFirstFrameThatCannotBeSeenIsNamed(t *testing.T) {
	frames := []camera.Frame[*frame]{rawFrame(0, "rgb8", 0), rawFrame(1, "rgb8", 0), rawFrame(2, "rgb8", 0), rawFrame(3, "rgb8", 0)}
	frames[1].Payload.image.Encoding, frames[2].Payload.image.Data = "unheard of", nil
	failed, err := lookersOf(t, false, 3).look(frames, make([]pixels.Picture, len(frames)))
	if failed != 1 || err == nil || !strings.Contains(err.Error(), "unheard of") {
		t.Errorf("frame %d: %v", failed, err)
	}
}

// TestReducedFramesKeepTheirCamerasPixels has a JPEG decoded at a quarter of its size, and one that is to be straightened.
func TestReducedFramesKeepTheirCamerasPixels(t *testing.T) {
	for undistort, want := range map[bool]int{false: 4, true: 1} {
		l := lookersOf(t, undistort, 1)
		l.reduceFor(&pixels.SizeSpec{Width: 10, Height: 8})
		f := fileFrame(t, 0)
		pictures := make([]pixels.Picture, 1)
		if _, err := l.look([]camera.Frame[*frame]{f}, pictures); err != nil {
			t.Fatal(err)
		}
		if width, height := pictures[0].CameraSize(); width != 64 || height != 48 || pictures[0].Width != 64/want || f.Payload.view == nil || f.Payload.problem != nil {
			t.Errorf("undistort %t: %d pixels wide, of a camera's picture of %d×%d; lens %v, %v", undistort, pictures[0].Width, width, height, f.Payload.view, f.Payload.problem)
		}
	}
}
