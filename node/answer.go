package node

import (
	"context"
	"strings"

	"github.com/thinker3d/thinker3d/camera"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/reasoning"
	"github.com/thinker3d/thinker3d/reasoning/prompt"
)

// blank is the answer as far as it is known before the model is asked.
func (t *thinker) blank(stampNanos int64, views []camera.Frame[*frame], asked question) msgs.SpatialAnswer {
	model := t.reasoner.Bundle()
	answer := msgs.SpatialAnswer{
		Header:   msgs.Header{Stamp: msgs.TimeFromNanos(stampNanos), FrameID: views[0].Payload.header.FrameID},
		Question: asked.text, Mode: modeNumber(asked.wish.mode), Choices: offered(asked.text), ModelID: model.ID(), ModelTrained: model.Description.Trained,
		Bearing: notANumber(), Distance: notANumber(),
	}
	for _, f := range views {
		header := f.Payload.header
		answer.Views = append(answer.Views, msgs.ViewUsed{Camera: t.names[f.Camera], Stamp: header.Stamp, FrameID: header.FrameID})
	}
	return answer
}

// offered are the texts of a question's choices.
func offered(question string) []string {
	var texts []string
	for _, choice := range prompt.Choices(question) {
		texts = append(texts, choice.Text)
	}
	return texts
}

func fillAnswer(answer *msgs.SpatialAnswer, reply reasoning.Reply) {
	answer.Answer, answer.Choice, answer.Confidence = reply.Answer, reply.Choice, float32(reply.Confidence)
	answer.Reasoning, answer.Status, answer.Reason = reply.Reasoning, statusOf(reply.Status), reply.Reason
	answer.LatentCount, answer.ThinkingCut = uint32(reply.Latents), reply.ThinkingCut
	for _, probability := range reply.Probabilities {
		answer.ChoiceProbabilities = append(answer.ChoiceProbabilities, float32(probability))
	}
	if reply.SceneProblem != "" && !strings.Contains(reply.Reason, reply.SceneProblem) {
		answer.Reason = strings.TrimPrefix(answer.Reason+"; no scene: "+reply.SceneProblem, "; ")
	}
	answer.Timings = msgs.Timings{
		Vision: reply.Timings.Vision.Seconds(), Prefill: reply.Timings.Prefill.Seconds(),
		Scene: reply.Timings.Scene.Seconds(), Text: reply.Timings.Text.Seconds(),
	}
}

// failed keeps what is known of the views and says why there is no answer.
func failed(ctx context.Context, answer msgs.SpatialAnswer, err error) msgs.SpatialAnswer {
	answer.Answer, answer.Choice, answer.Confidence, answer.ChoiceProbabilities = "", "", notANumber(), nil
	if answer.Status == msgs.StatusOK {
		answer.Status = msgs.StatusError
	}
	answer.Reason = err.Error()
	if ctx.Err() != nil {
		answer.Status = msgs.StatusCancelled
	}
	return answer
}

func statusOf(status reasoning.Status) uint8 {
	switch status {
	case reasoning.StatusOK:
		return msgs.StatusOK
	case reasoning.StatusNoAnswer:
		return msgs.StatusNoAnswer
	case reasoning.StatusTruncated:
		return msgs.StatusTruncated
	case reasoning.StatusDegenerate:
		return msgs.StatusDegenerate
	case reasoning.StatusCancelled:
		return msgs.StatusCancelled
	}
	return msgs.StatusError
}
