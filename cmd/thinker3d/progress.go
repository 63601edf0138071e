package main

import (
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/thinker3d/thinker3d/topics/bag"
)

// replayProgress is a bar of the recording's time on a terminal, and nothing elsewhere.
type replayProgress struct {
	bar        *progressbar.ProgressBar
	firstNanos int64
}

func newReplayProgress(reader *bag.Reader) *replayProgress {
	first, last, ok := reader.TimeRange()
	if !ok || !term.IsTerminal(int(os.Stderr.Fd())) {
		return &replayProgress{}
	}
	bar := progressbar.NewOptions64(max(1, (last-first)/int64(time.Millisecond)),
		progressbar.OptionSetWriter(os.Stderr), progressbar.OptionSetDescription("replaying"),
		progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionSetPredictTime(true))
	return &replayProgress{bar: bar, firstNanos: first}
}

func (p *replayProgress) at(nanos int64) {
	if p.bar != nil {
		_ = p.bar.Set64(min(p.bar.GetMax64(), max(0, (nanos-p.firstNanos)/int64(time.Millisecond))))
	}
}

func (p *replayProgress) clear() {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}

func (p *replayProgress) finish() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}

// countProgress is a bar of how many are done, with their rate and the time that is left, on a terminal, and nothing elsewhere.
type countProgress struct{ bar *progressbar.ProgressBar }

func newCountProgress(what string, total int) *countProgress {
	if total < 1 || !term.IsTerminal(int(os.Stderr.Fd())) {
		return &countProgress{}
	}
	return &countProgress{bar: progressbar.NewOptions(total, progressbar.OptionSetWriter(os.Stderr), progressbar.OptionSetDescription(what),
		progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionShowCount(),
		progressbar.OptionShowIts(), progressbar.OptionSetItsString("questions"), progressbar.OptionSetPredictTime(true),
		progressbar.OptionSetRenderBlankState(true))}
}

func (p *countProgress) at(done int) {
	if p.bar != nil {
		_ = p.bar.Set(done)
	}
}

func (p *countProgress) finish() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
