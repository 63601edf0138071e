package reasoning

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/thinker3d/thinker3d/config"
)

// withScene gives the views of a question that gives a scene, and the reply.
func withScene(t *testing.T, e *Engine) (Views, Reply, *ear) {
	t.Helper()
	for count := 1; count <= 4; count++ {
		if reply, heard := ask(t, e, Request{Views: views(e, count), Question: question}); len(heard.scenes) == 1 {
			return views(e, count), reply, heard
		}
	}
	t.Fatal("no question gave a scene")
	return Views{}, Reply{}, nil
}

// TestManyScenesOneGeometry asks together about one Seen; the geometry graph runs once, and each scene is as alone.
func TestManyScenesOneGeometry(t *testing.T) {
	e := openEngine(t, func(s *config.Reasoning) { s.Sequences = 3 })
	of, alone, heardAlone := withScene(t, e)
	seen, err := e.See(t.Context(), of)
	if err != nil {
		t.Fatal(err)
	}
	before := e.Counts().Geometries
	if reply, heard := ask(t, e, Request{Seen: seen, Question: question, WithoutScene: true}); len(heard.scenes) != 0 || reply.Text != alone.Text {
		t.Errorf("without a scene: %q, %d scenes", reply.Text, len(heard.scenes))
	}
	if ran := e.Counts().Geometries - before; ran != 0 {
		t.Errorf("the geometry graph ran %d times where no scene was wanted", ran)
	}
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			heard := &ear{}
			reply, err := e.Reason(context.Background(), Request{Seen: seen, Question: question}, heard)
			if err != nil || !alike(reply, alone) || len(heard.scenes) != 1 {
				t.Errorf("%v, %d scenes\ntogether %+v\nalone    %+v", err, len(heard.scenes), reply, alone)
				return
			}
			checkNear(t, "depth", heard.scenes[0].Views.Depth, heardAlone.scenes[0].Views.Depth)
			checkNear(t, "pose encodings", heard.scenes[0].Views.PoseEncodings, heardAlone.scenes[0].Views.PoseEncodings)
		})
	}
	group.Wait()
	if ran := e.Counts().Geometries - before; ran != 1 {
		t.Errorf("the geometry graph ran %d times for one Seen", ran)
	}
}

// TestGeometryOutlivesTheQuestion cancels the question that has it begun; another about the same Seen gets the layers.
func TestGeometryOutlivesTheQuestion(t *testing.T) {
	e := openEngine(t, nil)
	of, _, _ := withScene(t, e)
	seen, err := e.See(t.Context(), of)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Reason(ctx, Request{Seen: seen, Question: question}, nil); !errors.Is(err, context.Canceled) {
		t.Fatalf("a cancelled question: %v", err)
	}
	if reply, heard := ask(t, e, Request{Seen: seen, Question: question}); len(heard.scenes) != 1 {
		t.Errorf("no scene: %s", reply.SceneProblem)
	}
}

// TestGeometryEndsWithTheEngine has layers begun that nobody waits for, and pictures that do not fit: neither is a question's failure.
func TestGeometryEndsWithTheEngine(t *testing.T) {
	e := openEngine(t, nil)
	of, alone, _ := withScene(t, e)
	seen, err := e.See(t.Context(), of)
	if err != nil {
		t.Fatal(err)
	}
	seen.views.PictureHeight, seen.views.Pictures = 1, slices.Clone(seen.views.Pictures)
	for i := range seen.views.Pictures {
		seen.views.Pictures[i] = seen.views.Pictures[i][:3*seen.views.PictureWidth]
	}
	if reply, heard := ask(t, e, Request{Seen: seen, Question: question}); reply.Text != alone.Text || reply.SceneProblem == "" || len(heard.scenes) != 0 {
		t.Errorf("pictures that do not fit: %q, %q, %d scenes", reply.Text, reply.SceneProblem, len(heard.scenes))
	}
	<-e.layering // nobody may run the graph
	other, err := e.See(t.Context(), of)
	if err != nil {
		t.Fatal(err)
	}
	begun := e.want(other)
	closed(t, e)
	if _, err := begun.wait(context.Background()); !errors.Is(err, context.Canceled) {
		t.Errorf("layers after the engine's end: %v", err)
	}
}

// TestGeometryIsLeftThatNobodyWants has questions end before the geometry graph has come to theirs: it does not run for them, and does for the
// one that waits still, and again for the same look when that is asked about anew.
func TestGeometryIsLeftThatNobodyWants(t *testing.T) {
	e := openEngine(t, nil)
	of, _, _ := withScene(t, e)
	looks := make([]*Seen, 3)
	for i := range looks {
		var err error
		if looks[i], err = e.See(t.Context(), of); err != nil {
			t.Fatal(err)
		}
	}
	before := e.Counts().Geometries
	<-e.layering // nobody may run the graph
	given, shared, kept := e.want(looks[0]), e.want(looks[1]), e.want(looks[2])
	if e.want(looks[1]) != shared {
		t.Error("two runs for one look")
	}
	looks[0].layers.unwant(given)
	looks[1].layers.unwant(shared)
	if _, err := given.wait(t.Context()); !errors.Is(err, context.Canceled) {
		t.Errorf("layers that nobody wants: %v", err)
	}
	e.layering <- struct{}{}
	for _, run := range []*layering{shared, kept, e.want(looks[0])} {
		if bytes, err := run.wait(t.Context()); err != nil || len(bytes) == 0 {
			t.Errorf("%d bytes, %v", len(bytes), err)
		}
	}
	if ran := e.Counts().Geometries - before; ran != 3 {
		t.Errorf("the geometry graph ran %d times for three looks that were wanted to the end", ran)
	}
	looks[2].layers.unwant(kept)
	if again := e.want(looks[2]); again != kept {
		t.Error("what was worked out is not kept")
	}
}

// TestQuestionsThatCannotBeTakenAreNotLookedAt refuses questions that are late or beyond those that may wait before their views are seen, and has
// those that are late in the queue bring no geometry.
func TestQuestionsThatCannotBeTakenAreNotLookedAt(t *testing.T) {
	e := openEngine(t, func(s *config.Reasoning) { s.Waiting = 1 })
	<-e.looking // nobody may look
	if _, err := e.Reason(t.Context(), Request{Views: views(e, 2), Question: question, Deadline: time.Now()}, nil); !errors.Is(err, ErrLate) {
		t.Errorf("a late question: %v", err)
	}
	e.scheduler.mutex.Lock()
	e.scheduler.counts.Waiting = 1
	e.scheduler.mutex.Unlock()
	if _, err := e.Reason(t.Context(), Request{Views: views(e, 2), Question: question}, nil); !errors.Is(err, ErrBusy) {
		t.Errorf("a question too many: %v", err)
	}
	e.scheduler.mutex.Lock()
	e.scheduler.counts.Waiting = 0
	e.scheduler.mutex.Unlock()
	e.looking <- struct{}{}
	seen, err := e.See(t.Context(), views(e, 2))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Reason(t.Context(), Request{Seen: seen, Question: question, Deadline: time.Now()}, nil); !errors.Is(err, ErrLate) {
		t.Errorf("a late question about what was seen: %v", err)
	}
	if counts := e.Counts(); counts.Geometries != 0 || counts.Late != 2 || counts.Refused != 1 {
		t.Errorf("%+v", counts)
	}
}
