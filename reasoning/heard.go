package reasoning

import (
	"sync"
	"time"
)

// hearEvery is how often a listener hears what was said since, after the first text. To be woken at each step, which may be shorter than a millisecond, would cost the
// decoder's goroutine more than all else that a step asks of it.
const hearEvery = 20 * time.Millisecond

// usuallyUnheard is for how many pieces there is room from the start.
const usuallyUnheard = 32

// heard is what a listener is told of a reply. The scheduler, which utters, does not wait for it, and wakes it once.
type heard struct {
	listener Listener
	// begun says that there is text, the first of which wakes the listener.
	begun bool
	wake  chan struct{}

	mutex sync.Mutex
	// said belongs to the mutex.
	said []piece
	// hearing is what was taken from it.
	hearing []piece
}

// piece is what a listener hears: a latent, or some text.
type piece struct {
	latent bool
	text   string
}

// heardBy is nil for a listener that is deaf.
func heardBy(listener Listener) *heard {
	if listener == (deaf{}) {
		return nil
	}
	return &heard{listener: listener, wake: make(chan struct{}, 1), said: make([]piece, 0, usuallyUnheard), hearing: make([]piece, 0, usuallyUnheard)}
}

// utter has the listener hear a piece, soon.
func (h *heard) utter(one piece) {
	if h == nil {
		return
	}
	h.mutex.Lock()
	h.said = append(h.said, one)
	h.mutex.Unlock()
	if !h.begun && !one.latent {
		h.begun = true
		h.wake <- struct{}{}
	}
}

// until has the listener hear what is said until the call is done. Once its context has ended nothing more is heard, unless all had been
// said.
func (h *heard) until(c *call) {
	if h == nil {
		<-c.done
		return
	}
	again := time.NewTicker(hearEvery)
	defer again.Stop()
	for {
		select {
		case <-h.wake:
		case <-again.C:
		case <-c.done:
			h.tell(func() bool { return c.err == nil || c.ctx.Err() == nil })
			return
		}
		h.tell(func() bool { return c.ctx.Err() == nil })
	}
}

// tell has the listener hear what was said and not heard, as long as it wants to.
func (h *heard) tell(wanted func() bool) {
	h.mutex.Lock()
	h.hearing, h.said = append(h.hearing, h.said...), h.said[:0]
	h.mutex.Unlock()
	told := 0
	for told < len(h.hearing) && wanted() {
		one := h.hearing[told]
		told++
		if one.latent {
			h.listener.Latent()
		} else {
			h.listener.Text(one.text)
		}
	}
	h.hearing = append(h.hearing[:0], h.hearing[told:]...)
}
