package node

import (
	"errors"

	"github.com/thinker3d/thinker3d/topics"
)

// Names are the fully qualified names of the node and of what it publishes and listens to.
type Names struct {
	Node        string
	Answer      string
	AnswerText  string
	Points      string
	CameraPoses string
	Markers     string
	// Depths are those of the cameras; none if no depth is published.
	Depths      []string
	Question    string
	Ask         string
	Reason      string
	Transforms  string
	Static      string
	Clock       string
	Diagnostics string
}

// NamesOf resolves the node's own names.
func NamesOf(resolver *topics.Resolver) (Names, error) {
	names := Names{Node: resolver.Node()}
	var failures []error
	resolve := func(into *string, by func(string) (string, error), name string) {
		full, err := by(name)
		*into = full
		failures = append(failures, err)
	}
	resolve(&names.Answer, resolver.Topic, "~/answer")
	resolve(&names.AnswerText, resolver.Topic, "~/answer_text")
	resolve(&names.Points, resolver.Topic, "~/points")
	resolve(&names.CameraPoses, resolver.Topic, "~/camera_poses")
	resolve(&names.Markers, resolver.Topic, "~/markers")
	resolve(&names.Question, resolver.Topic, "~/question")
	resolve(&names.Diagnostics, resolver.Topic, "/diagnostics")
	resolve(&names.Clock, resolver.Topic, "/clock")
	resolve(&names.Transforms, resolver.Topic, "/tf")
	resolve(&names.Static, resolver.Topic, "/tf_static")
	resolve(&names.Ask, resolver.Service, "~/ask")
	resolve(&names.Reason, resolver.Service, "~/reason")
	return names, errors.Join(failures...)
}
