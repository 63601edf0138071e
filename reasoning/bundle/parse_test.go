package bundle

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

type badCase struct {
	name  string
	value any
	say   string
	path  []any
}

func badCases() []badCase {
	return []badCase{
		{"later version", "thinker3d.bundle/9", `schema is "thinker3d.bundle/9"`, []any{"schema"}},
		{"a scene graph of one set of views", "thinker3d.bundle/2", "convert the checkpoint again", []any{"schema"}},
		{"a geometry graph of one set of views", "thinker3d.bundle/3", "convert the checkpoint again", []any{"schema"}},
		{"no version", missing, `schema is ""`, []any{"schema"}},
		{"unknown key", 1, "latents.extra is not a key", []any{"latents", "extra"}},
		{"key of another case", 1, "decoder.Layers is not a key", []any{"decoder", "Layers"}},
		{"missing key", missing, "latents.offset is missing", []any{"latents", "offset"}},
		{"null", nil, "decoder is null", []any{"decoder"}},
		{"wrong kind", "8", "decoder.hidden", []any{"decoder", "hidden"}},
		{"fraction", 8.5, "decoder.hidden", []any{"decoder", "hidden"}},
		{"negative", -1, "decoder.hidden is -1", []any{"decoder", "hidden"}},
		{"huge", 1 << 40, "decoder.maximum_tokens is", []any{"decoder", "maximum_tokens"}},
		{"unknown feed", "both", `"both" is none of hidden, pad`, []any{"latents", "feed"}},
		{"empty feed", "", `"" is none of`, []any{"latents", "feed"}},
		{"unknown filter", "nearest", `"nearest" is none of bilinear`, []any{"views", "resampling"}},
		{"zero std", 0, "views.std[1] is 0", []any{"views", "std", 1}},
		{"four means", []any{1, 1, 1, 1}, "views.mean has 4 values, not 3", []any{"views", "mean"}},
		{"climbing path", "../x", `files[0].path "../x"`, []any{"files", 0, "path"}},
		{"absolute path", "/etc/passwd", `files[0].path "/etc/passwd"`, []any{"files", 0, "path"}},
		{"unclean path", "a/../b", `files[0].path "a/../b"`, []any{"files", 0, "path"}},
		{"lists itself", "bundle.json", "cannot list itself", []any{"files", 0, "path"}},
		{"listed twice", "vision.onnx", `files lists "vision.onnx" twice`, []any{"files", 0, "path"}},
		{"short hash", "ab", "files[1].sha256", []any{"files", 1, "sha256"}},
		{"negative size", -1, "files[2].bytes", []any{"files", 2, "bytes"}},
		{"graph not listed", "other.onnx", `"other.onnx" is used by the bundle and not listed`, []any{"graphs", "decoder"}},
		{"scene without graph", missing, "scene and graphs.scene", []any{"graphs", "scene"}},
		{"scene without geometry", missing, "graphs.geometry and graphs.scene", []any{"graphs", "geometry"}},
		{"graph without projector", nil, "projector and graphs.projector", []any{"projector"}},
		{"too few latents", 10, "latents.maximum can never give latents.count states", []any{"latents", "maximum"}},
		{"foreign latents", 10, "projector.latents and latents.count differ", []any{"projector", "latents"}},
		{"pixels turned round", 12845057, "views.min_pixels is over", []any{"views", "min_pixels"}},
		{"no question", "{views}", "prompt.template must hold {question} once", []any{"prompt", "template"}},
		{"no room", 512, "leaves no room", []any{"sampling", "maximum_new_tokens"}},
		{"zero top_p", 0, "sampling.top_p is 0", []any{"sampling", "top_p"}},
		{"zero confidence temperature", 0, "confidence.temperature is 0", []any{"confidence", "temperature"}},
		{"null confidence", nil, "confidence is null", []any{"confidence"}},
		{"zero scene patch", 0, "scene.patch is 0", []any{"scene", "patch"}},
		{"null precision", nil, "precision is null", []any{"precision"}},
		{"unknown part", "int4", "precision.tokenizer is not a key", []any{"precision", "tokenizer"}},
		{"precision without a part", missing, "precision.decoder is missing", []any{"precision", "decoder"}},
		{"unknown precision", "int3", `"int3" is none of float32`, []any{"precision", "decoder"}},
		{"precision of no scene", missing, "precision.scene and graphs.scene", []any{"precision", "scene"}},
		{"precision of no geometry", missing, "precision.geometry and graphs.geometry", []any{"precision", "geometry"}},
		{"precision of no projector", missing, "precision.projector and graphs.projector", []any{"precision", "projector"}},
		{"a sampler without what feeds", "decoder.onnx", "graphs.sampler and graphs.feed", []any{"graphs", "sampler"}},
		{"no stop", []any{}, "tokens.stop is 0", []any{"tokens", "stop"}},
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range badCases() {
		t.Run(c.name, func(t *testing.T) {
			description := sample()
			place(description, c.value, c.path...)
			_, err := Parse(encode(t, description))
			if err == nil || !strings.Contains(err.Error(), c.say) {
				t.Errorf("error is %v, want it to say %q", err, c.say)
			}
		})
	}
}

func TestParseRefusesText(t *testing.T) {
	good := string(encode(t, sample()))
	cases := []struct{ name, text, say string }{
		{"empty", "", "not the JSON of a bundle"},
		{"truncated", good[:len(good)/2], "not the JSON of a bundle"},
		{"two documents", good + "{}", "not the JSON of a bundle"},
		{"an array", "[]", "not the JSON of a bundle"},
		{"key twice", strings.Replace(good, `"trained":false`, `"trained":false,"trained":true`, 1), "trained is given twice"},
		{"over the limit", good + strings.Repeat(" ", MaximumDescriptionBytes), "over the limit"},
		{"too deep", strings.Replace(good, `"trained":false`, `"trained":`+strings.Repeat("[", 100)+strings.Repeat("]", 100), 1), "nests too deep"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if _, err := Parse([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.say) {
				t.Errorf("error is %v, want it to say %q", err, c.say)
			}
		})
	}
}

func TestParseTakesOptionalParts(t *testing.T) {
	full, err := Parse(encode(t, sample()))
	if err != nil || full.Decoder.Layers != 2 || full.Projector.Features != 1374 || full.Views.Resize.Width != 480 {
		t.Fatalf("sample: %+v, %v", full, err)
	}
	description := sample()
	for _, path := range [][]any{{"graphs", "projector"}, {"graphs", "geometry"}, {"graphs", "scene"}, {"precision", "projector"}, {"precision", "geometry"}, {"precision", "scene"}} {
		place(description, missing, path...)
	}
	for _, path := range [][]any{{"projector"}, {"scene"}, {"views", "resize"}} {
		place(description, nil, path...)
	}
	answersOnly, err := Parse(encode(t, description))
	if err != nil || answersOnly.Projector != nil || answersOnly.Scene != nil || answersOnly.Views.Resize != nil {
		t.Errorf("without a scene: %+v, %v", answersOnly, err)
	}
}

func TestWeightsAreOfThePrecisionOrOfTheNumberType(t *testing.T) {
	weights := func(change func(map[string]any)) Precision {
		description := sample()
		change(description)
		parsed, err := Parse(encode(t, description))
		if err != nil {
			t.Fatal(err)
		}
		return parsed.Weights()
	}
	all := WeightType(Float32)
	cases := []struct {
		name   string
		change func(map[string]any)
		want   Precision
	}{
		{"told", func(map[string]any) {}, Precision{Int4, all, Int4Asymmetric, all, WeightType(Float16), all}},
		{"not told", func(d map[string]any) { delete(d, "precision") }, Precision{all, all, all, all, all, all}},
		{"not told, without a scene", func(d map[string]any) {
			delete(d, "precision")
			place(d, missing, "graphs", "geometry")
			place(d, missing, "graphs", "scene")
			d["scene"] = nil
		}, Precision{all, all, all, all, "", ""}},
	}
	for _, c := range cases {
		if got := weights(c.change); got != c.want {
			t.Errorf("%s: weights are %v, want %v", c.name, got, c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(encode(f, sample()))
	for _, c := range badCases() {
		description := sample()
		place(description, c.value, c.path...)
		f.Add(encode(f, description))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		description, err := Parse(data)
		if err != nil {
			return
		}
		again, err := json.Marshal(description)
		if err != nil {
			t.Fatal(err)
		}
		second, err := Parse(again)
		if err != nil {
			t.Fatalf("a description that was taken is refused when written again: %v", err)
		}
		if third, _ := json.Marshal(second); !bytes.Equal(again, third) {
			t.Error("a description changes when written and read")
		}
	})
}
