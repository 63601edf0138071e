package reasoning

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/reasoning/scene"
)

// look makes up a look at so many views.
func look(t testing.TB, e *Engine, count, seed int) *Seen {
	t.Helper()
	of := views(e, count)
	for _, picture := range of.Pictures {
		for at := range picture {
			picture[at] += byte(seed * at / 5)
		}
	}
	seen, err := e.See(t.Context(), of)
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

// wished makes up a look of so many views, and latents.
func wished(t testing.TB, e *Engine, count, seed int) *wish {
	t.Helper()
	seen := look(t, e, count, seed)
	layers, err := e.geometer.want(seen).wait(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w := &wish{ctx: t.Context(), seen: seen, layers: layers}
	for at := range e.bundle.Description.Projector.Latents * e.bundle.Description.Decoder.Hidden {
		w.latents = binary.LittleEndian.AppendUint32(w.latents, math.Float32bits(float32((at*(seed+2))%13)/6-1))
	}
	return w
}

// again is the same wish, not made yet, whose scene the ear keeps.
func (w *wish) again(ctx context.Context, heard *ear) *wish {
	return &wish{ctx: ctx, seen: w.seen, layers: w.layers, latents: w.latents, use: func(made scene.Scene, _ time.Duration) { heard.Scene(made) }}
}

// TestScenesThatWaitAreMadeTogether has three scenes of two views and one of three wait: those that are alike take one run of
// the graphs, as many as may be made together, and each scene is as alone.
func TestScenesThatWaitAreMadeTogether(t *testing.T) {
	for most, wantRuns := range map[int]uint64{1: 4, 2: 3, 4: 2} {
		e := openEngine(t, func(s *config.Reasoning) { s.Scenes = most })
		wishes := []*wish{wished(t, e, 2, 0), wished(t, e, 2, 1), wished(t, e, 3, 2), wished(t, e, 2, 3)}
		alone := make([]*ear, len(wishes))
		for i, w := range wishes {
			alone[i] = &ear{}
			if err := e.imaginer.make(w.again(t.Context(), alone[i])); err != nil {
				t.Fatal(err)
			}
		}
		if slices.Equal(alone[0].scenes[0].Views.Depth, alone[1].scenes[0].Views.Depth) {
			t.Fatal("two looks gave one scene")
		}
		before, release := e.Counts().SceneRuns, e.imaginer.queue.hold()
		together := make([]*ear, len(wishes))
		var group sync.WaitGroup
		for i, w := range wishes {
			together[i] = &ear{}
			group.Go(func() {
				if err := e.imaginer.make(w.again(t.Context(), together[i])); err != nil {
					t.Error(err)
				}
			})
			e.imaginer.queue.waits(i + 1)
		}
		release()
		group.Wait()
		if runs := e.Counts().SceneRuns - before; runs != wantRuns {
			t.Errorf("%d together at most: the scene graph ran %d times, want %d", most, runs, wantRuns)
		}
		for i := range wishes {
			got, want := together[i].scenes[0].Views, alone[i].scenes[0].Views
			checkNear(t, "depth", got.Depth, want.Depth)
			checkNear(t, "confidence", got.Confidence, want.Confidence)
			checkNear(t, "pose encodings", got.PoseEncodings, want.PoseEncodings)
			if &got.Pictures[0][0] != &wishes[i].seen.views.Pictures[0][0] {
				t.Error("a scene has the pictures of another look")
			}
		}
		closed(t, e)
	}
}

// TestASceneThatNobodyWaitsForIsLeftOut cancels one of two scenes that wait: it ends at once, and the other is made.
func TestASceneThatNobodyWaitsForIsLeftOut(t *testing.T) {
	e := openEngine(t, nil)
	one, other := wished(t, e, 2, 0), wished(t, e, 2, 1)
	release, heard := e.imaginer.queue.hold(), &ear{}
	ctx, cancel := context.WithCancelCause(t.Context())
	ends, others := make(chan error), make(chan error)
	go func() { ends <- e.imaginer.make(one.again(ctx, heard)) }()
	e.imaginer.queue.waits(1)
	made := &ear{}
	go func() { others <- e.imaginer.make(other.again(t.Context(), made)) }()
	e.imaginer.queue.waits(2)
	cancel(errFuse)
	if err := <-ends; !errors.Is(err, errFuse) {
		t.Errorf("cancelled: %v", err)
	}
	release()
	if err := <-others; err != nil || len(made.scenes) != 1 || len(heard.scenes) != 0 {
		t.Errorf("%v, %d scenes, %d of the one that was cancelled", err, len(made.scenes), len(heard.scenes))
	}
}

// TestScenesFailTogether gives two that are made together layers that are none: both are told, and the next is made.
func TestScenesFailTogether(t *testing.T) {
	e := openEngine(t, nil)
	w := wished(t, e, 2, 0)
	release := e.imaginer.queue.hold()
	failures := make(chan error)
	for number := range 2 {
		broken := w.again(t.Context(), &ear{})
		broken.layers = broken.layers[:len(broken.layers)/2]
		go func() { failures <- e.imaginer.make(broken) }()
		e.imaginer.queue.waits(number + 1)
	}
	release()
	for range 2 {
		if err := <-failures; err == nil {
			t.Error("half of the layers gave a scene")
		}
	}
	heard := &ear{}
	if err := e.imaginer.make(w.again(t.Context(), heard)); err != nil || len(heard.scenes) != 1 {
		t.Errorf("afterwards: %v, %d scenes", err, len(heard.scenes))
	}
}

// TestASceneThatIsNoneHarmsNoOther makes one of latents that are no numbers first of two that are made together.
func TestASceneThatIsNoneHarmsNoOther(t *testing.T) {
	e := openEngine(t, nil)
	w := wished(t, e, 2, 0)
	alone, beside := &ear{}, &ear{}
	if err := e.imaginer.make(w.again(t.Context(), alone)); err != nil {
		t.Fatal(err)
	}
	broken := w.again(t.Context(), &ear{})
	broken.latents = slices.Repeat(binary.LittleEndian.AppendUint32(nil, math.Float32bits(float32(math.NaN()))), len(w.latents)/4)
	before, release := e.Counts().SceneRuns, e.imaginer.queue.hold()
	ends, others := make(chan error), make(chan error)
	go func() { ends <- e.imaginer.make(broken) }()
	e.imaginer.queue.waits(1)
	go func() { others <- e.imaginer.make(w.again(t.Context(), beside)) }()
	e.imaginer.queue.waits(2)
	release()
	if err := <-ends; err == nil {
		t.Error("latents that are no numbers gave a scene")
	}
	if err := <-others; err != nil {
		t.Fatal(err)
	}
	checkNear(t, "depth", beside.scenes[0].Views.Depth, alone.scenes[0].Views.Depth)
	if runs := e.Counts().SceneRuns - before; runs != 1 {
		t.Errorf("the scene graph ran %d times, want 1", runs)
	}
}

// TestASlowListenerHoldsUpNoOther has who wished for a scene wish for another while it uses the first.
func TestASlowListenerHoldsUpNoOther(t *testing.T) {
	e := openEngine(t, nil)
	w := wished(t, e, 2, 0)
	slow, alone, heard := w.again(t.Context(), &ear{}), &ear{}, &ear{}
	if err := e.imaginer.make(w.again(t.Context(), alone)); err != nil {
		t.Fatal(err)
	}
	slow.use = func(made scene.Scene, _ time.Duration) {
		if err := e.imaginer.make(w.again(t.Context(), heard)); err != nil || len(heard.scenes) != 1 {
			t.Errorf("a wish within a wish: %v, %d scenes", err, len(heard.scenes))
		}
		checkNear(t, "depth", made.Views.Depth, alone.scenes[0].Views.Depth)
	}
	if err := e.imaginer.make(slow); err != nil {
		t.Error(err)
	}
}

// BenchmarkScenes makes the scenes of four looks at four views, one after another and together.
func BenchmarkScenes(b *testing.B) {
	e := openEngine(b, func(s *config.Reasoning) { s.Bundle = "../model/bundles/nano" })
	var wishes []*wish
	for number := range 4 {
		wishes = append(wishes, wished(b, e, 4, number))
	}
	for _, together := range []int{1, 2, 4} {
		b.Run(fmt.Sprintf("%d together", together), func(b *testing.B) {
			for b.Loop() {
				for some := range slices.Chunk(wishes, together) {
					if err := e.imaginer.imagine(b.Context(), some, func(_ *wish, end ending) error { return end.lent.giveBack() }); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
