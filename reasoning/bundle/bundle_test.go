package bundle

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOpen(t *testing.T) {
	folder := sampleFolder(t)
	opened, err := Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	if opened.ID() != "sample/1" || opened.Tokenizer() != filepath.Join(folder, "tokenizer.json") {
		t.Errorf("opened %s with tokenizer %s", opened.ID(), opened.Tokenizer())
	}
}

func TestOpenRefuses(t *testing.T) {
	remove := func(t *testing.T, path string) {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	cases := []struct {
		name   string
		damage func(t *testing.T, folder string)
		say    string
	}{
		{"changed byte", func(t *testing.T, f string) { write(t, f, "decoder.onnx", []byte("Decoder.onnx")) }, "file decoder.onnx has sha256"},
		{"cut short", func(t *testing.T, f string) { write(t, f, "vision.onnx", nil) }, "file vision.onnx has 0 bytes where files says 11"},
		{"missing file", func(t *testing.T, f string) { remove(t, filepath.Join(f, "weights", "decoder.bin")) }, "file weights/decoder.bin is missing"},
		{"unlisted file", func(t *testing.T, f string) { write(t, f, "weights/more.bin", []byte("x")) }, "weights/more.bin is not listed"},
		{"no description", func(t *testing.T, f string) { remove(t, filepath.Join(f, "bundle.json")) }, "no readable bundle.json"},
		{"link out", func(t *testing.T, f string) { link(t, f, filepath.Join(t.TempDir(), "vision.onnx")) }, "file vision.onnx is a L"},
		{"folder in place of a file", func(t *testing.T, f string) {
			remove(t, filepath.Join(f, "vision.onnx"))
			write(t, f, "vision.onnx/x", nil)
		}, "file vision.onnx is a d"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			folder := sampleFolder(t)
			c.damage(t, folder)
			_, err := Open(folder)
			if err == nil || !strings.Contains(err.Error(), c.say) || !strings.Contains(err.Error(), folder) {
				t.Errorf("error is %v, want it to say %q and the folder", err, c.say)
			}
		})
	}
}

func TestOpenNamesTheSetting(t *testing.T) {
	_, err := Open(filepath.Join(t.TempDir(), "absent"))
	if err == nil || !strings.Contains(err.Error(), "reasoning.bundle") {
		t.Errorf("absent folder: %v", err)
	}
}

// link puts the true vision.onnx outside and a symbolic link to it in its place.
func link(t *testing.T, folder, outside string) {
	t.Helper()
	inside := filepath.Join(folder, "vision.onnx")
	if err := os.Rename(inside, outside); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, inside); err != nil {
		t.Fatal(err)
	}
}
