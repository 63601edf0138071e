package reasoning

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/reasoning/decode"
	"github.com/thinker3d/thinker3d/reasoning/queue"
)

// counter is a speaker that says one token so many times.
type counter struct {
	undrawn
	left, fedCount int
}

func (c *counter) decide([]float32) (decode.Step, error) {
	if c.left--; c.left < 0 {
		return decode.Step{Stop: decode.StopLength}, nil
	}
	return decode.Step{Feed: decode.FeedToken, State: -1}, nil
}

func (*counter) instead(decode.Step) [][]byte { return nil }

func (c *counter) fed(decode.Step, stepped) error {
	c.fedCount++
	return nil
}

// idle is a scheduler on lanes of its own that nobody runs: the test takes its steps.
func idle(t *testing.T, change func(*config.Reasoning)) *scheduler {
	t.Helper()
	e := openEngine(t, nil)
	settings := e.settings
	if change != nil {
		change(&settings)
	}
	s := newScheduler(lanesOf(t, e, settings.Sequences), settings)
	s.running = true
	return s
}

// counting is a call with a prompt of so many tokens and as long a reply.
func counting(ctx context.Context, prompt, reply int, order queue.Order) *call {
	tokens := make([]int64, prompt)
	positions, _ := decode.PromptPositions(tokens, -1, nil)
	return &call{ctx: ctx, order: order, tokens: tokens, positions: positions, images: imageRows{pad: -1}, most: reply, speaker: &counter{left: reply}}
}

func submitted(t *testing.T, s *scheduler, calls ...*call) {
	t.Helper()
	for _, c := range calls {
		if err := s.submit(c); err != nil {
			t.Fatal(err)
		}
	}
	if !s.gather() {
		t.Fatal("nothing to do")
	}
}

// turn is what run does in one turn.
func (s *scheduler) turn() bool {
	going := s.gather()
	if going {
		s.dropWaiting()
		s.read()
		s.speak()
	}
	return going
}

func isDone(c *call) bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

func TestTooManyWaiting(t *testing.T) {
	s := idle(t, func(settings *config.Reasoning) { settings.Waiting = 2 })
	for range 2 {
		if err := s.submit(counting(t.Context(), 4, 1, queue.Order{})); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.submit(counting(t.Context(), 4, 1, queue.Order{})); !errors.Is(err, ErrBusy) || s.counts.Refused != 1 || s.counts.Waiting != 2 {
		t.Errorf("the third: %v; %+v", err, s.counts)
	}
	s.close()
	s.run()
}

func TestPriorityAndDeadline(t *testing.T) {
	s := idle(t, func(settings *config.Reasoning) { settings.Sequences = 1 })
	now := time.Now()
	low, high := counting(t.Context(), 4, 2, queue.Order{}), counting(t.Context(), 4, 2, queue.Order{Priority: 1})
	late, soon := counting(t.Context(), 4, 2, queue.Order{Deadline: now}), counting(t.Context(), 4, 2, queue.Order{Deadline: now.Add(time.Hour), Priority: -1})
	submitted(t, s, low, late, high, soon)
	s.turn()
	if !isDone(late) || !errors.Is(late.err, ErrLate) || len(s.speaking) != 1 || s.speaking[0] != high {
		t.Fatalf("late: %v; the first is not the one of priority", late.err)
	}
	for !isDone(low) {
		if isDone(soon) {
			t.Fatal("the lowest priority came first")
		}
		s.turn()
	}
	s.close()
	s.run()
	s.counts.Steps, s.counts.Stepping, s.counts.Running = 0, 0, 0
	if want := (Counts{Answered: 2, Late: 1, Failed: 1, ReadTokens: 8}); s.counts != want || !errors.Is(soon.err, ErrClosed) {
		t.Errorf("%+v, want %+v; at the end: %v", s.counts, want, soon.err)
	}
}

// TestACancelledCallLeavesWithinOneTurn cancels calls in each of their three states beside one that goes on.
func TestACancelledCallLeavesWithinOneTurn(t *testing.T) {
	s := idle(t, func(settings *config.Reasoning) { settings.Sequences, settings.LongestStall = 3, 1 })
	ctx, cancel := context.WithCancelCause(t.Context())
	stays := counting(t.Context(), 4, 50, queue.Order{})
	speaks, reads, waits := counting(ctx, 4, 50, queue.Order{}), counting(ctx, 40, 50, queue.Order{}), counting(ctx, 4, 50, queue.Order{})
	submitted(t, s, stays, speaks)
	s.turn()
	s.turn()
	submitted(t, s, reads, waits)
	s.turn()
	if len(s.speaking) != 2 || s.reading != reads || s.waiting.Len() != 1 {
		t.Fatalf("%d speak, %v is read, %d wait", len(s.speaking), s.reading, s.waiting.Len())
	}
	cancel(errFuse)
	s.turn()
	for name, c := range map[string]*call{"speaking": speaks, "reading": reads, "waiting": waits} {
		if !isDone(c) || !errors.Is(c.err, errFuse) {
			t.Errorf("%s: done %v, %v", name, isDone(c), c.err)
		}
	}
	if len(s.speaking) != 1 || s.speaking[0] != stays || s.reserved != stays.length()*s.lanes.tokenBytes() {
		t.Errorf("%d speak, %d bytes are reserved", len(s.speaking), s.reserved)
	}
	s.close()
	s.run()
	if stays.err != nil || stays.speaker.(*counter).fedCount != 50 {
		t.Errorf("the one that stayed: %v after %d steps", stays.err, stays.speaker.(*counter).fedCount)
	}
}

// TestPromptsAreReadInPartsWhileOthersSpeak looks at how much is read between two steps of a reply.
func TestPromptsAreReadInPartsWhileOthersSpeak(t *testing.T) {
	s := idle(t, func(settings *config.Reasoning) { settings.LongestStall = 1 })
	speaks, long := counting(t.Context(), 4, 50, queue.Order{}), counting(t.Context(), 5*leastRead, 1, queue.Order{})
	submitted(t, s, speaks)
	s.turn()
	submitted(t, s, long)
	for part := 1; part < 5; part++ {
		s.turn()
		if read, steps := s.lanes.entry().length, speaks.speaker.(*counter).fedCount; read != part*leastRead || steps != part+1 {
			t.Errorf("part %d: %d tokens were read, and %d steps made", part, read, steps)
		}
	}
	s.turn()
	if len(s.speaking) != 2 {
		t.Errorf("%d speak after five parts", len(s.speaking))
	}
	s.close()
	s.run()
}

func TestMemoryIsReserved(t *testing.T) {
	s := idle(t, nil)
	s.bytes = 100 * s.lanes.tokenBytes()
	never := counting(t.Context(), 60, 41, queue.Order{})
	first, second := counting(t.Context(), 40, 20, queue.Order{}), counting(t.Context(), 40, 20, queue.Order{})
	submitted(t, s, never)
	if s.turn(); !isDone(never) || !errors.Is(never.err, ErrMemory) {
		t.Errorf("101 tokens of 100: %v", never.err)
	}
	submitted(t, s, first, second)
	s.turn()
	again := counting(t.Context(), 60, 41, queue.Order{Priority: 1})
	submitted(t, s, again)
	if s.turn(); !isDone(again) || !errors.Is(again.err, ErrMemory) {
		t.Errorf("101 tokens of 100, while others speak: %v", again.err)
	}
	for !isDone(first) {
		if s.turn(); len(s.speaking) == 2 {
			t.Fatal("120 tokens of 100 are in use")
		}
	}
	s.close()
	s.run()
	if !isDone(second) || s.reserved != 0 {
		t.Errorf("%d bytes stay reserved", s.reserved)
	}
}

// TestManyQuestionsOneLook asks several questions at once about the same views, and compares each with the same alone.
func TestManyQuestionsOneLook(t *testing.T) {
	e := openEngine(t, func(s *config.Reasoning) { s.Sequences = 3 })
	seen, err := e.See(t.Context(), views(e, 3))
	if err != nil {
		t.Fatal(err)
	}
	questions := []string{question, "Where is the lamp?", "What is left of the sofa? A. Bed B. Desk", "Is there a door?", "What is behind me?"}
	alone := make([]Reply, len(questions))
	for i, text := range questions {
		alone[i], _ = ask(t, e, Request{Views: views(e, 3), Question: text})
	}
	before := e.Counts()
	var group sync.WaitGroup
	for i, text := range questions {
		group.Go(func() {
			reply, err := e.Reason(context.Background(), Request{Seen: seen, Question: text}, nil)
			if err != nil || !alike(reply, alone[i]) {
				t.Errorf("%q: %v\ntogether %+v\nalone    %+v", text, err, reply, alone[i])
			}
		})
	}
	group.Wait()
	p, err := e.prepare(t.Context(), Request{Seen: seen, Question: question})
	if err != nil {
		t.Fatal(err)
	}
	if known, want := e.Counts().SharedTokens-before.SharedTokens, uint64((len(questions)-1)*p.call.shared()); known != want {
		t.Errorf("%d tokens of the prompts were known, want %d", known, want)
	}
}

// TestEveryQuestionEndsWithAResultOrAReason asks at random, twice as much as there is room for, with deadlines and cancels.
func TestEveryQuestionEndsWithAResultOrAReason(t *testing.T) {
	const askers, each, room = 16, 6, 4
	e := openEngine(t, func(s *config.Reasoning) { s.Sequences, s.Waiting, s.CacheMemory = room, room, 8 })
	seen := make([]*Seen, 3)
	for i := range seen {
		made, err := e.See(t.Context(), views(e, i+1))
		if err != nil {
			t.Fatal(err)
		}
		seen[i] = made
	}
	var group sync.WaitGroup
	var mutex sync.Mutex
	ends := map[string]int{}
	for asker := range askers {
		group.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(asker)))
			for range each {
				end := askAtRandom(e, seen[random.IntN(len(seen))], random)
				mutex.Lock()
				ends[end]++
				mutex.Unlock()
			}
		})
	}
	group.Wait()
	counts := e.Counts()
	total := counts.Answered + counts.Cancelled + counts.Late + counts.Refused
	if ends["other"] > 0 || counts.Failed > 0 || counts.Waiting != 0 || total > askers*each {
		t.Errorf("ends are %v, counts %+v", ends, counts)
	}
	if e.scheduler.reserved != 0 || e.scheduler.prefixes.used > e.scheduler.bytes {
		t.Errorf("%d bytes stay reserved, prefixes have %d", e.scheduler.reserved, e.scheduler.prefixes.used)
	}
	t.Log(ends)
}

func askAtRandom(e *Engine, seen *Seen, random *rand.Rand) string {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	request := Request{Seen: seen, Question: question, Priority: random.IntN(3), Client: string(rune('a' + random.IntN(4)))}
	var heard Listener
	switch random.IntN(4) {
	case 0:
		request.Deadline = time.Now().Add(time.Duration(random.IntN(int(20 * time.Millisecond))))
	case 1:
		heard = &ear{onText: func() { cancel(errFuse) }}
	}
	reply, err := e.Reason(ctx, request, heard)
	for name, known := range map[string]error{"late": ErrLate, "busy": ErrBusy, "memory": ErrMemory, "cancelled": errFuse} {
		if errors.Is(err, known) && reply.Reason != "" && reply.Answer == "" {
			return name
		}
	}
	if err == nil && reply.Status == StatusOK {
		return "answered"
	}
	return "other"
}
