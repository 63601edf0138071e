package reasoning

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/reasoning/scene"
)

// notebook writes down what it hears.
type notebook struct{ strings.Builder }

func (n *notebook) Latent()           { n.WriteByte('*') }
func (n *notebook) Text(piece string) { n.WriteString(piece) }
func (*notebook) Scene(scene.Scene)   {}

func TestAListenerHearsAllThatWasSaid(t *testing.T) {
	heardAll := &notebook{}
	h := heardBy(heardAll)
	for _, text := range strings.SplitAfter("a sofa, ahead and to the left, ", " ") {
		h.utter(piece{text: text})
	}
	h.utter(piece{latent: true})
	h.tell(func() bool { return true })
	h.utter(piece{text: "soon after"})
	c := &call{ctx: t.Context(), done: make(chan struct{})}
	close(c.done)
	h.until(c)
	if want := "a sofa, ahead and to the left, *soon after"; heardAll.String() != want {
		t.Errorf("heard %q, want %q", heardAll, want)
	}
}

func TestAReplyIsHeardBeforeItEnds(t *testing.T) {
	said, c := make(chan string), &call{ctx: t.Context(), done: make(chan struct{})}
	h := heardBy(announcer(said))
	h.utter(piece{text: "so far"})
	go h.until(c)
	if text := <-said; text != "so far" {
		t.Errorf("heard %q", text)
	}
	close(c.done)
}

// announcer sends on what it hears.
type announcer chan string

func (announcer) Latent()             {}
func (a announcer) Text(piece string) { a <- piece }
func (announcer) Scene(scene.Scene)   {}

func TestNothingIsHeardOfACancelledReply(t *testing.T) {
	heardAll := &notebook{}
	h := heardBy(heardAll)
	h.utter(piece{text: "too late"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		err  error
		want string
	}{{errors.New("cancelled"), ""}, {nil, "too late"}} {
		over := &call{ctx: ctx, done: make(chan struct{}), err: c.err}
		close(over.done)
		if h.until(over); heardAll.String() != c.want {
			t.Errorf("of a reply that ended with %v: %q, want %q", c.err, heardAll, c.want)
		}
	}
}
