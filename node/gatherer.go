package node

import (
	"errors"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/config"
)

// gatherer turns frames into moments and says what became of the others. One goroutine owns it.
type gatherer struct {
	cameras []config.Camera
	sync    *camera.Synchronizer[*frame]
	// maximumDelayNanos is how long after its stamp a frame may arrive; 0 is any time.
	maximumDelayNanos int64
	// unreadable counts, for each camera, the messages that were no image.
	unreadable []uint64
	// lastArrivalNanos is when each camera's last frame came, 0 before the first.
	lastArrivalNanos []int64
}

func newGatherer(cfg config.Config) (*gatherer, error) {
	cameras := cfg.Cameras
	sync, err := camera.NewSynchronizer(len(cameras), cfg.Synchronizer, (*frame).release)
	if err != nil {
		return nil, err
	}
	return &gatherer{
		cameras: cameras, sync: sync, maximumDelayNanos: cfg.Views.MaximumDelay.Nanoseconds(),
		unreadable: make([]uint64, len(cameras)), lastArrivalNanos: make([]int64, len(cameras)),
	}, nil
}

func (g *gatherer) add(index int, f *frame, nowNanos int64) []camera.ViewSet[*frame] {
	stamp := f.header.Stamp.Nanos()
	if g.maximumDelayNanos > 0 && stamp > 0 && nowNanos-stamp > g.maximumDelayNanos {
		f.release()
		return g.refuse(index, skippedError(camera.Delayed), nowNanos)
	}
	g.lastArrivalNanos[index] = nowNanos
	return g.sync.Add(camera.Frame[*frame]{Camera: index, StampNanos: stamp, Bytes: cap(f.received.Data), Payload: f}, nowNanos)
}

// refuse counts a message that gave no frame, by what is wrong with it.
func (g *gatherer) refuse(index int, failure error, nowNanos int64) []camera.ViewSet[*frame] {
	var skipped skippedError
	if !errors.As(failure, &skipped) {
		g.unreadable[index]++
		return nil
	}
	g.lastArrivalNanos[index] = nowNanos
	g.sync.Skip(index, camera.Reason(skipped))
	return g.sync.Advance(nowNanos)
}

// CameraCounts says what became of one camera's messages; those received but neither used nor dropped were still waiting.
type CameraCounts struct {
	Camera   string            `json:"camera"`
	Received uint64            `json:"received"`
	Used     uint64            `json:"used"`
	Dropped  map[string]uint64 `json:"dropped"`
}

func (g *gatherer) counts() []CameraCounts {
	counts := make([]CameraCounts, len(g.cameras))
	for i, of := range g.sync.Counts() {
		dropped := map[string]uint64{}
		for _, reason := range camera.Reasons() {
			if n := of.Dropped(reason); n > 0 {
				dropped[reason.String()] = n
			}
		}
		if g.unreadable[i] > 0 {
			dropped["unreadable"] = g.unreadable[i]
		}
		counts[i] = CameraCounts{Camera: g.cameras[i].Name, Received: of.Received + g.unreadable[i], Used: of.Used, Dropped: dropped}
	}
	return counts
}
