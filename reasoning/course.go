package reasoning

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/reasoning/decode"
	"github.com/thinker3d/thinker3d/reasoning/prompt"
)

// course leads one reply: it ends the thinking where the request says so, has it answer with one of the options, and keeps an
// answer that it began from going on to think. A nil course leaves the reply to the model.
type course struct {
	decoding *decode.Sequence
	special  specialTokens
	endings  endings
	// chooses says that the endings hold the options, and so end the reply.
	chooses bool
	// limit is how many tokens of text the thinking may have, and room how many tokens the reply before its ending.
	limit, room int
	said        int
	phase       phase
	// heard is the text's length at the step before, and from where the answer was begun.
	heard, from int
	cut         bool
}

// phase is what a course waits for.
type phase int

const (
	// phaseThinking waits for the end of the thinking, phaseAnswer for that of an answer that was begun, and phaseOver for nothing.
	phaseThinking phase = iota
	phaseAnswer
	phaseOver
)

// newCourse is the course of a request, nil if it needs none; settings get the opening that it wants.
func (e *Engine) newCourse(settings *decode.Settings, request *Request, options []prompt.Choice) (*course, error) {
	c := &course{special: e.special, chooses: request.Mode == config.ModeChoices, limit: math.MaxInt, room: math.MaxInt}
	if thinking := request.thinking(); thinking != 0 {
		c.limit = thinking
	}
	if !c.chooses && c.limit == math.MaxInt || request.Mode == config.ModeSceneOnly {
		return nil, nil
	}
	var err error
	if !c.chooses {
		if c.limit < 0 {
			c.phase = phaseAnswer
		}
		c.endings, err = e.freely()
		return c, err
	}
	if len(options) == 0 {
		return nil, fmt.Errorf("mode %s: %w", request.Mode, errNoChoices)
	}
	if c.endings, err = e.choosing(options); err != nil {
		return nil, fmt.Errorf("mode %s: %w", request.Mode, err)
	}
	if fits := c.makeRoom(settings); !fits {
		return nil, fmt.Errorf("mode %s: the longest option and %d latents do not fit %d new tokens", request.Mode, settings.MaximumLatents, settings.MaximumNewTokens)
	}
	if c.limit < 0 {
		settings.Opening, c.phase = c.endings.answer, phaseOver
	}
	return c, nil
}

var errNoChoices = errors.New("the question offers no choices; write them as A. … B. … or give them beside it")

// makeRoom keeps room for an ending and for latents that the model may begin before it; it says whether one run of them and the ending
// fit at all.
func (c *course) makeRoom(settings *decode.Settings) bool {
	latents := settings.MaximumLatents + 2
	if settings.NoLatents {
		latents = 0
	}
	left := settings.MaximumNewTokens - c.endings.length()
	c.room = left - latents
	return left > latents
}

// begin ties the course to the decisions of its reply.
func (c *course) begin(decoding *decode.Sequence) error {
	if c == nil {
		return nil
	}
	if c.decoding = decoding; !c.chooses || c.phase == phaseOver {
		return nil
	}
	return decoding.EndWith(c.endings.cut)
}

// after hears of each step and what the text is then.
func (c *course) after(step decode.Step, builder *strings.Builder) error {
	if c == nil || step.Latent || step.Stop != decode.StopNone || step.Token == c.special.latentStart {
		return nil
	}
	text := builder.String()
	last := text[c.heard:]
	c.heard = len(text)
	switch c.phase {
	case phaseThinking:
		if step.Token != c.special.latentEnd {
			c.said++
		}
		return c.think(text, last)
	case phaseAnswer:
		return c.answer(text, last)
	}
	return nil
}

// think ends the thinking when its time is up, and has the answer chosen when the model ends it.
func (c *course) think(text, last string) error {
	stage, rest := prompt.StageThinking, ""
	if mayBeTag(text, last) {
		stage, rest = prompt.StageOf(text)
	}
	c.from = len(text)
	switch {
	case stage != prompt.StageThinking && c.chooses:
		c.phase = phaseOver
		return c.decoding.Follow(c.endings.at(stage, rest))
	case stage != prompt.StageThinking:
		c.phase = phaseOver
	case c.said >= c.limit || c.decoding.Count() >= c.room:
		c.cut, c.phase = true, phaseAnswer
		if c.chooses {
			c.phase = phaseOver
		}
		return c.decoding.Follow(c.endings.cut)
	}
	return nil
}

// answer ends an answer that goes on to another tag than its own end.
func (c *course) answer(text, last string) error {
	if !mayBeTag(text, last) {
		return nil
	}
	strays, ended := prompt.Strays(text[c.from:])
	if !strays && !ended {
		return nil
	}
	c.phase = phaseOver
	if strays {
		return c.decoding.Follow(c.endings.close)
	}
	return nil
}

// mayBeTag says whether what came last of a text can have made a tag whole, or all but whole.
func mayBeTag(text, last string) bool {
	const word = "answer"
	text = strings.TrimRight(text, " \t\r\n")
	return strings.Contains(last, ">") || last != "" && strings.EqualFold(text[max(0, len(text)-len(word)):], word)
}

// cutShort says that the thinking was ended by force.
func (c *course) cutShort() bool { return c != nil && c.cut }
