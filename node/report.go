package node

import (
	"math"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
)

// Report is an answer as one line of JSON.
type Report struct {
	StampNanos   int64          `json:"stamp_nanos"`
	Question     string         `json:"question"`
	Status       string         `json:"status"`
	Answer       string         `json:"answer"`
	Choice       string         `json:"choice"`
	Confidence   *float64       `json:"confidence"`
	Mode         config.Mode    `json:"mode"`
	Choices      []ReportChoice `json:"choices,omitempty"`
	ThinkingCut  bool           `json:"thinking_cut,omitempty"`
	Reasoning    string         `json:"reasoning"`
	Reason       string         `json:"reason,omitempty"`
	Views        []ReportView   `json:"views"`
	LatentCount  uint32         `json:"latent_count"`
	ScenePoints  uint32         `json:"scene_points"`
	ScaleKnown   bool           `json:"scale_known"`
	Bearing      *float64       `json:"bearing"`
	Distance     *float64       `json:"distance"`
	BearingFrame string         `json:"bearing_frame,omitempty"`
	ModelID      string         `json:"model_id"`
	ModelTrained bool           `json:"model_trained"`
	Seconds      Seconds        `json:"seconds"`
}

// ReportChoice is one of the question's choices; its probability is null if it is not known.
type ReportChoice struct {
	Text        string   `json:"text"`
	Probability *float64 `json:"probability"`
}

// ReportView is one view that an answer was drawn from.
type ReportView struct {
	Camera     string `json:"camera"`
	StampNanos int64  `json:"stamp_nanos"`
	FrameID    string `json:"frame_id"`
}

// Seconds is where the time of an answer went.
type Seconds struct {
	Queue   float64 `json:"queue"`
	Vision  float64 `json:"vision"`
	Prefill float64 `json:"prefill"`
	Scene   float64 `json:"scene"`
	Text    float64 `json:"text"`
}

// NewReport is the answer in the report's form; what is no number is null.
func NewReport(answer *msgs.SpatialAnswer) Report {
	report := Report{
		StampNanos: answer.Header.Stamp.Nanos(), Question: answer.Question, Status: statusName(answer.Status),
		Answer: answer.Answer, Choice: answer.Choice, Reasoning: answer.Reasoning, Reason: answer.Reason,
		LatentCount: answer.LatentCount, ScenePoints: answer.ScenePoints, ScaleKnown: answer.ScaleKnown,
		ModelID: answer.ModelID, ModelTrained: answer.ModelTrained, Seconds: Seconds(answer.Timings),
	}
	report.Confidence, report.Bearing, report.Distance, report.BearingFrame = known(answer.Confidence), known(answer.Bearing), known(answer.Distance), answer.BearingFrame
	if all := modes(); int(answer.Mode) < len(all) {
		report.Mode = all[answer.Mode]
	}
	report.ThinkingCut = answer.ThinkingCut
	for i, text := range answer.Choices {
		choice := ReportChoice{Text: text}
		if i < len(answer.ChoiceProbabilities) {
			choice.Probability = known(answer.ChoiceProbabilities[i])
		}
		report.Choices = append(report.Choices, choice)
	}
	for _, view := range answer.Views {
		report.Views = append(report.Views, ReportView{Camera: view.Camera, StampNanos: view.Stamp.Nanos(), FrameID: view.FrameID})
	}
	return report
}

// known is nil for what is no number.
func known(value float32) *float64 {
	if number := float64(value); !math.IsNaN(number) {
		return &number
	}
	return nil
}

func statusName(status uint8) string {
	names := []string{"ok", "no_answer", "truncated", "degenerate", "cancelled", "error"}
	if int(status) < len(names) {
		return names[status]
	}
	return "unknown"
}

func notANumber() float32 { return float32(math.NaN()) }
