// Command soak asks an engine at random, at twice what it can answer, with cancels and deadlines, and prints what became of every
// question and how much memory the process holds.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/thinker3d/thinker3d/bench/made"
	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/reasoning"
)

// line is what is printed of each part of the time; counts are those of the part.
type line struct {
	Seconds  float64        `json:"seconds"`
	Asked    int            `json:"asked"`
	Ends     map[string]int `json:"ends"`
	Resident int            `json:"resident_mib"`
	Peak     int            `json:"peak_mib"`
}

func main() {
	bundle := flag.String("bundle", "model/bundles/nano", "the bundle's folder")
	questions := flag.String("from", "e2e/sample/spatial.jsonl", "JSON lines with a key question")
	duration := flag.Duration("duration", time.Hour, "how long to ask")
	overload := flag.Float64("overload", 2, "questions asked, as a multiple of what can be answered")
	parts := flag.Int("parts", 10, "how many lines are printed")
	seed := flag.Uint64("seed", 1, "seed of everything that is drawn")
	flag.Parse()
	if err := run(*bundle, *questions, *duration, *overload, *parts, *seed); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

func run(bundle, from string, duration time.Duration, overload float64, parts int, seed uint64) error {
	questions, err := made.Questions(from, 0)
	if err != nil {
		return err
	}
	cfg, err := config.Default()
	if err != nil {
		return err
	}
	settings := cfg.Reasoning
	settings.Bundle, settings.Waiting = bundle, 4*settings.Sequences
	engine, err := reasoning.Open(settings)
	if err != nil {
		return err
	}
	s := &soak{engine: engine, questions: questions, random: rand.New(rand.NewPCG(seed, seed)), ends: map[string]int{}}
	if err := s.look(); err != nil {
		return errors.Join(err, engine.Close())
	}
	capacity, err := s.capacity(2 * settings.Sequences)
	if err != nil {
		return errors.Join(err, engine.Close())
	}
	fmt.Fprintf(os.Stderr, "%.1f questions a second can be answered; %.1f are asked\n", capacity, capacity*overload)
	s.ask(duration, time.Duration(float64(time.Second)/capacity/overload), parts)
	if err := engine.Close(); err != nil {
		return err
	}
	return s.check()
}

// soak is the state of one run. Its goroutine draws; those of the questions report under the mutex.
type soak struct {
	engine    *reasoning.Engine
	questions []string
	seen      []*reasoning.Seen
	random    *rand.Rand
	group     sync.WaitGroup
	total     int

	mutex sync.Mutex
	ends  map[string]int
	lost  []string
}

// look has the engine see sets of one to four views.
func (s *soak) look() error {
	for count := 1; count <= 4; count++ {
		seen, err := s.engine.See(context.Background(), made.Views(s.engine.Bundle().Description, count))
		if err != nil {
			return err
		}
		s.seen = append(s.seen, seen)
	}
	return nil
}

// capacity is how many questions a second are answered if so many are asked at once.
func (s *soak) capacity(count int) (float64, error) {
	failures := make([]error, count)
	began := time.Now()
	var group sync.WaitGroup
	for i := range count {
		request := s.draw()
		group.Go(func() { _, failures[i] = s.engine.Reason(context.Background(), request, nil) })
	}
	group.Wait()
	return float64(count) / time.Since(began).Seconds(), errors.Join(failures...)
}

func (s *soak) draw() reasoning.Request {
	return reasoning.Request{Seen: s.seen[s.random.IntN(len(s.seen))], Question: s.questions[s.random.IntN(len(s.questions))],
		Priority: s.random.IntN(3), Client: string(rune('a' + s.random.IntN(5))), WithoutScene: s.random.IntN(2) == 0}
}

// ask asks for so long, at random times that are so far apart in the mean.
func (s *soak) ask(duration, mean time.Duration, parts int) {
	began, part, asked := time.Now(), 1, 0
	for time.Since(began) < duration {
		<-time.After(time.Duration(s.random.ExpFloat64() * float64(mean)))
		s.one(mean)
		asked++
		if time.Since(began) >= duration*time.Duration(part)/time.Duration(parts) {
			s.print(time.Since(began), asked)
			part, asked = part+1, 0
		}
	}
	s.group.Wait()
	s.print(time.Since(began), asked)
}

// one asks one question; a third of them have a deadline, and a third are cancelled after a while.
func (s *soak) one(mean time.Duration) {
	const patience = 20 // mean distances between questions
	request, most := s.draw(), time.Duration(s.random.Float64()*patience*float64(mean))
	ctx, cancel := context.WithCancel(context.Background())
	switch s.random.IntN(3) {
	case 0:
		request.Deadline = time.Now().Add(most)
	case 1:
		timer := time.AfterFunc(most, cancel)
		stop := cancel
		cancel = func() { timer.Stop(); stop() }
	}
	s.total++
	s.group.Go(func() {
		defer cancel()
		reply, err := s.engine.Reason(ctx, request, nil)
		s.ended(reply, err)
	})
}

func (s *soak) ended(reply reasoning.Reply, err error) {
	name := ""
	for known, sentinel := range map[string]error{"late": reasoning.ErrLate, "busy": reasoning.ErrBusy, "memory": reasoning.ErrMemory, "cancelled": context.Canceled} {
		if errors.Is(err, sentinel) {
			name = known
		}
	}
	if err == nil {
		name = reply.Status.String()
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if name == "" || err != nil && reply.Reason == "" {
		s.lost = append(s.lost, fmt.Sprintf("%s: %v", reply.Status, err))
		name = "other"
	}
	s.ends[name]++
}

func (s *soak) print(at time.Duration, asked int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	part := line{Seconds: at.Seconds(), Asked: asked, Ends: maps.Clone(s.ends), Resident: made.Resident(), Peak: made.Peak()}
	clear(s.ends)
	for name, count := range part.Ends {
		s.total -= count
		if name == "other" && len(s.lost) > 0 {
			fmt.Fprintln(os.Stderr, "other:", slices.Compact(s.lost)[0])
		}
	}
	_ = json.NewEncoder(os.Stdout).Encode(part)
}

// check says whether a question is missing, or ended without a name.
func (s *soak) check() error {
	if s.total != 0 || len(s.lost) > 0 {
		return fmt.Errorf("%d questions have no end, %d one without a name", s.total, len(s.lost))
	}
	return nil
}
