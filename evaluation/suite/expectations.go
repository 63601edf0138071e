package suite

import (
	"errors"
	"fmt"
	"time"
)

// Expectations are what must hold of an answer; all that are given must.
type Expectations struct {
	Answer `yaml:",inline"`
	// Obstacle are boxes that hold something, Free are corridors that hold nothing, Scale are known distances.
	Obstacle []Box      `yaml:"obstacle"`
	Free     []Corridor `yaml:"free"`
	Scale    []Distance `yaml:"scale"`
	// Latency is the most that seeing, reasoning and writing may take together.
	Latency time.Duration `yaml:"latency"`
	// Same is how often the question is asked, each answer and scene being the same.
	Same int `yaml:"same"`
}

const maximumSame = 100

func (e *Expectations) check(where place, question string) {
	e.Answer.check(where, question)
	for i := range e.Obstacle {
		where.at("obstacle").at(i).check(e.Obstacle[i].check())
	}
	for i := range e.Free {
		where.at("free").at(i).check(e.Free[i].check())
	}
	for i := range e.Scale {
		where.at("scale").at(i).check(e.Scale[i].check())
	}
	if e.Latency < 0 {
		where.at("latency").refuse(fmt.Errorf("latency: %s is negative", e.Latency))
	}
	if e.Same < 0 || e.Same == 1 || e.Same > maximumSame {
		where.at("same").refuse(fmt.Errorf("same: %d: must be 2 to %d: how often it is asked", e.Same, maximumSame))
	}
}

// judge says of each expectation whether it holds. sameness is nil if all answers to the question were alike.
func (e *Expectations) judge(seen observation, sameness error) []Verdict {
	verdicts := e.Answer.verdicts(seen)
	for i := range e.Obstacle {
		verdicts = append(verdicts, e.Obstacle[i].judge(seen))
	}
	for i := range e.Free {
		verdicts = append(verdicts, e.Free[i].judge(seen))
	}
	for i := range e.Scale {
		verdicts = append(verdicts, e.Scale[i].judge(seen))
	}
	if e.Latency > 0 {
		verdicts = append(verdicts, e.judgeLatency(seen))
	}
	if e.Same > 0 {
		verdicts = append(verdicts, verdictOf(fmt.Sprintf("the same answer %d times", e.Same), sameness))
	}
	return verdicts
}

// judgeLatency leaves the time itself to the report's own place for it, so that equal runs read alike.
func (e *Expectations) judgeLatency(seen observation) Verdict {
	s := seen.report.Seconds
	took := s.Queue + s.Vision + s.Prefill + max(s.Text, s.Scene)
	var err error
	switch {
	case seen.report.Status == "error":
		err = errors.New(seen.report.Reason)
	case took > e.Latency.Seconds():
		err = errors.New("it took longer")
	}
	return verdictOf(fmt.Sprintf("within %s", e.Latency), err)
}
