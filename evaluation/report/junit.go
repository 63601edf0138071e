package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/thinker3d/thinker3d/evaluation/suite"
)

// The elements of a JUnit file; a recording is a test suite, an outcome a test case.
type (
	junitFile struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name       string          `xml:"name,attr"`
		Tests      int             `xml:"tests,attr"`
		Failures   int             `xml:"failures,attr"`
		Errors     int             `xml:"errors,attr"`
		Time       string          `xml:"time,attr"`
		Properties []junitProperty `xml:"properties>property"`
		Cases      []junitCase     `xml:"testcase"`
	}
	junitProperty struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		Time    string        `xml:"time,attr"`
		Failure *junitProblem `xml:"failure"`
		Error   *junitProblem `xml:"error"`
		Output  string        `xml:"system-out,omitempty"`
	}
	junitProblem struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// WriteJUnit writes the results as viewers of continuous integration take them. With mustMatch a change from what was accepted is a failure.
func WriteJUnit(out io.Writer, results *suite.Results, mustMatch bool) error {
	file := junitFile{Name: results.Name}
	for i := range results.Bags {
		of := newJUnitSuite(results.Name, results.Model, &results.Bags[i], mustMatch)
		file.Tests, file.Failures, file.Errors = file.Tests+of.Tests, file.Failures+of.Failures, file.Errors+of.Errors
		file.Suites = append(file.Suites, of)
	}
	if mustMatch && len(results.Gone) > 0 {
		of := goneSuite(results)
		file.Tests, file.Failures = file.Tests+of.Tests, file.Failures+of.Failures
		file.Suites = append(file.Suites, of)
	}
	text, err := xml.MarshalIndent(file, "", "  ")
	if err != nil {
		return fmt.Errorf("write junit: %w", err)
	}
	_, err = fmt.Fprintf(out, "%s%s\n", xml.Header, text)
	return err
}

func newJUnitSuite(name, model string, b *suite.BagResult, mustMatch bool) junitSuite {
	s := junitSuite{Name: b.Name, Properties: []junitProperty{
		{"model", model}, {"messages", fmt.Sprint(b.Messages)}, {"moments", fmt.Sprint(b.Moments)},
	}}
	if b.Damage != "" {
		s.Properties = append(s.Properties, junitProperty{"damage", b.Damage})
	}
	total := 0.0
	for i := range b.Outcomes {
		o := &b.Outcomes[i]
		c := newJUnitCase(name+"."+b.Name, o, mustMatch)
		s.Tests++
		if c.Failure != nil {
			s.Failures++
		}
		if c.Error != nil {
			s.Errors++
		}
		total += seconds(o)
		s.Cases = append(s.Cases, c)
	}
	s.Time = fmt.Sprintf("%.3f", total)
	return s
}

// goneSuite has a failure for each accepted result that did not come again.
func goneSuite(results *suite.Results) junitSuite {
	s := junitSuite{Name: "accepted, and not seen again", Tests: len(results.Gone), Failures: len(results.Gone), Time: "0.000"}
	for _, gone := range results.Gone {
		s.Cases = append(s.Cases, junitCase{Class: results.Name + "." + gone.Bag, Name: gone.Case + ", " + gone.Stamp, Time: "0.000",
			Failure: &junitProblem{Message: "it was not asked again", Text: "it was accepted as " + gone.Answer}})
	}
	return s
}

func newJUnitCase(class string, o *suite.Outcome, mustMatch bool) junitCase {
	c := junitCase{Class: class, Name: o.Case + ", " + moment(o), Time: fmt.Sprintf("%.3f", seconds(o))}
	var output strings.Builder
	if o.Report != nil {
		fmt.Fprintf(&output, "question: %s\nanswer: %s\nreasoning: %s\n", oneLine(o.Report.Question), oneLine(o.Report.Answer), oneLine(o.Report.Reasoning))
	}
	changes := changeLines(o.Change)
	if len(changes) > 0 {
		fmt.Fprintf(&output, "change:\n%s\n", strings.Join(changes, "\n"))
	}
	c.Output = output.String()
	failures := o.Failures()
	if mustMatch && len(changes) > 0 {
		failures = append(failures, "it is not the accepted result")
	}
	if len(failures) == 0 {
		return c
	}
	problem := &junitProblem{Message: failures[0], Text: strings.Join(failures, "\n")}
	if o.Trouble != "" {
		c.Error = problem
	} else {
		c.Failure = problem
	}
	return c
}

// seconds is what an answer took in all; the scene is made beside the text.
func seconds(o *suite.Outcome) float64 {
	if o.Report == nil {
		return 0
	}
	s := o.Report.Seconds
	return s.Queue + s.Vision + s.Prefill + max(s.Text, s.Scene)
}
