package reasoning

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/reasoning/bundle"
)

// int4Bundle is the reference bundle with a vision tower and a decoder of int4 weights, which model/golden writes.
func int4Bundle(t *testing.T) string {
	t.Helper()
	graphs := map[string][]byte{}
	for _, name := range []string{"vision.onnx", "decoder.onnx"} {
		content, err := os.ReadFile(filepath.Join(golden, "int4", name))
		if err != nil {
			t.Fatal(err)
		}
		graphs[name] = content
	}
	folder := copied(t, func(d map[string]any) {
		d["precision"] = map[string]any{"vision": "int4", "embedding": "float32", "decoder": "int4-asymmetric", "projector": "float32", "geometry": "float32", "scene": "float32"}
		for _, entry := range d["files"].([]any) {
			file := entry.(map[string]any)
			if content, ok := graphs[file["path"].(string)]; ok {
				hash := sha256.Sum256(content)
				file["bytes"], file["sha256"] = len(content), hex.EncodeToString(hash[:])
			}
		}
	})
	for name, content := range graphs {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// int4Replies has ONNX Runtime for Python reply on this machine: another would sum the bytes in another order.
func int4Replies(t *testing.T) goldenReplies {
	t.Helper()
	python := os.Getenv("THINKER3D_MODEL_PYTHON")
	if python == "" {
		t.Skip("THINKER3D_MODEL_PYTHON is not set: it must name a Python with model/requirements.txt (make test sets it)")
	}
	folder := t.TempDir()
	command := exec.CommandContext(t.Context(), python, "-m", "model.golden.int4", folder)
	command.Dir = ".."
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("replies in Python: %v\n%s", err, output)
	}
	return readReplies(t, filepath.Join(folder, "int4_cases.json"))
}

// TestInt4GraphsReply compares with replies of the same graphs in ONNX Runtime for Python.
func TestInt4GraphsReply(t *testing.T) {
	replies := int4Replies(t)
	folder := int4Bundle(t)
	e := openEngine(t, func(s *config.Reasoning) { s.Bundle = folder })
	defer closed(t, e)
	if weights := e.bundle.Description.Weights(); weights.Decoder != bundle.Int4Asymmetric || weights.Vision != bundle.Int4 {
		t.Errorf("weights are said to be %v", weights)
	}
	for _, c := range replies.Cases {
		c.set(e)
		seen, err := e.See(t.Context(), goldenViews(t, e, c))
		if err != nil {
			t.Fatal(err)
		}
		reply, heard := ask(t, e, Request{Seen: seen, Question: c.Question})
		if !slices.Equal(reply.Tokens, c.Tokens) || reply.Latents != c.Latents || reply.Status != StatusOK {
			t.Errorf("%s: got %d latents, tokens %v (%s)\nwant %d latents, tokens %v", c.Name, reply.Latents, reply.Tokens, reply.Status, c.Latents, c.Tokens)
		}
		if len(heard.scenes) > 1 {
			t.Errorf("%s: %d scenes", c.Name, len(heard.scenes))
		}
	}
}

// TestMappedWeightsReplyAsPackedOnes has float weights read from where they lie; those in blocks are packed all the same.
func TestMappedWeightsReplyAsPackedOnes(t *testing.T) {
	for name, folder := range map[string]string{"float32": reference, "int4": int4Bundle(t)} {
		var replies []Reply
		for _, weights := range []config.Weights{config.WeightsPacked, config.WeightsMapped} {
			e := openEngine(t, func(s *config.Reasoning) { s.Bundle, s.Weights = folder, weights })
			reply, _ := ask(t, e, Request{Views: views(e, 2), Question: question})
			replies = append(replies, reply)
			closed(t, e)
		}
		if !alike(replies[0], replies[1]) {
			t.Errorf("%s: packed %+v\nmapped %+v", name, replies[0], replies[1])
		}
	}
	for kind, want := range map[bundle.WeightType]bool{bundle.Int8: true, bundle.Int4: true, bundle.Int4Asymmetric: true, bundle.WeightType(bundle.Float32): false, "": false} {
		if kind.InBlocks() != want {
			t.Errorf("%q in blocks: %v", kind, !want)
		}
	}
}
