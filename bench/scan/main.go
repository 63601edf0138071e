// Command scan measures how fast a recording is gone through for the moments at which something would be asked, where
// nothing is asked, and prints one JSON object, as bench/bags.py does for reading alone; with -make it first writes that
// recording if it is not there.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"go.uber.org/zap"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/node"
	"github.com/thinker3d/thinker3d/reasoning"
	"github.com/thinker3d/thinker3d/reasoning/bundle"
	"github.com/thinker3d/thinker3d/topics"
	"github.com/thinker3d/thinker3d/topics/bag"
)

// triggerPeriod is how often a question is due, which is then skipped.
const triggerPeriod = 10 * time.Second

// result is what one measurement prints.
type result struct {
	Who      string `json:"who"`
	Messages uint64 `json:"messages"`
	Bytes    int64  `json:"bytes"`
	// Moments is how many sets of six pictures were gathered.
	Moments uint64  `json:"moments"`
	Seconds float64 `json:"seconds"`
	// TimesRealTime is the recording's length by those seconds.
	TimesRealTime float64 `json:"times_real_time"`
}

func main() {
	path := flag.String("bag", "", "the recording to go through")
	from := flag.String("make", "", "write -bag first if it is not there, with the pictures of this recording")
	folder := flag.String("bundle", "", "the bundle that would be asked")
	runs := flag.Int("runs", 3, "how often to measure, after one run that does not count")
	flag.Parse()
	if err := run(*path, *from, *folder, *runs); err != nil {
		fmt.Fprintln(os.Stderr, "scan:", err)
		os.Exit(1)
	}
}

func run(path, from, folder string, runs int) error {
	if _, err := os.Stat(path); from != "" && errors.Is(err, fs.ErrNotExist) {
		if err := makeBag(from, path); err != nil {
			return err
		}
	}
	model, err := bundle.Open(folder)
	if err != nil {
		return err
	}
	var times []float64
	var last result
	for number := range runs + 1 {
		began := time.Now()
		if last, err = scan(path, silent{model}); err != nil {
			return err
		}
		if number > 0 {
			times = append(times, time.Since(began).Seconds())
		}
	}
	slices.Sort(times)
	last.Seconds = times[len(times)/2]
	last.TimesRealTime = length.Seconds() / last.Seconds
	return json.NewEncoder(os.Stdout).Encode(last)
}

// scan goes through the whole recording as a replay does.
func scan(path string, reasoner node.Reasoner) (result, error) {
	cfg, err := config.Load("")
	if err != nil {
		return result{}, err
	}
	reader, err := bag.Open(context.Background(), path)
	if err != nil {
		return result{}, err
	}
	defer reader.Close()
	types := map[string]string{}
	for index := range cameras {
		types[topicOf(index)] = msgs.CompressedImage{}.ROSType()
		cfg.Cameras = append(cfg.Cameras, config.Camera{Name: fmt.Sprintf("c%d", index), ImageTopic: topicOf(index)})
	}
	counted := &counter{reader: reader}
	triggered := node.Query{Question: "What is ahead?", Trigger: node.Trigger{Every: triggerPeriod}}
	replay := node.Replay{Config: cfg, Reasoner: reasoner, Source: counted, Types: types, Log: zap.NewNop(),
		Queries: []node.Query{triggered}, Skip: func(int, int64) bool { return true }}
	summary, err := replay.Run(context.Background())
	if err == nil && summary.Skipped != uint64(length/triggerPeriod) {
		err = fmt.Errorf("a question was due at %d moments, and should have been at %d", summary.Skipped, length/triggerPeriod)
	}
	if err == nil && summary.Moments != uint64(length/period) {
		err = fmt.Errorf("%d moments were gathered, and %d recorded", summary.Moments, length/period)
	}
	return result{Who: "thinker3d", Messages: summary.Messages, Bytes: counted.bytes, Moments: summary.Moments}, err
}

// counter counts the bytes of what is read.
type counter struct {
	reader *bag.Reader
	bytes  int64
}

// Next is the reader's.
func (c *counter) Next() (topics.Received, error) {
	received, err := c.reader.Next()
	c.bytes += int64(len(received.Data))
	return received, err
}

// silent is a model that is never asked.
type silent struct{ model *bundle.Bundle }

var errAsked = errors.New("the model was asked")

// Bundle is that of the model.
func (s silent) Bundle() *bundle.Bundle { return s.model }

// See must not be called.
func (s silent) See(context.Context, reasoning.Views) (*reasoning.Seen, error) { return nil, errAsked }

// Reason must not be called.
func (s silent) Reason(context.Context, reasoning.Request, reasoning.Listener) (reasoning.Reply, error) {
	return reasoning.Reply{}, errAsked
}
