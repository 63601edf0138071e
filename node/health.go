package node

import (
	"fmt"
	"time"

	"go.uber.org/zap"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/diagnostic"
)

// infoSize is a picture's size, as the picture or its camera's calibration states it; zero if neither does.
type infoSize struct{ width, height uint32 }

// checkStamp says when a camera's stamps are of another time than the node's clock.
func (p *loop) checkStamp(now time.Time, e event) {
	stamp, most := e.frame.header.Stamp.Nanos(), p.settings.MaximumAge
	topic := p.live.Config.Cameras[e.camera].ImageTopic
	if p.live.clock != nil && p.live.clock.nanos.Load() == 0 {
		return // no time is known yet
	}
	switch age := now.Sub(time.Unix(0, stamp)); {
	case stamp <= 0:
		p.troubles.report(now, topic+" zero", "frames have no stamp and are dropped: the driver must set header.stamp", zap.String("topic", topic))
	case most > 0 && (age > most || age < -most):
		p.troubles.report(now, topic+" age", "frames are stamped too far from now to be reasoned about (questions.maximum_age); is the driver's clock right, or is this a recording?",
			zap.String("topic", topic), zap.Duration("age", age))
	}
}

// checkSize says when a picture is not of the size that its camera's calibration is for. It looks at one picture each
// time that the node looks itself over, because a compressed one must be searched for its size.
func (p *loop) checkSize(now time.Time, e event) {
	info := p.live.calibrations.size(e.camera)
	if info == (infoSize{}) || p.sizeChecked[e.camera] {
		return
	}
	p.sizeChecked[e.camera] = true
	if size := e.frame.size(); size != (infoSize{}) && size != info {
		cam := p.live.Config.Cameras[e.camera]
		p.troubles.report(now, cam.ImageTopic+" size", "the picture's size is not that of its camera info",
			zap.String("topic", cam.ImageTopic), zap.String("info_topic", cam.InfoTopic),
			zap.Uint32("width", size.width), zap.Uint32("height", size.height),
			zap.Uint32("info_width", info.width), zap.Uint32("info_height", info.height))
	}
}

// sayTroubles looks over the whole node.
func (p *loop) sayTroubles() {
	now := p.live.Now()
	clear(p.sizeChecked)
	if p.live.Warnings != nil {
		for _, warning := range p.live.Warnings() {
			p.troubles.state(now, warning, warning)
		}
	}
	for i, cam := range p.live.Config.Cameras {
		last := p.since(p.gatherer.lastArrivalNanos[i])
		if silent := now.Sub(last); hasPassed(p.live.Config.Node.WarningPeriod, last, now) {
			p.troubles.state(now, cam.ImageTopic+" absent", "no frames come", zap.String("camera", cam.Name), zap.String("topic", cam.ImageTopic), zap.Duration("for", silent))
		}
	}
	for i, cam := range p.live.Config.Cameras {
		if problem := p.live.calibrations.problem(i); problem != nil {
			p.troubles.state(now, cam.Name+" calibration", "a camera's calibration is wrong", zap.Error(problem))
		}
	}
	if p.live.clock != nil && p.live.clock.nanos.Load() == 0 {
		p.troubles.state(time.Now(), "no clock", "use_sim_time is set, and nothing came on /clock yet: nothing is answered")
	}
	p.sayDrops(now)
	p.sayLosses(now)
	if len(p.questions) > 0 && len(p.working) == 0 {
		p.troubles.state(now, "questions wait", "questions wait for views: no complete and recent moment", zap.Int("waiting", len(p.questions)))
	}
}

func (p *loop) since(nanos int64) time.Time {
	if nanos == 0 {
		return p.started
	}
	return time.Unix(0, nanos)
}

// sayDrops says how many frames were dropped since it last did, and all reasons so far. Frames that were passed over
// because no question needed them are not dropped and not counted here.
func (p *loop) sayDrops(now time.Time) {
	for i, counts := range p.gatherer.counts() {
		var sum uint64
		for _, n := range counts.Dropped {
			sum += n
		}
		if more := sum - p.said[i]; more > 0 {
			p.said[i] = sum
			p.troubles.add(now, counts.Camera+" drops", int(more), "frames were dropped", zap.String("camera", counts.Camera), zap.Any("reasons_so_far", counts.Dropped))
		}
	}
}

// sayLosses says how many messages of each topic the bus has lost since it last did.
func (p *loop) sayLosses(now time.Time) {
	if p.live.Losses == nil {
		return
	}
	for topic, lost := range p.live.Losses() {
		if more := lost - p.lost[topic]; more > 0 {
			p.lost[topic] = lost
			p.troubles.add(now, topic+" lost", int(more), "messages were lost before they were taken", zap.String("topic", topic))
		}
	}
}

// diagnose publishes the state of every part.
func (p *loop) diagnose() error {
	now, d := p.live.Now(), p.diagnosis
	if d.at.IsZero() {
		d.at = p.started
	}
	array := diagnostic.Array{Header: msgs.Header{Stamp: msgs.TimeFromNanos(now.UnixNano())}}
	counts := p.gatherer.counts()
	for i, of := range counts {
		status := d.camera(i, of, now, p.gatherer.lastArrivalNanos[i])
		array.Status = append(array.Status, calibrated(status, p.live.calibrations.problem(i)))
	}
	var warnings []string
	var losses map[string]uint64
	if p.live.Warnings != nil {
		warnings = p.live.Warnings()
	}
	if p.live.Losses != nil {
		losses = p.live.Losses()
	}
	array.Status = append(array.Status, d.questions(len(p.questions), len(p.working), p.overtaken),
		d.model(p.live.Reasoner, p.live.Config.Reasoning.Device), d.scene(), d.bus(warnings, losses), d.process())
	if counts := p.chooser.counts(); counts != nil {
		array.Status = append(array.Status, d.views(counts))
	}
	if p.gpu != nil {
		array.Status = append(array.Status, d.gpu(p.gpu.seen.Load(), time.Now()))
	}
	d.before, d.at = counts, now
	if err := p.tell(&array); err != nil {
		return fmt.Errorf("publish diagnostics: %w", err)
	}
	return nil
}
