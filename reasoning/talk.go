package reasoning

import (
	"fmt"
	"strings"

	"github.com/thinker3d/thinker3d/reasoning/decode"
	"github.com/thinker3d/thinker3d/reasoning/prompt"
	"github.com/thinker3d/thinker3d/reasoning/token"
)

// usualToken is how many bytes of text a token stands for, about.
const usualToken = 4

// talk is one reply on its way. The scheduler has it decide, and who asked hears what was decided, at the same time.
type talk struct {
	decoding *decode.Sequence
	decoder  *token.Decoder
	letters  *letters
	options  []prompt.Choice
	// course is nil unless the request has its reply led.
	course *course
	// exchange is nil unless latents are to be exchanged for others.
	exchange *exchange
	// imagine takes every latent state as it comes.
	imagine func(state int, row []byte)
	text    strings.Builder
	tokens  []int64
	// ends has, for each token, where the text ends that was whole when it came.
	ends    []int
	latents int
	stop    decode.Stop
	// heard is nil if nobody listens.
	heard *heard
}

func newTalk(e *Engine, settings decode.Settings, promptTokens []int64, request *Request) (*talk, error) {
	options := prompt.Choices(request.Question)
	course, err := e.newCourse(&settings, request, options)
	if err != nil {
		return nil, err
	}
	decoding, err := decode.New(settings, promptTokens)
	if err != nil {
		return nil, err
	}
	if err := course.begin(decoding); err != nil {
		return nil, err
	}
	most := settings.MaximumNewTokens
	letters := newLetters(e.tokenizer, options, most)
	letters.temperature = e.bundle.Description.ConfidenceTemperature()
	t := &talk{decoding: decoding, decoder: e.tokenizer.NewDecoder(), letters: letters, options: options, course: course,
		tokens: make([]int64, 0, most), ends: make([]int, 0, most)}
	t.text.Grow(most * usualToken)
	return t, nil
}

// decide takes the next step and says what it makes whole.
func (t *talk) decide(logits []float32) (decode.Step, error) {
	t.letters.note(logits)
	step, err := t.decoding.Next(logits)
	if err != nil {
		return step, err
	}
	return t.decided(step)
}

func (t *talk) drawing() drawing {
	return drawing{sampling: t.decoding.Sampling(), said: t.decoding.Said(), banned: t.decoding.Banned(), watched: t.letters.watched}
}

func (t *talk) draws() (uniform float64, banned []int64, can bool) {
	if !t.decoding.Drawable() || len(t.letters.watched) > lettersWatched {
		return 0, nil, false
	}
	return t.decoding.Uniform(), t.decoding.Banned(), true
}

func (t *talk) decideDrawn(token int64, watched []float32) (decode.Step, error) {
	t.letters.noteWatched(watched)
	step, err := t.decoding.NextDrawn(token)
	if err != nil {
		return step, err
	}
	return t.decided(step)
}

func (t *talk) decided(step decode.Step) (decode.Step, error) {
	if step.Latent {
		t.latents++
		t.heard.utter(piece{latent: true})
	}
	t.record(step)
	if step.Stop == decode.StopBranch {
		_, _, rest := t.decoding.Branch()
		for _, token := range rest {
			t.record(decode.Step{Token: token})
		}
	}
	if t.stop = step.Stop; t.stop != decode.StopNone {
		t.say(t.decoder.Flush())
	}
	return step, t.course.after(step, &t.text)
}

func (t *talk) record(step decode.Step) {
	t.tokens = append(t.tokens, step.Token)
	if !step.Latent {
		t.say(t.decoder.Push(step.Token))
	}
	t.ends = append(t.ends, t.text.Len())
}

func (t *talk) say(text string) {
	if text == "" {
		return
	}
	t.text.WriteString(text)
	t.heard.utter(piece{text: text})
}

func (t *talk) instead(step decode.Step) [][]byte { return t.exchange.instead(step) }

func (t *talk) fed(step decode.Step, made stepped) error {
	if err := t.exchange.fed(step, made); err != nil || step.State < 0 {
		return err
	}
	hidden, err := made.hidden()
	if err == nil {
		t.imagine(step.State, hidden)
	}
	return err
}

// tell fills in what was said, whole or not.
func (t *talk) tell(reply *Reply) {
	reply.Text, reply.Tokens, reply.Latents, reply.Options = t.text.String(), t.tokens, t.latents, t.options
	reply.ThinkingCut = t.course.cutShort()
	if seconds := reply.Timings.Text.Seconds(); seconds > 0 {
		reply.TokensPerSecond = float64(len(t.tokens)) / seconds
	}
}

// judge fills in what a reply that came to its end says and what it is worth.
func (t *talk) judge(reply *Reply) {
	switch {
	case t.stop == decode.StopLatents:
		judgeScene(reply)
		return
	case t.stop == decode.StopBranch && t.course.chooses:
		t.judgeBranch(reply)
		return
	}
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
		reply.Status, reply.Reason = StatusNoAnswer, fmt.Sprintf("the reply holds no answer: %.*q", maximumTold, reply.Text)
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
	if at := letterIn(parsed.Answer, parsed.Choice); at >= 0 {
		step := t.stepOf(parsed.AnswerAt + at)
		var which int
		if reply.Probabilities, which = t.letters.probabilities(parsed.Choice, step, t.tokens[step]); which >= 0 {
			reply.Confidence = reply.Probabilities[which]
		}
	}
}

// judgeBranch fills in what a reply in ModeChoices says: the option is known, whatever its text could be read as.
func (t *talk) judgeBranch(reply *Reply) {
	branch, logits, _ := t.decoding.Branch()
	scores := make([]float64, len(logits))
	for i, logit := range logits {
		scores[i] = float64(logit)
	}
	reply.Reasoning = prompt.Parse(reply.Text[:t.course.from]).Reasoning
	reply.Choice, reply.Answer = t.options[branch].Letter, t.options[branch].Answer()
	reply.Probabilities = softmax(scores, t.letters.temperature)
	reply.Confidence = reply.Probabilities[branch]
}

// judgeScene is what a reply in ModeSceneOnly is worth.
func judgeScene(reply *Reply) {
	if reply.SceneProblem != "" {
		reply.Status, reply.Reason = StatusError, "no scene: "+reply.SceneProblem
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
