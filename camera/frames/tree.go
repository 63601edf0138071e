// Package frames is where the robot's frames are to each other, as /tf and /tf_static tell.
package frames

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/thinker3d/thinker3d/camera/rigid"
)

const (
	maximumFrames  = 10_000 // names are from outside
	maximumSamples = 10_000 // of a frame within the window: 10 s at 1 kHz
	maximumDepth   = 100    // frames between one and its root
	// More samples in a row than astraySamples from before a frame's newest, over astrayNanos and more, show that a clock was set back; fewer may come late.
	astraySamples = 10
	astrayNanos   = int64(1e9)
)

// ErrNotYet is returned for a moment after the newest transform: it may come still.
var ErrNotYet = errors.New("not known yet")

// Sample is where a frame is in its parent from a stamp on, or for ever.
type Sample struct {
	Parent, Child   string
	StampNanos      int64
	Static          bool
	ParentFromChild rigid.Transform
}

// Tree keeps the frames of the last seconds. It may be used from several goroutines.
type Tree struct {
	windowNanos int64
	mutex       sync.RWMutex
	frames      map[string]*history
}

// history is one frame's samples in the order of their stamps; a static frame has one.
type history struct {
	parent  string
	static  bool
	samples []moved
	// astray is how many samples in a row were from before the newest, the first of them at astrayFrom.
	astray     int
	astrayFrom int64
}

type moved struct {
	stampNanos      int64
	parentFromChild rigid.Transform
}

// NewTree keeps what is not older than the window before a frame's newest sample.
func NewTree(windowNanos int64) *Tree {
	return &Tree{windowNanos: windowNanos, frames: make(map[string]*history)}
}

// Add takes a sample in; one that is older than the window is dropped. If a frame's samples stay before its newest, for a second and for more than
// ten in a row, a clock was set back: the frame begins anew. It refuses what would make a loop.
func (t *Tree) Add(sample Sample) error {
	parent, child := clean(sample.Parent), clean(sample.Child)
	if parent == "" || child == "" {
		return fmt.Errorf("transform from %q to %q: a frame has no name", sample.Child, sample.Parent)
	}
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.reaches(parent, child) {
		return fmt.Errorf("transform from %s to %s: the frames form a loop: %s", child, parent, strings.Join(append(t.ancestors(parent), parent), " → "))
	}
	frame, known := t.frames[child]
	if !known && len(t.frames) >= maximumFrames {
		return fmt.Errorf("transform from %s to %s: there are %d frames already", child, parent, maximumFrames)
	}
	if !known || frame.parent != parent || frame.static != sample.Static {
		frame = &history{parent: parent, static: sample.Static}
		t.frames[child] = frame
	}
	frame.add(moved{sample.StampNanos, sample.ParentFromChild}, t.windowNanos)
	return nil
}

func (h *history) add(sample moved, windowNanos int64) {
	if h.static {
		h.samples = append(h.samples[:0], sample)
		return
	}
	if h.isSetBack(sample.stampNanos) {
		h.astray, h.samples = 0, h.samples[:0]
	}
	at, same := slices.BinarySearchFunc(h.samples, sample.stampNanos, byStamp)
	if same {
		h.samples[at] = sample
		return
	}
	h.samples = slices.Insert(h.samples, at, sample)
	oldest := h.samples[len(h.samples)-1].stampNanos - windowNanos
	first, _ := slices.BinarySearchFunc(h.samples, oldest, byStamp)
	first = max(first, len(h.samples)-maximumSamples)
	h.samples = slices.Delete(h.samples, 0, first)
}

// isSetBack counts the samples from before the newest, and tells whether they show that a clock was set back.
func (h *history) isSetBack(stampNanos int64) bool {
	if last := len(h.samples) - 1; last < 0 || stampNanos >= h.samples[last].stampNanos {
		h.astray = 0
		return false
	}
	if h.astray == 0 {
		h.astrayFrom = stampNanos
	}
	h.astray++
	return h.astray > astraySamples && stampNanos-h.astrayFrom >= astrayNanos
}

// Clear forgets all but static frames: after a jump of the clock.
func (t *Tree) Clear() {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	for name, frame := range t.frames {
		if !frame.static {
			delete(t.frames, name)
		}
	}
}

// Lookup gives targetFromSource at a moment; between two samples of a frame it is interpolated, and never guessed beyond them.
func (t *Tree) Lookup(target, source string, stampNanos int64) (rigid.Transform, error) {
	target, source = clean(target), clean(source)
	t.mutex.RLock()
	defer t.mutex.RUnlock()
	if target == source {
		return rigid.Identity(), nil
	}
	meeting := t.meeting(target, source)
	rootFromSource, sourceRoot, err := t.up(source, meeting, stampNanos)
	if err != nil {
		return rigid.Transform{}, fmt.Errorf("transform from %s to %s: %w", source, target, err)
	}
	rootFromTarget, targetRoot, err := t.up(target, meeting, stampNanos)
	if err != nil {
		return rigid.Transform{}, fmt.Errorf("transform from %s to %s: %w", source, target, err)
	}
	if sourceRoot != targetRoot {
		return rigid.Transform{}, fmt.Errorf("transform from %s to %s: they are not connected: one hangs on %s, the other on %s%s",
			source, target, sourceRoot, targetRoot, t.unknown(source, target))
	}
	return rootFromTarget.Inverse().After(rootFromSource), nil
}

// meeting is the nearest frame that two frames hang on, or one of them if the other hangs on it; empty if there is none. What is above it does not
// matter to them.
func (t *Tree) meeting(a, b string) string {
	above := append(t.ancestors(a), a)
	for _, frame := range append([]string{b}, t.ancestors(b)...) {
		if slices.Contains(above, frame) {
			return frame
		}
	}
	return ""
}

// up goes from a frame towards its root, or until it meets `stop`: the transform, and where it ended.
func (t *Tree) up(frame, stop string, stampNanos int64) (rigid.Transform, string, error) {
	rootFromFrame := rigid.Identity()
	for range maximumDepth {
		one, known := t.frames[frame]
		if !known || frame == stop {
			return rootFromFrame, frame, nil
		}
		parentFromFrame, err := one.at(stampNanos)
		if err != nil {
			return rigid.Transform{}, "", fmt.Errorf("frame %s in %s: %w", frame, one.parent, err)
		}
		rootFromFrame, frame = parentFromFrame.After(rootFromFrame), one.parent
	}
	return rigid.Transform{}, "", fmt.Errorf("frame %s has more than %d frames above it", frame, maximumDepth)
}

func (h *history) at(stampNanos int64) (rigid.Transform, error) {
	if h.static {
		return h.samples[0].parentFromChild, nil
	}
	next, same := slices.BinarySearchFunc(h.samples, stampNanos, byStamp)
	if same {
		return h.samples[next].parentFromChild, nil
	}
	switch next {
	case 0:
		return rigid.Transform{}, fmt.Errorf("the oldest transform that is kept is %.3f s later", seconds(h.samples[0].stampNanos-stampNanos))
	case len(h.samples):
		newest := h.samples[next-1].stampNanos
		return rigid.Transform{}, fmt.Errorf("%w: the newest transform is %.3f s earlier", ErrNotYet, seconds(stampNanos-newest))
	}
	before, after := h.samples[next-1], h.samples[next]
	share := float64(stampNanos-before.stampNanos) / float64(after.stampNanos-before.stampNanos)
	return before.parentFromChild.Between(after.parentFromChild, share), nil
}

// reaches tells whether `ancestor` is the frame or above it.
func (t *Tree) reaches(frame, ancestor string) bool {
	return frame == ancestor || slices.Contains(t.ancestors(frame), ancestor)
}

// ancestors are the frames above one, nearest first.
func (t *Tree) ancestors(frame string) []string {
	var above []string
	for one, known := t.frames[frame]; known && len(above) < maximumDepth; one, known = t.frames[one.parent] {
		above = append(above, one.parent)
	}
	return above
}

// unknown says which of some frames nobody has told of.
func (t *Tree) unknown(names ...string) string {
	var missing []string
	for _, name := range names {
		_, child := t.frames[name]
		parent := false
		for _, frame := range t.frames {
			parent = parent || frame.parent == name
		}
		if !child && !parent {
			missing = append(missing, name)
		}
	}
	if len(missing) == 0 {
		return ""
	}
	return "; nothing has been heard of " + strings.Join(missing, " and ")
}

// clean drops the leading slash that tf of old had.
func clean(name string) string { return strings.TrimPrefix(name, "/") }

func byStamp(m moved, stampNanos int64) int { return cmp.Compare(m.stampNanos, stampNanos) }

func seconds(nanos int64) float64 { return float64(nanos) / 1e9 }
