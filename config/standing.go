package config

import (
	"fmt"
	"math"
	"time"
)

// Standing is a question that the node asks by itself, and how it is to be answered.
type Standing struct {
	Ask  string `mapstructure:"ask"`
	Mode Mode   `mapstructure:"mode"`
	// MaximumThinkingTokens is after how many tokens of text the thinking is ended: 0 sets no limit, a negative number leaves none.
	MaximumThinkingTokens int           `mapstructure:"maximum_thinking_tokens"`
	Priority              int           `mapstructure:"priority"`
	Deadline              time.Duration `mapstructure:"deadline"`
}

const maximumStanding = 64

func (q Questions) standingRules() []rule {
	rules := []rule{{"questions.standing", len(q.Standing) <= maximumStanding, fmt.Sprintf("at most %d", maximumStanding), len(q.Standing)}}
	for i, s := range q.Standing {
		key := fmt.Sprintf("questions.standing[%d].", i)
		thinks := s.Mode != ModeAnswerOnly && s.Mode != ModeSceneOnly
		rules = append(rules,
			rule{key + "ask", !isBlank(s.Ask), "a question that is not empty", fmt.Sprintf("%q", s.Ask)},
			rule{key + "maximum_thinking_tokens", s.MaximumThinkingTokens <= math.MaxInt32 && (thinks || s.MaximumThinkingTokens <= 0), fmt.Sprintf("0 or less where mode is %s", s.Mode), s.MaximumThinkingTokens},
			rule{key + "priority", s.Priority >= math.MinInt8 && s.Priority <= math.MaxInt8, "-128 to 127", s.Priority},
			rule{key + "deadline", s.Deadline >= 0, "0s or more", s.Deadline},
		)
	}
	return rules
}
