package node

import (
	"fmt"
	"slices"
	"time"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
)

// asker waits for the answer to its question.
type asker interface {
	// begun hears that the model takes the question up, and progress how far it is.
	begun()
	progress(feedback msgs.ReasonFeedback)
	// withdrawn is closed when the answer is no longer wanted; a nil channel never is.
	withdrawn() <-chan struct{}
	// answered takes the answer, once.
	answered(answer *msgs.SpatialAnswer)
}

// question is one that waits or is being answered.
type question struct {
	text string
	wish wish
	at   time.Time
	// standing says that the configuration asks it, again and again; since is when it was first asked and not taken up yet.
	standing bool
	since    time.Time
	// waited is how long it had waited when the model took it up.
	waited time.Duration
	// cameras are those to look at, in this order; nil leaves it to the node.
	cameras []int
	// maximumAge is how old the views may be, 0 is any age; nil until the loop takes the question: the node's.
	maximumAge *time.Duration
	// asker is told the answer, beside the topics; nil if nobody waits for it.
	asker asker
}

// fits says whether the question can be put about a moment with some cameras now; never before the simulated time has begun.
func (q question) fits(m *moment, cameras []int, now time.Time) bool {
	if m == nil || !m.has(cameras) || now.UnixNano() == 0 {
		return false
	}
	age, most := now.Sub(time.Unix(0, m.stampNanos)), *q.maximumAge
	return most == 0 || age <= most && age >= -most
}

// ask hands a question with an asker to the loop; if that has stopped, the asker is told.
func (l *Live) ask(q question, send func(event) bool) {
	if !send(event{camera: noCamera, question: &q}) {
		l.dismiss(q)
	}
}

// dismiss tells who still waits for an answer that the node goes without one.
func (l *Live) dismiss(q question) {
	if q.asker != nil {
		answer := l.refusal(q, "the node was stopped or deactivated before the model took it up")
		answer.Status = msgs.StatusCancelled
		q.asker.answered(&answer)
	}
}

// camerasNamed are the numbers of cameras by their names; none is nil.
func camerasNamed(cameras []config.Camera, names []string) ([]int, error) {
	var indexes []int
	for _, name := range names {
		index := slices.IndexFunc(cameras, func(c config.Camera) bool { return c.Name == name })
		if index < 0 {
			known := make([]string, len(cameras))
			for i, cam := range cameras {
				known[i] = cam.Name
			}
			return nil, fmt.Errorf("there is no camera %q; the cameras are %q", name, known)
		}
		if slices.Contains(indexes, index) {
			return nil, fmt.Errorf("camera %q is named twice", name)
		}
		indexes = append(indexes, index)
	}
	return indexes, nil
}
