package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRefusals proves that bad input ends with an error that names it, without a crash and without output left behind.
func TestRefusals(t *testing.T) {
	needRuntime(t)
	damaged, foreign, hashed, future := damagedBag(t), copyBundle(t), copyBundle(t), copyBundle(t)
	replace(t, filepath.Join(future, "bundle.json"), "thinker3d.bundle/4", "thinker3d.bundle/9")
	replace(t, filepath.Join(hashed, "tokenizer.json"), "<|latent_pad|>", "<|latent_pat|>")
	if err := os.Remove(filepath.Join(foreign, "scene.onnx")); err != nil {
		t.Fatal(err)
	}
	sample := []string{"--config", sampleConfig, "--ask", question}
	for name, c := range map[string]struct {
		args  []string
		wants []string
	}{
		"no such bag":       {append([]string{"replay", "none.mcap"}, sample...), []string{"none.mcap"}},
		"no bag at all":     {append([]string{"replay", "../go.mod"}, sample...), []string{"go.mod", "neither MCAP, SQLite nor a ROS 1 bag"}},
		"damaged bag":       {append([]string{"replay", damaged}, sample...), []string{"damaged"}},
		"no question":       {[]string{"replay", sampleBag, "--config", sampleConfig}, []string{"--ask"}},
		"no bundle":         {[]string{"replay", sampleBag, "--ask", question}, []string{"reasoning.bundle"}},
		"no such bundle":    {append([]string{"replay", sampleBag, "--bundle", "none"}, sample...), []string{"none"}},
		"file missing":      {[]string{"bundle", "inspect", foreign}, []string{"scene.onnx"}},
		"wrong hash":        {[]string{"bundle", "inspect", hashed}, []string{"tokenizer.json", "sha256"}},
		"unknown version":   {[]string{"bundle", "inspect", future}, []string{"schema", "thinker3d.bundle/9"}},
		"unknown device":    {append([]string{"replay", sampleBag, "--device", "tpu"}, sample...), []string{"--device", "tpu"}},
		"no such camera":    {append([]string{"replay", "sample/room_raw.mcap"}, sample...), []string{"/camera/front/image_raw/compressed"}},
		"asked after end":   {append([]string{"replay", sampleBag, "--at", "1h"}, sample...), []string{"no question was asked"}},
		"run sees nothing":  {[]string{"run", "--bundle", untrained}, []string{"cameras"}},
		"run without model": {[]string{"run"}, []string{"reasoning.bundle"}},
		"unknown command":   {[]string{"repaly"}, []string{"repaly", "replay"}},
	} {
		t.Run(name, func(t *testing.T) {
			out := t.TempDir()
			args := c.args
			if args[0] == "replay" {
				args = append(args, "--out", filepath.Join(out, "out.mcap"), "--report", filepath.Join(out, "out.jsonl"))
			}
			result := thinker3d(t, args...)
			if result.err == nil {
				t.Fatalf("it succeeded:\n%s", result.stdout)
			}
			for _, want := range c.wants {
				if !strings.Contains(result.stderr, want) {
					t.Errorf("%q is not in:\n%s", want, result.stderr)
				}
			}
			if strings.Contains(result.stderr, "goroutine ") {
				t.Errorf("it crashed:\n%s", result.stderr)
			}
			if left, _ := os.ReadDir(out); len(left) > 0 {
				t.Errorf("%d files are left of a failed run, such as %s", len(left), left[0].Name())
			}
		})
	}
}

func damagedBag(t *testing.T) string {
	t.Helper()
	whole, err := os.ReadFile(sampleBag)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "damaged.mcap")
	if err := os.WriteFile(path, whole[:len(whole)*2/3], 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func copyBundle(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(untrained)); err != nil {
		t.Fatal(err)
	}
	return folder
}

func replace(t *testing.T, path, old, text string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), old) {
		t.Fatalf("%s does not hold %q", path, old)
	}
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(string(data), old, text)), 0o600); err != nil {
		t.Fatal(err)
	}
}
