package reasoning

import (
	"fmt"

	"github.com/thinker3d/thinker3d/reasoning/bundle"
	"github.com/thinker3d/thinker3d/reasoning/onnx"
	"github.com/thinker3d/thinker3d/reasoning/scene"
)

// signatures is the form that docs/bundle.md gives each graph, with the sizes of one bundle.
type signatures struct {
	real        onnx.Element
	description *bundle.Description
}

func (s signatures) vision() onnx.Signature {
	return onnx.Signature{
		Inputs: []onnx.Port{
			{Name: "pixel_values", Element: s.real, Shape: []int64{onnx.Free, int64(rowLength(s.description))}},
			{Name: "grid_thw", Element: onnx.Int64, Shape: []int64{onnx.Free, 3}}},
		Outputs: []onnx.Port{{Name: "image_embeddings", Element: s.real, Shape: []int64{onnx.Free, s.hidden()}}},
	}
}

func (s signatures) embedding() onnx.Signature {
	return onnx.Signature{
		Inputs:  []onnx.Port{{Name: "input_ids", Element: onnx.Int64, Shape: []int64{onnx.Free, onnx.Free}}},
		Outputs: []onnx.Port{{Name: "input_embeddings", Element: s.real, Shape: []int64{onnx.Free, onnx.Free, s.hidden()}}},
	}
}

func (s signatures) decoder() onnx.Signature {
	decoder := s.description.Decoder
	signature := onnx.Signature{
		Inputs: []onnx.Port{
			{Name: "input_embeddings", Element: s.real, Shape: []int64{onnx.Free, onnx.Free, s.hidden()}},
			{Name: "position_ids", Element: onnx.Int64, Shape: []int64{3, onnx.Free, onnx.Free}},
			{Name: "seqlens_k", Element: onnx.Int32, Shape: []int64{onnx.Free}},
			{Name: "total_sequence_length", Element: onnx.Int32, Shape: []int64{1}}},
		Outputs: []onnx.Port{
			{Name: "logits", Element: onnx.Float32, Shape: []int64{onnx.Free, int64(decoder.Vocabulary)}},
			{Name: "hidden_states", Element: s.real, Shape: []int64{onnx.Free, onnx.Free, s.hidden()}}},
	}
	cache := []int64{onnx.Free, int64(decoder.KeyValueHeads), onnx.Free, int64(decoder.Head)}
	for i := range decoder.Layers {
		for _, kind := range []string{"key", "value"} {
			signature.Inputs = append(signature.Inputs, onnx.Port{Name: fmt.Sprintf("past_%s.%d", kind, i), Element: s.real, Shape: cache})
			signature.Outputs = append(signature.Outputs, onnx.Port{Name: fmt.Sprintf("present_%s.%d", kind, i), Element: s.real, Shape: cache})
		}
	}
	return signature
}

// sampler takes each row's logits and gives its next token; docs/bundle.md says what each port is.
func (s signatures) sampler() onnx.Signature {
	vocabulary := []int64{onnx.Free, int64(s.description.Decoder.Vocabulary)}
	rows, letters := []int64{onnx.Free}, []int64{onnx.Free, onnx.Free}
	return onnx.Signature{
		Inputs: []onnx.Port{
			{Name: "logits", Element: onnx.Float32, Shape: vocabulary},
			{Name: "said", Element: onnx.Bool, Shape: vocabulary},
			{Name: "recorded", Element: onnx.Int64, Shape: rows},
			{Name: "banned", Element: onnx.Bool, Shape: vocabulary},
			{Name: "repetition_penalty", Element: onnx.Float32, Shape: rows},
			{Name: "temperature", Element: onnx.Float64, Shape: rows},
			{Name: "top_p", Element: onnx.Float64, Shape: rows},
			{Name: "uniform", Element: onnx.Float64, Shape: rows},
			{Name: "candidates", Element: onnx.Int64, Shape: []int64{1}},
			{Name: "letter_tokens", Element: onnx.Int64, Shape: letters}},
		Outputs: []onnx.Port{
			{Name: "token", Element: onnx.Int64, Shape: rows},
			{Name: "finite", Element: onnx.Bool, Shape: rows},
			{Name: "letters", Element: onnx.Float32, Shape: letters},
			{Name: "present_said", Element: onnx.Bool, Shape: vocabulary}},
	}
}

// feed chooses each row's next input embedding.
func (s signatures) feed() onnx.Signature {
	one := []int64{onnx.Free, 1, s.hidden()}
	return onnx.Signature{
		Inputs: []onnx.Port{
			{Name: "token_embeddings", Element: s.real, Shape: one},
			{Name: "hidden_states", Element: s.real, Shape: []int64{onnx.Free, onnx.Free, s.hidden()}},
			{Name: "feed_hidden", Element: onnx.Bool, Shape: []int64{onnx.Free}}},
		Outputs: []onnx.Port{{Name: "input_embeddings", Element: s.real, Shape: one}},
	}
}

func (s signatures) projector() onnx.Signature {
	p := s.description.Projector
	return onnx.Signature{
		Inputs: []onnx.Port{
			{Name: "latents", Element: s.real, Shape: []int64{onnx.Free, int64(p.Latents), s.hidden()}},
			{Name: "image_embeddings", Element: s.real, Shape: []int64{onnx.Free, onnx.Free, int64(p.ImageTokens), s.hidden()}}},
		Outputs: []onnx.Port{s.imagined()},
	}
}

func (s signatures) geometry() onnx.Signature {
	pictures := []int64{onnx.Free, onnx.Free, 3, onnx.Any, int64(s.description.Scene.Width)}
	return onnx.Signature{Inputs: []onnx.Port{{Name: "pictures", Element: s.real, Shape: pictures}}, Outputs: []onnx.Port{s.layers()}}
}

func (s signatures) scene() onnx.Signature {
	plane := []int64{onnx.Free, onnx.Free, onnx.Any, int64(s.description.Scene.Width)}
	return onnx.Signature{
		Inputs: []onnx.Port{s.layers(), s.imagined()},
		Outputs: []onnx.Port{
			{Name: "pose_encoding", Element: s.real, Shape: []int64{onnx.Free, onnx.Free, scene.EncodingLength}},
			{Name: "depth", Element: s.real, Shape: plane},
			{Name: "depth_confidence", Element: s.real, Shape: plane}},
	}
}

func (s signatures) layers() onnx.Port {
	p := s.description.Projector
	return onnx.Port{Name: "layers", Element: s.real, Shape: []int64{onnx.Free, onnx.Free, lowerLayers, int64(p.Features), int64(p.Channels)}}
}

func (s signatures) imagined() onnx.Port {
	p := s.description.Projector
	return onnx.Port{Name: "imagined", Element: s.real, Shape: []int64{onnx.Free, onnx.Free, int64(p.Features), int64(p.Channels)}}
}

func (s signatures) hidden() int64 { return int64(s.description.Decoder.Hidden) }
