package node

import (
	"strings"

	"go.uber.org/zap"

	"github.com/thinker3d/thinker3d/camera/cloud"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/diagnostic"
)

// placement is what became of a scene: published or withheld, in metres or not, what is wrong with it, and what became of its pixels.
type placement struct {
	published, metric bool
	problem           string
	counts            cloud.Counts
	// fit says how the scene was fitted to the rig.
	fit []diagnostic.KeyValue
}

// tell adds to an answer what became of its scene.
func (p placement) tell(answer *msgs.SpatialAnswer) {
	answer.ScaleKnown = p.metric
	if p.published {
		answer.ScenePoints = uint32(p.counts.Points)
	}
	if p.problem != "" {
		answer.Reason = strings.TrimPrefix(answer.Reason+"; scene: "+p.problem, "; ")
	}
}

// log says what became of the pixels.
func (p placement) log(to *zap.Logger) {
	fields := []zap.Field{zap.Bool("published", p.published), zap.Bool("in_metres", p.metric), zap.Int("pixels", p.counts.Pixels), zap.Int("points", p.counts.Points)}
	for _, reason := range cloud.Reasons() {
		if removed := p.counts.Removed(reason); removed > 0 {
			fields = append(fields, zap.Int(reason.String(), removed))
		}
	}
	for _, one := range p.fit {
		fields = append(fields, zap.String(one.Key, one.Value))
	}
	to.Debug("scene", append(fields, zap.String("problem", p.problem))...)
}
