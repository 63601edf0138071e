package node

import (
	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/config"
)

// gatherer turns frames into moments and says what became of the others. One goroutine owns it.
type gatherer struct {
	cameras []config.Camera
	sync    *camera.Synchronizer[*frame]
	// unreadable counts, for each camera, the messages that were no image.
	unreadable []uint64
	// lastArrivalNanos is when each camera's last frame came, 0 before the first.
	lastArrivalNanos []int64
}

func newGatherer(cameras []config.Camera, settings config.Synchronizer) (*gatherer, error) {
	sync, err := camera.NewSynchronizer(len(cameras), settings, (*frame).release)
	if err != nil {
		return nil, err
	}
	return &gatherer{
		cameras: cameras, sync: sync,
		unreadable: make([]uint64, len(cameras)), lastArrivalNanos: make([]int64, len(cameras)),
	}, nil
}

func (g *gatherer) add(index int, f *frame, nowNanos int64) []camera.ViewSet[*frame] {
	g.lastArrivalNanos[index] = nowNanos
	return g.sync.Add(camera.Frame[*frame]{Camera: index, StampNanos: f.header.Stamp.Nanos(), Payload: f}, nowNanos)
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
