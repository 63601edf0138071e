package suite

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/node"
	"github.com/thinker3d/thinker3d/reasoning/prompt"
)

// Case is one question, when it is asked, and what is expected.
type Case struct {
	Name string       `yaml:"name"`
	Bags many[string] `yaml:"bags"`
	// Cameras are the names of those to look at, in this order; empty is the suite's.
	Cameras []string `yaml:"cameras"`
	// At are times, Every is a period, OnMessage is a topic; without any of them it is asked once, about the first moment.
	At        many[instant] `yaml:"at"`
	Every     time.Duration `yaml:"every"`
	OnMessage string        `yaml:"on_message"`
	Ask       string        `yaml:"ask"`
	// Choices are put behind the question, lettered from A on.
	Choices []string `yaml:"choices"`
	// Mode is what of a reply is wanted, and MaximumThinking after how many tokens the thinking is ended, as in reasoning.Request.
	Mode            config.Mode  `yaml:"mode"`
	MaximumThinking int          `yaml:"maximum_thinking_tokens"`
	Expect          Expectations `yaml:"expect"`

	question string
}

// Question is the whole text that is asked.
func (c *Case) Question() string { return c.question }

func (c *Case) check(where place) {
	if strings.TrimSpace(c.Name) == "" {
		where.refuse(errors.New("has no name"))
	}
	if strings.TrimSpace(c.Ask) == "" {
		where.refuse(errors.New("has no question: write it under ask"))
	}
	var err error
	if c.question, err = prompt.WithChoices(c.Ask, c.Choices); err != nil {
		where.at("choices").refuse(err)
	}
	triggers := 0
	for _, given := range []bool{len(c.At) > 0, c.Every != 0, c.OnMessage != ""} {
		if given {
			triggers++
		}
	}
	if triggers > 1 {
		where.refuse(errors.New("has more than one of at, every and on_message"))
	}
	if c.Every < 0 {
		where.at("every").refuse(fmt.Errorf("every: %s is negative", c.Every))
	}
	c.Expect.check(where.at("expect"), c.question)
}

// triggers say when the case is asked; each is a query of its own.
func (c *Case) triggers() []node.Trigger {
	if len(c.At) == 0 {
		return []node.Trigger{{Every: c.Every, Topic: c.OnMessage}}
	}
	triggers := make([]node.Trigger, len(c.At))
	for i, at := range c.At {
		triggers[i] = node.Trigger{After: at.after, StampNanos: at.stampNanos}
	}
	return triggers
}
