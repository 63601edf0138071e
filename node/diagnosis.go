package node

import (
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/thinker3d/thinker3d/camera/cloud"
	"github.com/thinker3d/thinker3d/camera/selection"
	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/diagnostic"
	"github.com/thinker3d/thinker3d/reasoning"
)

// diagnosis makes the statuses of /diagnostics. The loop owns it.
type diagnosis struct {
	cfg  config.Diagnostics
	node string
	// before is what the cameras' counts were when they were told last, and at when.
	before []CameraCounts
	at     time.Time
	last   outcome
	// placed is what became of the last scene.
	placed placement
	// answers counts the answers by their status.
	answers map[string]uint64
	// refused counts messages that are no pictures and were dropped, toldRefused those that were told of; lastRefused says what was wrong with the last.
	refused, toldRefused uint64
	lastRefused          error
}

func newDiagnosis(cfg config.Diagnostics, node string) *diagnosis {
	return &diagnosis{cfg: cfg, node: strings.TrimPrefix(node, "/"), answers: map[string]uint64{}}
}

func (d *diagnosis) heard(o outcome) {
	d.last = o
	if o.moment != nil {
		d.placed = o.placed
	}
	d.answers[statusName(o.status)]++
}

// refuse hears of a message that was dropped, or a part of it, such as a transform that would close a loop.
func (d *diagnosis) refuse(failure error) {
	d.refused++
	d.lastRefused = failure
}

func (d *diagnosis) status(part string, level uint8, message string, values ...diagnostic.KeyValue) diagnostic.Status {
	return diagnostic.Status{Level: level, Name: d.node + ": " + part, Message: message, HardwareID: "thinker3d", Values: values}
}

func value(key string, format string, values ...any) diagnostic.KeyValue {
	return diagnostic.KeyValue{Key: key, Value: fmt.Sprintf(format, values...)}
}

// camera tells of one camera since the last time: its rate, the age of its last picture and what was dropped for which reason.
func (d *diagnosis) camera(index int, counts CameraCounts, now time.Time, lastArrivalNanos int64) diagnostic.Status {
	before := CameraCounts{}
	if index < len(d.before) {
		before = d.before[index]
	}
	seconds, came := now.Sub(d.at).Seconds(), counts.Received-before.Received
	rate := float64(came) / max(seconds, 1e-9)
	dropped := sum(counts.Dropped) - sum(before.Dropped)
	values := []diagnostic.KeyValue{value("rate (Hz)", "%.1f", rate), value("received", "%d", counts.Received), value("used", "%d", counts.Used)}
	for _, reason := range slices.Sorted(maps.Keys(counts.Dropped)) {
		values = append(values, value("dropped: "+reason, "%d", counts.Dropped[reason]))
	}
	const setBack = "no picture since the clock jumped back"
	if lastArrivalNanos == 0 {
		message := "no picture came yet"
		if counts.Received > 0 {
			message = setBack
		}
		return d.status("camera "+counts.Camera, diagnostic.LevelStale, message, values...)
	}
	age := now.Sub(time.Unix(0, lastArrivalNanos))
	values = append(values, value("age (s)", "%.3f", age.Seconds()))
	level, message := diagnostic.LevelOK, "pictures come"
	switch {
	case age < 0:
		level, message = diagnostic.LevelStale, setBack
	case age > d.cfg.StaleAfter:
		level, message = diagnostic.LevelStale, fmt.Sprintf("no picture for %s", age.Round(time.Millisecond))
	case d.cfg.MinimumRate > 0 && rate < d.cfg.MinimumRate:
		level, message = diagnostic.LevelWarn, fmt.Sprintf("%.1f pictures a second are fewer than %g (diagnostics.minimum_rate)", rate, d.cfg.MinimumRate)
	case came > 0 && float64(dropped) > d.cfg.MaximumDrops*float64(came):
		level, message = diagnostic.LevelWarn, fmt.Sprintf("%d of %d pictures were dropped", dropped, came)
	}
	return d.status("camera "+counts.Camera, level, message, values...)
}

// calibrated adds to a camera's status what is wrong with its calibration.
func calibrated(status diagnostic.Status, problem error) diagnostic.Status {
	if problem == nil {
		return status
	}
	status.Values = append(status.Values, value("calibration", "%v", problem))
	if status.Level == diagnostic.LevelOK {
		status.Level, status.Message = diagnostic.LevelWarn, "the calibration is wrong: "+problem.Error()
	}
	return status
}

// questions tells of those that wait and of the answers until now.
func (d *diagnosis) questions(waiting, working int, overtaken uint64) diagnostic.Status {
	values := []diagnostic.KeyValue{value("waiting", "%d", waiting), value("being answered", "%d", working),
		value("asked again before they were taken up", "%d", overtaken)}
	for _, status := range slices.Sorted(maps.Keys(d.answers)) {
		values = append(values, value("answers: "+status, "%d", d.answers[status]))
	}
	if waiting > 0 && working == 0 {
		return d.status("questions", diagnostic.LevelWarn, "questions wait for views", values...)
	}
	return d.status("questions", diagnostic.LevelOK, "", values...)
}

// views tells what became of moments as key frames.
func (d *diagnosis) views(counts *ViewCounts) diagnostic.Status {
	values := []diagnostic.KeyValue{value("kept", "%d", counts.Kept)}
	for _, cause := range slices.Sorted(maps.Keys(counts.Taken)) {
		values = append(values, value("taken: "+cause, "%d", counts.Taken[cause]))
	}
	for _, cause := range slices.Sorted(maps.Keys(counts.Dropped)) {
		values = append(values, value("dropped: "+cause, "%d", counts.Dropped[cause]))
	}
	if unplaced := selection.Unplaced.String(); len(counts.Taken) == 0 && counts.Dropped[unplaced] > 0 {
		return d.status("key frames", diagnostic.LevelWarn, "it is not known where the cameras are in rig.fixed_frame", values...)
	}
	return d.status("key frames", diagnostic.LevelOK, "", values...)
}

// counter is a model that tells what became of its questions.
type counter interface{ Counts() reasoning.Counts }

// model tells of the model and of the last answer's time.
func (d *diagnosis) model(reasoner Reasoner, device config.Device) diagnostic.Status {
	model, t, last := reasoner.Bundle(), d.last.took, "none"
	if len(d.answers) > 0 {
		last = statusName(d.last.status)
	}
	values := []diagnostic.KeyValue{
		value("bundle", "%s", model.ID()), value("device", "%s", device), value("last answer", "%s", last),
		value("queue (s)", "%.3f", t.Queue), value("vision (s)", "%.3f", t.Vision), value("prefill (s)", "%.3f", t.Prefill),
		value("scene (s)", "%.3f", t.Scene), value("text (s)", "%.3f", t.Text),
	}
	if engine, ok := reasoner.(counter); ok {
		n := engine.Counts()
		values = append(values, value("waiting for the model", "%d", n.Waiting), value("prompt tokens read", "%d", n.ReadTokens),
			value("prompt tokens known from other questions", "%d", n.SharedTokens), value("too late for the model", "%d", n.Late),
			value("refused by the model", "%d", n.Refused))
	}
	switch {
	case d.last.moment != nil && (d.last.status == msgs.StatusError || d.last.status == msgs.StatusDegenerate):
		return d.status("model", diagnostic.LevelError, "the last question has no answer: "+statusName(d.last.status), values...)
	case !model.Description.Trained:
		return d.status("model", diagnostic.LevelWarn, "the model is UNTRAINED: its answers and scenes are noise", values...)
	}
	return d.status("model", diagnostic.LevelOK, "", values...)
}

// scene tells of the last scene and of what each filter left out of it.
func (d *diagnosis) scene() diagnostic.Status {
	counts := d.placed.counts
	values := []diagnostic.KeyValue{value("in metres", "%t", d.placed.metric), value("pixels", "%d", counts.Pixels), value("points", "%d", counts.Points)}
	for _, reason := range cloud.Reasons() {
		values = append(values, value("left out: "+reason.String(), "%d", counts.Removed(reason)))
	}
	values = append(values, d.placed.fit...)
	switch {
	case d.placed.problem != "":
		return d.status("scene", diagnostic.LevelWarn, "the last scene: "+d.placed.problem, values...)
	case !d.placed.published:
		return d.status("scene", diagnostic.LevelOK, "none", values...)
	}
	return d.status("scene", diagnostic.LevelOK, "", values...)
}

// bus tells what keeps topics from working, such as a quality of service that does not match, and of messages that were dropped since the last time.
func (d *diagnosis) bus(warnings []string, losses map[string]uint64) diagnostic.Status {
	var values []diagnostic.KeyValue
	for _, topic := range slices.Sorted(maps.Keys(losses)) {
		values = append(values, value("lost: "+topic, "%d", losses[topic]))
	}
	if d.refused > 0 {
		values = append(values, value("dropped messages", "%d", d.refused), value("the last of them", "%v", d.lastRefused))
	}
	if d.refused > d.toldRefused {
		warnings = append(slices.Clone(warnings), "a message was dropped: "+d.lastRefused.Error())
	}
	d.toldRefused = d.refused
	if len(warnings) > 0 {
		return d.status("topics", diagnostic.LevelWarn, strings.Join(warnings, "; "), values...)
	}
	return d.status("topics", diagnostic.LevelOK, "", values...)
}

// process tells of the program itself.
func (d *diagnosis) process() diagnostic.Status {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	values := []diagnostic.KeyValue{value("Go heap (MiB)", "%d", memory.HeapAlloc>>20), value("goroutines", "%d", runtime.NumGoroutine())}
	level, message := diagnostic.LevelOK, ""
	if resident, ok := residentBytes(); ok {
		held, most := resident>>20, int64(d.cfg.MaximumMemory)
		values = append(values, value("resident (MiB)", "%d", held))
		if most > 0 && held > most {
			level, message = diagnostic.LevelWarn, fmt.Sprintf("%d MiB are held, more than %d (diagnostics.maximum_memory)", held, most)
		}
	}
	return d.status("process", level, message, values...)
}

// residentBytes is the memory that the process holds, where Linux tells it.
func residentBytes() (int64, bool) {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, false
	}
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0, false
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	return pages * int64(os.Getpagesize()), err == nil
}

func sum(counts map[string]uint64) uint64 {
	var all uint64
	for _, count := range counts {
		all += count
	}
	return all
}
