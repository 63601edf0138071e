package reasoning

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
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
	other, err := e.See(t.Context(), of)
	if err != nil {
		t.Fatal(err)
	}
	release := e.geometer.queue.hold()
	begun := e.geometer.want(other)
	e.endAside()
	release()
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
	release := e.geometer.queue.hold()
	given, shared, kept := e.geometer.want(looks[0]), e.geometer.want(looks[1]), e.geometer.want(looks[2])
	if e.geometer.want(looks[1]) != shared {
		t.Error("two runs for one look")
	}
	looks[0].layers.unwant(given)
	looks[1].layers.unwant(shared)
	if _, err := given.wait(t.Context()); !errors.Is(err, context.Canceled) {
		t.Errorf("layers that nobody wants: %v", err)
	}
	again := e.geometer.want(looks[0])
	release()
	for _, run := range []*layering{shared, kept, again} {
		if bytes, err := run.wait(t.Context()); err != nil || len(bytes) == 0 {
			t.Errorf("%d bytes, %v", len(bytes), err)
		}
	}
	if ran := e.Counts().Geometries - before; ran != 1 {
		t.Errorf("the geometry graph ran %d times for three looks that waited together", ran)
	}
	looks[2].layers.unwant(kept)
	if e.geometer.want(looks[2]) != kept {
		t.Error("what was worked out is not kept")
	}
}

func floats(t *testing.T, run *layering) []float32 {
	t.Helper()
	bytes, err := run.wait(t.Context())
	values := make([]float32, len(bytes)/4)
	if _, decodeErr := binary.Decode(bytes, binary.LittleEndian, values); err != nil || decodeErr != nil {
		t.Fatal(err, decodeErr)
	}
	return values
}

// TestGeometryOfLooksThatWaitTogether has looks at two views and one at three wait: those that are alike take one run, as many as may be made
// together, and the layers of each are as alone.
func TestGeometryOfLooksThatWaitTogether(t *testing.T) {
	for most, wantRuns := range map[int]uint64{1: 4, 2: 3, 4: 2} {
		e := openEngine(t, func(s *config.Reasoning) { s.Scenes = most })
		counts := []int{2, 2, 3, 2}
		var alone [][]float32
		for seed, count := range counts {
			alone = append(alone, floats(t, e.geometer.want(look(t, e, count, seed))))
		}
		before, release := e.Counts().Geometries, e.geometer.queue.hold()
		var runs []*layering
		for seed, count := range counts {
			runs = append(runs, e.geometer.want(look(t, e, count, seed)))
		}
		release()
		for i, run := range runs {
			checkNear(t, "layers", floats(t, run), alone[i])
		}
		if ran := e.Counts().Geometries - before; ran != wantRuns {
			t.Errorf("%d together at most: the geometry graph ran %d times, want %d", most, ran, wantRuns)
		}
		closed(t, e)
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

// BenchmarkGeometry works out the layers of four looks at four views, one after another and together.
func BenchmarkGeometry(b *testing.B) {
	e := openEngine(b, func(s *config.Reasoning) { s.Bundle = "../model/bundles/nano" })
	var looks []*layering
	for number := range 4 {
		looks = append(looks, &layering{seen: look(b, e, 4, number)})
	}
	for _, together := range []int{1, 2, 4} {
		b.Run(fmt.Sprintf("%d together", together), func(b *testing.B) {
			for b.Loop() {
				for some := range slices.Chunk(looks, together) {
					for _, run := range some {
						run.read = make(chan struct{})
					}
					if _, err := e.geometer.run(some); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
