package reasoning

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

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
	e.layer(other)
	closed(t, e)
	if _, err := other.layers.wait(context.Background()); !errors.Is(err, context.Canceled) {
		t.Errorf("layers after the engine's end: %v", err)
	}
}
