package reasoning

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/config"
)

// copied is the reference bundle in a folder of its own, its description changed.
func copied(t *testing.T, change func(description map[string]any)) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(reference)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "bundle.json")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var description map[string]any
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	if err := decoder.Decode(&description); err != nil {
		t.Fatal(err)
	}
	change(description)
	if content, err = json.Marshal(description); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

func section(description map[string]any, name string) map[string]any {
	return description[name].(map[string]any)
}

func TestOpenRefusesForeignBundles(t *testing.T) {
	cases := []struct {
		name   string
		change func(map[string]any)
		say    []string
	}{
		{"unknown version", func(d map[string]any) { d["schema"] = "thinker3d.bundle/9" }, []string{"thinker3d.bundle/9"}},
		{"hidden width", func(d map[string]any) { section(d, "decoder")["hidden"] = 64 },
			[]string{"vision.onnx: output image_embeddings float32", "embedding.onnx: output input_embeddings", "decoder.onnx: input input_embeddings", "projector.onnx: input latents"}},
		{"layers", func(d map[string]any) { section(d, "decoder")["layers"] = 99 }, []string{"decoder.onnx: input past_key.", "is missing"}},
		{"fewer layers", func(d map[string]any) { section(d, "decoder")["layers"] = 1 }, []string{"decoder.onnx: input past_key.1", "is not one"}},
		{"cache heads", func(d map[string]any) { section(d, "decoder")["key_value_heads"] = 7 }, []string{"decoder.onnx: input past_key.0"}},
		{"vocabulary", func(d map[string]any) { section(d, "decoder")["vocabulary"] = 1 << 20 }, []string{"decoder.onnx: output logits"}},
		{"small vocabulary", func(d map[string]any) { section(d, "decoder")["vocabulary"] = 5 }, []string{"tokenizer.json has", "decoder.vocabulary is 5"}},
		{"patch", func(d map[string]any) { section(d, "views")["patch"] = 16 }, []string{"vision.onnx: input pixel_values"}},
		{"features", func(d map[string]any) { section(d, "projector")["features"] = 3 }, []string{"projector.onnx: output imagined", "geometry.onnx: output layers", "scene.onnx: input layers"}},
		{"scene width", func(d map[string]any) { section(d, "scene")["width"] = 14 }, []string{"geometry.onnx: input pictures", "scene.onnx: output depth"}},
		{"graphs exchanged", func(d map[string]any) { section(d, "graphs")["vision"] = "decoder.onnx" }, []string{"decoder.onnx: input pixel_values", "is missing"}},
		{"no graph", func(d map[string]any) { section(d, "graphs")["vision"] = "tokenizer.json" }, []string{"tokenizer.json as ONNX"}},
		{"number type", func(d map[string]any) { d["number_type"] = "bfloat16" }, []string{"vision.onnx: input pixel_values float32", "bfloat16"}},
		{"unknown token", func(d map[string]any) { section(d, "tokens")["latent_end"] = "<|nowhere|>" }, []string{"tokens.latent_end", "<|nowhere|>"}},
		{"unknown stop", func(d map[string]any) { section(d, "tokens")["stop"] = []string{"<|im_end|>", "<|never|>"} }, []string{"tokens.stop[1]", "<|never|>"}},
		{"template", func(d map[string]any) { section(d, "prompt")["template"] = "{views}{question}{sofa}" }, []string{"{sofa}"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			folder := copied(t, c.change)
			engine, err := Open(config.Reasoning{Sequences: 1, Waiting: 1, CacheMemory: 1, Scenes: 1, Bundle: folder, Device: config.DeviceCPU, Library: library(t)})
			if err == nil {
				closed(t, engine)
				t.Fatal("opened")
			}
			for _, say := range append(c.say, folder) {
				if !strings.Contains(err.Error(), say) {
					t.Errorf("error %q does not say %q", err, say)
				}
			}
		})
	}
	closed(t, openEngine(t, nil))
}

func TestOpenNamesTheLibrary(t *testing.T) {
	t.Setenv(LibraryVariable, "")
	if _, err := Open(config.Reasoning{Sequences: 1, Waiting: 1, CacheMemory: 1, Scenes: 1, Bundle: reference}); err == nil || !strings.Contains(err.Error(), LibraryVariable) {
		t.Errorf("without a library: %v", err)
	}
}

// TestOpenNamesAnAbsentDevice asks for a GPU that no machine has.
func TestOpenNamesAnAbsentDevice(t *testing.T) {
	engine, err := Open(config.Reasoning{Sequences: 1, Waiting: 1, CacheMemory: 1, Scenes: 1, Bundle: reference, Library: library(t), Device: config.DeviceCUDA, DeviceID: 4096})
	if err == nil {
		closed(t, engine)
		t.Fatal("opened")
	}
	if !strings.Contains(err.Error(), "reasoning.device") {
		t.Errorf("error is %v", err)
	}
	closed(t, openEngine(t, nil))
}

// TestOtherSettings runs the same graphs as bundles that ask for them otherwise.
func TestOtherSettings(t *testing.T) {
	cases := []struct {
		name   string
		change func(map[string]any)
		check  func(t *testing.T, reply Reply, heard *ear)
	}{
		{"answers only", func(d map[string]any) {
			d["scene"] = nil
			delete(section(d, "graphs"), "geometry")
			delete(section(d, "graphs"), "scene")
		}, func(t *testing.T, reply Reply, heard *ear) {
			if len(heard.scenes) != 0 || reply.SceneProblem != "the bundle makes no scene" || reply.Latents == 0 {
				t.Errorf("got %d scenes: %q", len(heard.scenes), reply.SceneProblem)
			}
		}},
		{"latents forced to end", func(d map[string]any) { section(d, "latents")["maximum"] = section(d, "latents")["count"] },
			func(t *testing.T, reply Reply, heard *ear) {
				if reply.Latents == 0 || len(heard.scenes) > 1 {
					t.Errorf("%d latents and %d scenes", reply.Latents, len(heard.scenes))
				}
			}},
		{"pads fed", func(d map[string]any) { section(d, "latents")["feed"] = "pad" }, func(t *testing.T, reply Reply, _ *ear) {
			if reply.Latents == 0 {
				t.Error("no latents")
			}
		}},
		{"short replies", func(d map[string]any) { section(d, "sampling")["maximum_new_tokens"] = 5 }, func(t *testing.T, reply Reply, _ *ear) {
			if reply.Status != StatusTruncated || len(reply.Tokens) != 5 {
				t.Errorf("%d tokens, %s", len(reply.Tokens), reply.Status)
			}
		}},
		{"hardly confident", func(d map[string]any) { d["confidence"] = map[string]any{"temperature": 1000} }, func(t *testing.T, reply Reply, _ *ear) {
			if !(math.Abs(reply.Confidence-.25) < .01) {
				t.Errorf("confidence of one of four letters is %v", reply.Confidence)
			}
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			folder := copied(t, c.change)
			e := openEngine(t, func(s *config.Reasoning) { s.Bundle = folder })
			defer closed(t, e)
			reply, heard := ask(t, e, Request{Views: views(e, 1), Question: question})
			c.check(t, reply, heard)
		})
	}
}

func TestLongPromptsAreRefused(t *testing.T) {
	folder := copied(t, func(d map[string]any) {
		section(d, "decoder")["maximum_tokens"] = 60
		section(d, "sampling")["maximum_new_tokens"] = 10
	})
	e := openEngine(t, func(s *config.Reasoning) { s.Bundle = folder })
	_, err := e.Reason(t.Context(), Request{Views: views(e, 4), Question: question}, &ear{})
	if err == nil || !strings.Contains(err.Error(), "decoder.maximum_tokens is 60") {
		t.Errorf("error is %v", err)
	}
}
