package reasoning

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/thinker3d/thinker3d/config"
)

// convertedVariable names the environment variable that gives a folder of folders, each with a bundle made by
// model/checkpoint and the replies of a reference on the same weights: cases.json, cases.safetensors.
const convertedVariable = "THINKER3D_TEST_CONVERTED"

// weightsVariable may name the reasoning.weights with which they are loaded.
const weightsVariable = "THINKER3D_TEST_WEIGHTS"

func TestConvertedBundlesReplyAsTheirReferences(t *testing.T) {
	folder := os.Getenv(convertedVariable)
	if folder == "" {
		t.Skip(convertedVariable + " names no folder of converted bundles; model/tests/test_checkpoint_engine.py makes one and runs this test")
	}
	paths, err := filepath.Glob(filepath.Join(folder, "*", "cases.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s holds no folder with cases.json (%v)", folder, err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) { checkConverted(t, filepath.Dir(path)) })
	}
}

func checkConverted(t *testing.T, folder string) {
	t.Helper()
	e := openEngine(t, func(s *config.Reasoning) {
		s.Bundle, s.Threads = filepath.Join(folder, "bundle"), 0
		if name := os.Getenv(weightsVariable); name != "" {
			if err := s.Weights.UnmarshalText([]byte(name)); err != nil {
				t.Fatalf("%s: %v", weightsVariable, err)
			}
		}
	})
	file := readReplies(t, filepath.Join(folder, "cases.json"))
	arrays := readArrays(t, filepath.Join(folder, "cases.safetensors"))
	for _, c := range file.Cases {
		t.Run(c.Name, func(t *testing.T) {
			reply := checkReply(t, e, c, goldenScene{c: c, arrays: arrays, step: file.SceneStep})
			took := reply.Timings
			t.Logf("vision %v, prefill of %d tokens %v, text %v (%.2f tokens a second), scene %v, status %s",
				took.Vision, len(c.PromptIDs), took.Prefill, took.Text, reply.TokensPerSecond, took.Scene, reply.Status)
		})
	}
}
