package reasoning

import (
	"fmt"
	"strings"

	"github.com/thinker3d/thinker3d/reasoning/decode"
	"github.com/thinker3d/thinker3d/reasoning/prompt"
	"github.com/thinker3d/thinker3d/reasoning/token"
)

// talk is one reply on its way. The scheduler has it decide, and who asked makes text of what was decided, at the same time.
type talk struct {
	decoding *decode.Sequence
	letters  *letters
	// exchange is nil unless latents are to be exchanged for others.
	exchange *exchange
	// imagine takes every latent state as it comes.
	imagine func(state int, row []byte)
	tokens  []int64
	stop    decode.Stop
	// said has room for all steps, so that the scheduler does not wait for a listener.
	said chan decode.Step

	decoder  *token.Decoder
	listener Listener
	text     strings.Builder
	// ends has, for each token, where the text ends that was whole when it came.
	ends    []int
	latents int
}

func newTalk(e *Engine, settings decode.Settings, promptTokens []int64, question string) (*talk, error) {
	decoding, err := decode.New(settings, promptTokens)
	if err != nil {
		return nil, err
	}
	most := settings.MaximumNewTokens
	letters := newLetters(e.tokenizer, prompt.Choices(question), most)
	letters.temperature = e.bundle.Description.ConfidenceTemperature()
	return &talk{decoding: decoding, decoder: e.tokenizer.NewDecoder(), letters: letters,
		tokens: make([]int64, 0, most), ends: make([]int, 0, most), said: make(chan decode.Step, most)}, nil
}

func (t *talk) decide(logits []float32) (decode.Step, error) {
	t.letters.note(logits)
	step, err := t.decoding.Next(logits)
	if err != nil {
		return step, err
	}
	t.tokens, t.stop = append(t.tokens, step.Token), step.Stop
	t.said <- step
	return step, nil
}

func (t *talk) instead(step decode.Step) [][]byte { return t.exchange.instead(step) }

func (t *talk) fed(step decode.Step, embedded, hidden []byte) {
	t.exchange.fed(step, embedded)
	if step.State >= 0 {
		t.imagine(step.State, hidden)
	}
}

// listen makes text of what is said until the call is done. Once its context has ended nothing more is heard, unless all had been said.
func (t *talk) listen(c *call) {
	for done := false; !done; {
		said := t.said
		if c.ctx.Err() != nil {
			said = nil
		}
		select {
		case step := <-said:
			t.hear(step)
		case <-c.done:
			done = true
		}
	}
	if c.err != nil && c.ctx.Err() != nil {
		return
	}
	for len(t.said) > 0 {
		t.hear(<-t.said)
	}
	if c.err == nil {
		t.say(t.decoder.Flush())
	}
}

func (t *talk) hear(step decode.Step) {
	if step.Latent {
		t.latents++
		t.listener.Latent()
	} else {
		t.say(t.decoder.Push(step.Token))
	}
	t.ends = append(t.ends, t.text.Len())
}

func (t *talk) say(piece string) {
	if piece == "" {
		return
	}
	t.text.WriteString(piece)
	t.listener.Text(piece)
}

// tell fills in what was said, whole or not.
func (t *talk) tell(reply *Reply) {
	reply.Text, reply.Tokens, reply.Latents = t.text.String(), t.tokens, t.latents
	if seconds := reply.Timings.Text.Seconds(); seconds > 0 {
		reply.TokensPerSecond = float64(len(t.tokens)) / seconds
	}
}

// judge fills in what a reply that came to its end says and what it is worth.
func (t *talk) judge(reply *Reply) {
	parsed := prompt.Parse(reply.Text)
	reply.Reasoning, reply.Reason = parsed.Reasoning, string(parsed.Problem)
	switch {
	case t.stop == decode.StopRun:
		reply.Status, reply.Reason = StatusDegenerate, fmt.Sprintf("token %d came %d times on end", t.tokens[len(t.tokens)-1], maximumRun)
		return
	case parsed.Problem == prompt.Degenerate:
		reply.Status = StatusDegenerate
		return
	case t.stop == decode.StopLength && !parsed.Complete:
		reply.Status, reply.Reason = StatusTruncated, fmt.Sprintf("the reply did not end within %d tokens", len(t.tokens))
	case parsed.Answer == "":
		reply.Status = StatusNoAnswer
	}
	reply.Answer = parsed.Answer
	t.reportChoice(reply, parsed)
}

func (t *talk) reportChoice(reply *Reply, parsed prompt.Reply) {
	if parsed.Choice == "" {
		return
	}
	if t.letters.lacks(parsed.Choice) {
		reply.Status, reply.Answer = StatusNoAnswer, ""
		reply.Reason = fmt.Sprintf("the answer %q names %s, which the question does not offer", parsed.Answer, parsed.Choice)
		return
	}
	reply.Choice = parsed.Choice
	start := strings.LastIndex(reply.Text, parsed.Answer)
	if at := letterIn(parsed.Answer, parsed.Choice); at >= 0 {
		step := t.stepOf(start + at)
		reply.Confidence = t.letters.confidence(parsed.Choice, step, t.tokens[step])
	}
}

// stepOf is the step that said the byte of the text.
func (t *talk) stepOf(at int) int {
	for step, end := range t.ends {
		if at < end {
			return step
		}
	}
	return len(t.ends) - 1
}

// letterIn finds the letter where it stands alone in an answer, or -1.
func letterIn(answer, letter string) int {
	for i := range len(answer) {
		before := i > 0 && isLetter(answer[i-1])
		after := i+1 < len(answer) && isLetter(answer[i+1])
		if !before && !after && strings.EqualFold(answer[i:i+1], letter) {
			return i
		}
	}
	return -1
}

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' || b >= 0x80 }
