// Command questions asks several questions about the same views, one after another and together, and prints a JSON object for each way.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/thinker3d/thinker3d/bench/made"
	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/reasoning"
	"github.com/thinker3d/thinker3d/reasoning/scene"
)

// options is what is measured.
type options struct {
	bundle, questions                      string
	count, views, runs, threads, sequences int
	// scenes is how many of the questions are to give a scene too.
	scenes int
}

// result is what one way took; the times are medians of the runs.
type result struct {
	Way             string  `json:"way"`
	Questions       int     `json:"questions"`
	Views           int     `json:"views"`
	Threads         int     `json:"threads"`
	Sequences       int     `json:"sequences"`
	Scenes          int     `json:"scenes"`
	Seconds         float64 `json:"seconds"`
	Tokens          int     `json:"tokens"`
	TokensPerSecond float64 `json:"tokens_per_second"`
	// FirstScene and Answer are seconds from the question to its scene and to its answer, the median over questions of the last run; 0 without.
	FirstScene float64 `json:"first_scene_seconds"`
	Answer     float64 `json:"answer_seconds"`
	// Vision, Prefill and Text are seconds within the model, the medians over questions of the last run.
	Vision  float64 `json:"vision_seconds"`
	Prefill float64 `json:"prefill_seconds"`
	Text    float64 `json:"text_seconds"`
	// Host is the share of the replies' steps in which no graph ran, in the last run.
	Host float64 `json:"host_share"`
	// Open is how long the engine took to open: its bundle verified, the graphs loaded.
	Open float64 `json:"open_seconds"`
	// Peak is the most memory that the process had so far, in MiB.
	Peak int `json:"peak_mib"`
	// Replies is a digest of all tokens said, the same for every way.
	Replies string `json:"sha256"`
}

// way is how the questions are asked.
type way struct {
	name             string
	shared, together bool
}

func main() {
	var o options
	flag.StringVar(&o.bundle, "bundle", "model/bundles/nano", "the bundle's folder")
	flag.StringVar(&o.questions, "from", "e2e/sample/spatial.jsonl", "JSON lines with a key question")
	flag.IntVar(&o.count, "questions", 8, "how many questions are asked")
	flag.IntVar(&o.views, "views", 4, "how many views they are about")
	flag.IntVar(&o.runs, "runs", 5, "how often to measure, after one run that does not count")
	flag.IntVar(&o.threads, "threads", 0, "threads of one operator, 0 for one a core")
	flag.IntVar(&o.sequences, "sequences", 0, "replies generated together at most, 0 for all")
	flag.IntVar(&o.scenes, "scenes", 1, "how many of the questions give a scene too")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "questions:", err)
		os.Exit(1)
	}
}

func run(o options) (err error) {
	questions, err := made.Questions(o.questions, o.count)
	if err != nil {
		return err
	}
	cfg, err := config.Default()
	if err != nil {
		return err
	}
	if o.sequences == 0 {
		o.sequences = o.count
	}
	settings := cfg.Reasoning
	settings.Bundle, settings.Threads, settings.Sequences, settings.Waiting = o.bundle, o.threads, o.sequences, o.count
	began := time.Now()
	engine, err := reasoning.Open(settings)
	if err != nil {
		return err
	}
	defer func() { _ = engine.Close() }()
	opened := time.Since(began).Seconds()
	views := made.Views(engine.Bundle().Description, o.views)
	ways := []way{{"each its own look", false, false}, {"one look, one after another", true, false}, {"one look, together", true, true}}
	took := make([][]time.Duration, len(ways))
	results := make([]result, len(ways))
	for turn := range o.runs + 1 {
		for i, w := range ways {
			answered, duration, err := ask(engine, views, questions, o.scenes, w)
			if err != nil {
				return fmt.Errorf("%s: %w", w.name, err)
			}
			if turn > 0 {
				took[i] = append(took[i], duration)
			}
			results[i] = answered
		}
	}
	for i, w := range ways {
		r := &results[i]
		r.Way, r.Questions, r.Views, r.Threads, r.Sequences, r.Scenes = w.name, o.count, o.views, o.threads, o.sequences, o.scenes
		r.Seconds, r.Open, r.Peak = median(took[i]).Seconds(), opened, made.Peak()
		r.TokensPerSecond = float64(r.Tokens) / r.Seconds
		if err := json.NewEncoder(os.Stdout).Encode(r); err != nil {
			return err
		}
	}
	return nil
}

// clock notes when the scene of a question comes.
type clock struct {
	began time.Time
	scene time.Duration
}

// Latent is passed over.
func (*clock) Latent() {}

// Text is passed over.
func (*clock) Text(string) {}

// Scene notes the time.
func (c *clock) Scene(scene.Scene) { c.scene = time.Since(c.began) }

// asked is what became of one question.
type asked struct {
	reply         reasoning.Reply
	scene, answer time.Duration
	err           error
}

// ask asks all questions in one way.
func ask(engine *reasoning.Engine, views reasoning.Views, questions []string, scenes int, w way) (result, time.Duration, error) {
	ctx, before, began := context.Background(), engine.Counts(), time.Now()
	request := reasoning.Request{Views: views}
	if w.shared {
		seen, err := engine.See(ctx, views)
		if err != nil {
			return result{}, 0, err
		}
		request.Seen = seen
	}
	all := make([]asked, len(questions))
	one := func(i int) {
		request := request
		request.Question, request.WithoutScene = questions[i], i >= scenes
		heard := &clock{began: time.Now()}
		all[i].reply, all[i].err = engine.Reason(ctx, request, heard)
		all[i].scene, all[i].answer = heard.scene, time.Since(heard.began)
	}
	var group sync.WaitGroup
	for i := range questions {
		if w.together {
			group.Go(func() { one(i) })
		} else {
			one(i)
		}
	}
	group.Wait()
	took := time.Since(began)
	made, err := summary(all)
	after := engine.Counts()
	made.Host = 1 - (after.Running-before.Running).Seconds()/(after.Stepping-before.Stepping).Seconds()
	return made, took, err
}

func summary(all []asked) (result, error) {
	var r result
	digest := sha256.New()
	times := map[*float64][]time.Duration{}
	for _, a := range all {
		if a.err != nil {
			return r, a.err
		}
		r.Tokens += len(a.reply.Tokens)
		fmt.Fprintln(digest, a.reply.Tokens)
		for into, took := range map[*float64]time.Duration{&r.FirstScene: a.scene, &r.Answer: a.answer, &r.Vision: a.reply.Timings.Vision,
			&r.Prefill: a.reply.Timings.Prefill, &r.Text: a.reply.Timings.Text} {
			if took > 0 {
				times[into] = append(times[into], took)
			}
		}
	}
	for into, list := range times {
		*into = median(list).Seconds()
	}
	r.Replies = fmt.Sprintf("%x", digest.Sum(nil))
	return r, nil
}

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}
