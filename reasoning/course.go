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

// course leads one reply: it ends the thinking where the request says so, and has it answer with one of the options. A nil
// course leaves the reply to the model.
type course struct {
	decoding *decode.Sequence
	special  specialTokens
	endings  endings
	// chooses says that the endings hold the options, and so end the reply.
	chooses bool
	// limit is how many tokens of text the thinking may have, and room how many tokens the reply before its ending.
	limit, room int
	said        int
	// led says that the ending was begun, at the byte of the text, or that none is needed any more.
	led  bool
	from int
	cut  bool
}

// newCourse is the course of a request, nil if it needs none; settings get the opening that it wants.
func (e *Engine) newCourse(settings *decode.Settings, request *Request, options []prompt.Choice) (*course, error) {
	c := &course{special: e.special, chooses: request.Mode == config.ModeChoices, limit: math.MaxInt, room: math.MaxInt}
	if thinking := request.thinking(); thinking != 0 {
		c.limit = thinking
	}
	if !c.chooses && (c.limit == math.MaxInt || c.limit < 0) || request.Mode == config.ModeSceneOnly {
		return nil, nil
	}
	if !c.chooses {
		cut, err := e.openEnded(cutOpening)
		c.endings = endings{cut: cut}
		return c, err
	}
	if len(options) == 0 {
		return nil, fmt.Errorf("mode %s: %w", request.Mode, errNoChoices)
	}
	var err error
	if c.endings, err = e.choosing(options); err != nil {
		return nil, fmt.Errorf("mode %s: %w", request.Mode, err)
	}
	c.room = settings.MaximumNewTokens - c.endings.length()
	if least := settings.MaximumLatents + 2; c.room < least {
		return nil, fmt.Errorf("mode %s: the longest option and %d latents do not fit %d new tokens", request.Mode, settings.MaximumLatents, settings.MaximumNewTokens)
	}
	if c.limit < 0 {
		settings.Opening, c.led = c.endings.answer, true
	}
	return c, nil
}

var errNoChoices = errors.New("the question offers no choices; write them as A. … B. … or give them beside it")

// begin ties the course to the decisions of its reply.
func (c *course) begin(decoding *decode.Sequence) error {
	if c == nil {
		return nil
	}
	if c.decoding = decoding; !c.chooses || c.led {
		return nil
	}
	return decoding.EndWith(c.endings.cut)
}

// after hears of each step and what the text is then.
func (c *course) after(step decode.Step, text *strings.Builder) error {
	if c == nil || c.led || step.Latent || step.Stop != decode.StopNone || step.Token == c.special.latentStart || step.Token == c.special.latentEnd {
		return nil
	}
	c.said++
	stage, rest := c.stage(text.String())
	c.from = text.Len()
	if stage == prompt.StageThinking {
		if c.said < c.limit && c.decoding.Count() < c.room {
			return nil
		}
		c.led, c.cut = true, true
		return c.decoding.Follow(c.endings.cut)
	}
	c.led = true
	if !c.chooses {
		return nil
	}
	return c.decoding.Follow(c.endings.at(stage, rest))
}

// stage looks at the text only when what came last can end the thinking.
func (c *course) stage(text string) (prompt.Stage, string) {
	const word = "answer"
	last := strings.TrimRight(text[c.from:], " \t\r\n")
	tail := strings.TrimRight(text, " \t\r\n")
	opens := last != "" && strings.EqualFold(tail[max(0, len(tail)-len(word)):], word)
	if !opens && !strings.Contains(last, ">") {
		return prompt.StageThinking, ""
	}
	return prompt.StageOf(text)
}

// cutShort says that the thinking was ended by force.
func (c *course) cutShort() bool { return c != nil && c.cut }
