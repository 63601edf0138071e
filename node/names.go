package node

import (
	"strings"

	"github.com/thinker3d/thinker3d/config"
)

// Names are the fully qualified names of the node and of what it publishes and listens to.
type Names struct {
	Node        string
	Answer      string
	AnswerText  string
	Points      string
	CameraPoses string
	Question    string
	Ask         string
	Reason      string
	Transforms  string
}

// NamesOf resolves the private names (~/…) of the configured node.
func NamesOf(cfg config.Node) Names {
	node := strings.TrimSuffix(cfg.Namespace, "/") + "/" + cfg.Name
	return Names{
		Node:        node,
		Answer:      node + "/answer",
		AnswerText:  node + "/answer_text",
		Points:      node + "/points",
		CameraPoses: node + "/camera_poses",
		Question:    node + "/question",
		Ask:         node + "/ask",
		Reason:      node + "/reason",
		Transforms:  "/tf",
	}
}
