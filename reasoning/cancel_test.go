package reasoning

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"
)

// fuse is a context that is cancelled when it has been asked so many times whether it is.
type fuse struct {
	context.Context
	cancel context.CancelCauseFunc
	mutex  sync.Mutex
	left   int
}

var errFuse = errors.New("the fuse burnt down")

func newFuse(asks int) *fuse {
	ctx, cancel := context.WithCancelCause(context.Background())
	return &fuse{Context: ctx, cancel: cancel, left: asks}
}

func (f *fuse) Err() error {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.left--; f.left < 0 {
		f.cancel(errFuse)
	}
	return f.Context.Err()
}

// TestReasonStopsAnywhere cancels a question at every place where the engine looks, from before the views are seen to
// the last steps of the text, and then asks it in full.
func TestReasonStopsAnywhere(t *testing.T) {
	e := openEngine(t, nil)
	request := Request{Views: views(e, 1), Question: question}
	want, _ := ask(t, e, request)
	for asks := 0; ; asks++ {
		ctx := newFuse(asks)
		reply, err := e.Reason(ctx, request, &ear{})
		if err == nil {
			if asks < len(want.Tokens) {
				t.Errorf("only %d places were looked at", asks)
			}
			if !same(reply, want) {
				t.Errorf("the reply that was not stopped is %+v, want %+v", reply, want)
			}
			return
		}
		if !errors.Is(err, errFuse) || reply.Status != StatusCancelled || reply.Answer != "" {
			t.Fatalf("stopped at place %d: %+v, %v", asks, reply, err)
		}
	}
}

// TestReasonStopsWithinTheText cancels from the listener, while the scene may be in the making.
func TestReasonStopsWithinTheText(t *testing.T) {
	e := openEngine(t, nil)
	request := Request{Views: views(e, 2), Question: question}
	want, _ := ask(t, e, request)
	ctx, cancel := context.WithCancelCause(context.Background())
	heard := &ear{onText: func() { cancel(errFuse) }}
	reply, err := e.Reason(ctx, request, heard)
	if !errors.Is(err, errFuse) || reply.Status != StatusCancelled || len(heard.pieces) != 1 {
		t.Errorf("stopped after %d pieces: %+v, %v", len(heard.pieces), reply, err)
	}
	again, _ := ask(t, e, request)
	if !same(again, want) {
		t.Errorf("after a stop the reply is %+v, want %+v", again, want)
	}
}

func TestWaitingForATurnCanBeCancelled(t *testing.T) {
	e := openEngine(t, nil)
	request := Request{Views: views(e, 1), Question: question}
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errFuse)
	asked := false
	heard := &ear{onText: func() {
		if asked {
			return
		}
		asked = true
		if _, err := e.Reason(ctx, request, &ear{}); !errors.Is(err, errFuse) {
			t.Errorf("a cancelled wait returned %v", err)
		}
	}}
	if _, err := e.Reason(context.Background(), request, heard); err != nil || !asked {
		t.Error(err)
	}
}

// TestReasonStopsAtAnyTime cancels from another goroutine, sooner or later, so that now and then a native call is
// under way; each reply is either stopped or whole.
func TestReasonStopsAtAnyTime(t *testing.T) {
	e := openEngine(t, nil)
	request := Request{Views: views(e, 4), Question: question}
	want, _ := ask(t, e, request)
	for turns := range 40 {
		ctx, cancel := context.WithCancelCause(context.Background())
		var group sync.WaitGroup
		group.Go(func() {
			for range turns * turns * 20 {
				runtime.Gosched()
			}
			cancel(errFuse)
		})
		reply, err := e.Reason(ctx, request, &ear{})
		group.Wait()
		if err == nil && !same(reply, want) || err != nil && (!errors.Is(err, errFuse) || reply.Status != StatusCancelled) {
			t.Fatalf("cancelled after %d turns: %+v, %v", turns, reply, err)
		}
	}
}
