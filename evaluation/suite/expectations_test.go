package suite

import (
	"errors"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/node"
)

func said(answer, choice string) node.Report {
	return node.Report{Status: "ok", Answer: answer, Choice: choice, Seconds: node.Seconds{Vision: 0.5, Prefill: 0.25, Text: 1, Scene: 1.5}}
}

// wall is a wall at x = 2 m, from the ground to 2 m, and a post at the origin.
func wall() *cloud {
	c := &cloud{frame: "base_link", metric: true}
	for y := -1.0; y <= 1; y += 0.1 {
		for z := 0.0; z <= 2; z += 0.1 {
			c.points = append(c.points, r3.Vec{X: 2, Y: y, Z: z}, r3.Vec{Z: z})
		}
	}
	c.colours = make([][3]byte, len(c.points))
	return c
}

func imagined() *cloud {
	c := wall()
	c.metric = false
	return c
}

// TestExpectations has what holds, and what fails with why.
func TestExpectations(t *testing.T) {
	cut, failed := node.Report{Status: "truncated", Reason: "cut", Answer: "B. left", Choice: "B"}, node.Report{Status: "error", Reason: "camera front: no jpeg"}
	for name, c := range map[string]struct {
		expect   Expectations
		report   node.Report
		cloud    *cloud
		sameness error
		// want is what fails; "" if nothing does.
		want string
	}{
		"letter":              {expect: Expectations{Answer: Answer{Letter: "B"}}, report: said("B. left", "B")},
		"other letter":        {Expectations{Answer: Answer{Letter: "A"}}, said("B. left", "B"), nil, nil, `the answer is "B. left"`},
		"letter, cut":         {Expectations{Answer: Answer{Letter: "B"}}, cut, nil, nil, "truncated: cut"},
		"letter, failed":      {Expectations{Answer: Answer{Letter: "B"}}, failed, nil, nil, "error: camera front: no jpeg"},
		"text":                {expect: Expectations{Answer: Answer{Text: "the  left"}}, report: said("B. The left.", "B")},
		"text of letter":      {expect: Expectations{Answer: Answer{Text: "B. left"}}, report: said("B. left", "B")},
		"part of a text":      {Expectations{Answer: Answer{Text: "left"}}, said("to the left", ""), nil, nil, `the answer is "to the left"`},
		"matches":             {expect: Expectations{Answer: Answer{Matches: "(?i)LEFT$"}}, report: said("to the left", "")},
		"no match":            {Expectations{Answer: Answer{Matches: "LEFT"}}, said("to the left", ""), nil, nil, "to the left"},
		"number":              {expect: Expectations{Answer: Answer{Number: &Number{2.5, 0.2}}}, report: said("C. 2.7 m", "C")},
		"negative number":     {expect: Expectations{Answer: Answer{Number: &Number{-3, 0}}}, report: said("-3", "")},
		"far number":          {Expectations{Answer: Answer{Number: &Number{2.5, 0.1}}}, said("2.7 m", ""), nil, nil, "number 2.5 ± 0.1"},
		"no number":           {Expectations{Answer: Answer{Number: &Number{0, 1}}}, said("near", ""), nil, nil, "near"},
		"any":                 {expect: Expectations{Answer: Answer{Any: []Answer{{Letter: "A"}, {Matches: "left"}}}}, report: said("B. left", "B")},
		"none of any":         {Expectations{Answer: Answer{Any: []Answer{{Letter: "A"}, {Letter: "C", Text: "x"}}}}, said("B. left", "B"), nil, nil, `any of letter A, letter C and text "x"`},
		"one of two":          {Expectations{Answer: Answer{Letter: "B", Text: "right"}}, said("B. left", "B"), nil, nil, `text "right"`},
		"obstacle":            {expect: Expectations{Obstacle: []Box{{From: vector{1.9, -0.2, 0}, To: vector{2.1, 0.2, 1}, Points: 20}}}, cloud: wall()},
		"no obstacle":         {Expectations{Obstacle: []Box{{From: vector{0.9, -0.2, 0}, To: vector{1.1, 0.2, 1}, Points: 1}}}, said("", ""), wall(), nil, "0 points are there"},
		"no metres":           {Expectations{Obstacle: []Box{{To: vector{3, 3, 3}, Points: 1}}}, said("", ""), imagined(), nil, "not in metres"},
		"no scene":            {Expectations{Obstacle: []Box{{To: vector{3, 3, 3}, Points: 1}}}, said("", ""), nil, nil, "no scene was published"},
		"free":                {expect: Expectations{Free: []Corridor{{From: spot{0.5, 0}, To: spot{1.9, 0}, Width: 1, Top: 2}}}, cloud: wall()},
		"free under a bridge": {expect: Expectations{Free: []Corridor{{From: spot{-1, 0}, To: spot{1, 0}, Width: 1, Bottom: 2.05, Top: 3}}}, cloud: wall()},
		"not free":            {Expectations{Free: []Corridor{{From: spot{-1, 0}, To: spot{1, 0}, Width: 1, Bottom: 0.05, Top: 1.05, Points: 9}}}, said("", ""), wall(), nil, "210 points are in it"},
		"scale":               {expect: Expectations{Scale: []Distance{{From: vector{0.5, 0, 1}, To: vector{2.1, 0, 1}, Error: 0.1, Within: 10}}}, cloud: wall()},
		"wrong scale":         {Expectations{Scale: []Distance{{From: vector{0.5, 0, 1}, To: vector{2.5, 0, 1}, Error: 0.1, Within: 10}}}, said("", ""), wall(), nil, "it is -24."},
		"nothing that way":    {Expectations{Scale: []Distance{{From: vector{0.5, 0, 1}, To: vector{0.5, 2, 1}, Error: 0.1, Within: 10}}}, said("", ""), wall(), nil, "0 points lie that way"},
		"in time":             {expect: Expectations{Latency: 2250 * time.Millisecond}, report: said("", "")},
		"too late":            {Expectations{Latency: 2 * time.Second}, said("", ""), nil, nil, "within 2s: it took longer"},
		"same":                {expect: Expectations{Same: 2}, report: said("", "")},
		"not the same":        {Expectations{Same: 2}, said("", ""), nil, errors.New("answer 2 is another one"), "the same answer 2 times: answer 2"},
	} {
		t.Run(name, func(t *testing.T) {
			var problems []error
			c.expect.check(place{problems: &problems}, "Where? A. here B. there C. nowhere")
			if problems != nil {
				t.Fatal(problems)
			}
			o := Outcome{Verdicts: c.expect.judge(observation{report: c.report, cloud: c.cloud}, c.sameness)}
			failures := strings.Join(o.Failures(), "\n")
			if (c.want == "") != (failures == "") || !strings.Contains(failures, c.want) || len(o.Verdicts) == 0 {
				t.Errorf("failures %q, want %q", failures, c.want)
			}
		})
	}
}
