package report

import (
	"bytes"
	"encoding/xml"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/evaluation/suite"
	"github.com/thinker3d/thinker3d/node"
)

// results are one recording with an outcome of each kind, and words that would break a careless writer.
func results() *suite.Results {
	confidence := 0.75
	answered := func(name, answer string, stamp int64, verdict suite.Verdict) suite.Outcome {
		return suite.Outcome{Case: name, Trigger: "at 0s", Verdicts: []suite.Verdict{verdict}, Report: &node.Report{
			StampNanos: stamp, Question: `Is it < "that" & ]]>?`, Status: "ok", Answer: answer, Choice: "A", Confidence: &confidence,
			Reasoning: "</script><script>document.title='broken'</script>\x01", Seconds: node.Seconds{Vision: 0.25, Text: 1, Scene: 0.5}}}
	}
	return &suite.Results{File: "night.yaml", Name: "night", Model: "nano/1", Trained: true, Bags: []suite.BagResult{{
		Name: "a&b.mcap", Messages: 12, Moments: 3, Damage: "bag a&b.mcap is damaged at byte 7",
		Cameras: []node.CameraCounts{{Camera: "front", Received: 9, Dropped: map[string]uint64{"unreadable": 2}}},
		Outcomes: []suite.Outcome{
			answered("holds", "A. <b>left</b>", 1e9, suite.Verdict{Expectation: "letter A", Held: true}),
			answered("fails", "A. left", 2e9, suite.Verdict{Expectation: "letter B", Detail: `the answer is "A. left"`}),
			{Case: "unasked", Trigger: "on each message of /bump", Trouble: "it was not asked: no moment came at its time"},
		},
	}}}
}

// TestAcceptedResultsAreComparedAfterwards accepts results, then has others.
func TestAcceptedResultsAreComparedAfterwards(t *testing.T) {
	path := filepath.Join(t.TempDir(), "night.accepted.yaml")
	compare := func(r *suite.Results) {
		t.Helper()
		accepted, err := suite.ReadAccepted(path)
		if err != nil {
			t.Fatal(err)
		}
		r.Compare(accepted)
	}
	first := results()
	if compare(first); first.HasAccepted {
		t.Fatal("there was something to compare with")
	}
	if err := first.Accept(path); err != nil {
		t.Fatal(err)
	}
	same := results()
	if compare(same); same.Counts().Changed != 0 || !same.HasAccepted {
		t.Fatalf("equal results: %+v", same.Counts())
	}
	other := results()
	other.Model = "nano/2"
	outcomes := other.Bags[0].Outcomes
	outcomes[0].Report.Answer, outcomes[0].Report.Seconds.Text = "B. right", 5
	outcomes[1].Report.StampNanos = 3e9
	compare(other)
	var text bytes.Buffer
	if err := WriteText(&text, other); err != nil {
		t.Fatal(err)
	}
	const want = `
a&b.mcap: 12 messages, 3 moments
       damaged: bag a&b.mcap is damaged at byte 7
ok     holds  1970-01-01T00:00:01Z  B. right
       - answer: A. <b>left</b>
       + answer: B. right
FAIL   fails  1970-01-01T00:00:03Z  A. left
       letter B: the answer is "A. left"
       + is new
ERROR  unasked  on each message of /bump
       it was not asked: no moment came at its time
gone   a&b.mcap  fails  1970-01-01T00:00:02Z: was accepted as "A. left"

the accepted results are of nano/1, these are of nano/2

night: 3 asked, 2 failed, 3 changed, 1 recordings damaged
`
	if text.String() != want {
		t.Errorf("text is\n%s\nwant\n%s", &text, want)
	}
}

// TestJUnitIsReadBack reads the file as a viewer does.
func TestJUnitIsReadBack(t *testing.T) {
	changed := results()
	changed.Bags[0].Outcomes[0].Change = &suite.Change{Lines: []suite.Difference{{Field: "answer", Was: "x", Is: "A. <b>left</b>"}}}
	changed.Gone = []suite.Accepted{{Case: "gone", Bag: "a&b.mcap", Stamp: "then"}}
	for _, c := range []struct {
		mustMatch               bool
		tests, failures, suites int
	}{{false, 3, 1, 1}, {true, 4, 3, 2}} {
		var text bytes.Buffer
		if err := WriteJUnit(&text, changed, c.mustMatch); err != nil {
			t.Fatal(err)
		}
		var read junitFile
		if err := xml.Unmarshal(text.Bytes(), &read); err != nil {
			t.Fatalf("%v\n%s", err, &text)
		}
		if read.Tests != c.tests || read.Failures != c.failures || read.Errors != 1 || len(read.Suites) != c.suites {
			t.Fatalf("counts %+v", read)
		}
		cases := read.Suites[0].Cases
		if cases[0].Name != "holds, 1970-01-01T00:00:01Z" || cases[0].Time != "1.250" || !strings.Contains(cases[0].Output, "- answer: x") || (cases[0].Failure != nil) != c.mustMatch {
			t.Errorf("case %+v", cases[0])
		}
		if cases[1].Failure == nil || cases[1].Failure.Message != `letter B: the answer is "A. left"` || cases[2].Error == nil || !strings.Contains(cases[2].Error.Text, "no moment") {
			t.Errorf("cases %+v", cases[1:])
		}
		if !slices.Contains(read.Suites[0].Properties, junitProperty{"damage", "bag a&b.mcap is damaged at byte 7"}) {
			t.Errorf("properties %+v", read.Suites[0].Properties)
		}
	}
}

// TestThePageLoadsNothing looks for whatever a browser would fetch, and for words of the model that got out of their place.
func TestThePageLoadsNothing(t *testing.T) {
	made := results()
	made.Bags[0].Outcomes[0].Views = []suite.View{{Camera: "front", JPEG: []byte{0xff, 0xd8}}}
	made.Bags[0].Outcomes[0].Scene = &suite.Scene{Frame: "odom", Metric: true, Total: 1, Reach: 2, Points: []byte{1, 0, 2, 0, 3, 0, 4, 5, 6}}
	var text bytes.Buffer
	if err := WritePage(&text, made); err != nil {
		t.Fatal(err)
	}
	page := text.String()
	for _, want := range []string{`src="data:image/jpeg;base64,/9g="`, `data-points="AQACAAMABAUG"`, "A. &lt;b&gt;left&lt;/b&gt;", "confidence 0.75", "2 unreadable", "default-src 'none'"} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is not in the page", want)
		}
	}
	if strings.Count(page, "<script>") != 1 {
		t.Error("the model's words became a script")
	}
	if found := regexp.MustCompile(`(?i)(src|href)\s*=\s*"(?:[^d]|d[^a])[^"]*"|url\(|@import|https?://`).FindString(page); found != "" {
		t.Errorf("the page loads %s", found)
	}
}

// TestAWriterThatFails has no place for the reports.
func TestAWriterThatFails(t *testing.T) {
	for name, write := range map[string]func(io.Writer) error{
		"text":  func(w io.Writer) error { return WriteText(w, results()) },
		"junit": func(w io.Writer) error { return WriteJUnit(w, results(), false) },
		"page":  func(w io.Writer) error { return WritePage(w, results()) },
	} {
		reader, writer := io.Pipe()
		_ = reader.Close()
		if err := write(writer); err == nil {
			t.Errorf("%s was written to nowhere", name)
		}
	}
}
