package bundle

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// sample is a valid description of a folder whose files hold their own names.
func sample() map[string]any {
	files := []any{}
	for _, name := range []string{"tokenizer.json", "vision.onnx", "embedding.onnx", "decoder.onnx", "projector.onnx", "geometry.onnx", "scene.onnx", "weights/decoder.bin"} {
		hash := sha256.Sum256([]byte(name))
		files = append(files, map[string]any{"path": name, "bytes": len(name), "sha256": hex.EncodeToString(hash[:])})
	}
	return map[string]any{
		"schema": "thinker3d.bundle/4", "name": "sample", "version": "1", "description": "a sample", "trained": false,
		"provenance": map[string]any{"base": "", "source": "", "generator": "", "seed": 1, "libraries": map[string]any{"torch": "2"}},
		"licences":   []any{map[string]any{"part": "language", "spdx": "Apache-2.0", "note": ""}},
		"files":      files, "number_type": "float32",
		"precision": map[string]any{"vision": "int4", "embedding": "float32", "decoder": "int4-asymmetric", "projector": "float32", "geometry": "float16", "scene": "float32"},
		"graphs":    map[string]any{"vision": "vision.onnx", "embedding": "embedding.onnx", "decoder": "decoder.onnx", "projector": "projector.onnx", "geometry": "geometry.onnx", "scene": "scene.onnx"},
		"tokens":    map[string]any{"latent_pad": "<p>", "latent_start": "<s>", "latent_end": "<e>", "image_pad": "<i>", "stop": []any{"<x>"}},
		"prompt":    map[string]any{"template": "{views}{question}", "view": "{image}", "system": "", "instruction": ""},
		"views": map[string]any{"resize": map[string]any{"width": 480, "height": 640, "resampling": "lanczos"}, "resampling": "bicubic",
			"patch": 14, "merge": 2, "temporal": 2, "min_pixels": 3136, "max_pixels": 12845056,
			"mean": []any{0.5, 0.5, 0.5}, "std": []any{0.25, 0.25, 0.25}, "maximum": 8},
		"latents":    map[string]any{"feed": "hidden", "maximum": 12, "count": 12, "offset": 0},
		"decoder":    map[string]any{"layers": 2, "hidden": 8, "key_value_heads": 1, "head": 4, "vocabulary": 100, "maximum_tokens": 512},
		"projector":  map[string]any{"latents": 12, "image_tokens": 391, "features": 1374, "channels": 2048},
		"scene":      map[string]any{"width": 518, "maximum_height": 518, "patch": 14, "resampling": "bicubic"},
		"sampling":   map[string]any{"temperature": 0.0, "top_p": 1.0, "repetition_penalty": 1.0, "maximum_new_tokens": 64},
		"confidence": map[string]any{"temperature": 2.5},
	}
}

func encode(t testing.TB, description map[string]any) []byte {
	t.Helper()
	data, err := json.Marshal(description)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func write(t testing.TB, folder, name string, content []byte) {
	t.Helper()
	path := filepath.Join(folder, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func sampleFolder(t testing.TB) string {
	t.Helper()
	folder := t.TempDir()
	description := sample()
	for _, file := range description["files"].([]any) {
		name := file.(map[string]any)["path"].(string)
		write(t, folder, name, []byte(name))
	}
	write(t, folder, descriptionName, encode(t, description))
	return folder
}

// place sets the value under a path of keys and indices, or removes it if the value is missing.
func place(description map[string]any, value any, path ...any) {
	var at any = description
	for _, step := range path[:len(path)-1] {
		if index, ok := step.(int); ok {
			at = at.([]any)[index]
			continue
		}
		at = at.(map[string]any)[step.(string)]
	}
	switch last := path[len(path)-1].(type) {
	case int:
		at.([]any)[last] = value
	case string:
		if value == missing {
			delete(at.(map[string]any), last)
			return
		}
		at.(map[string]any)[last] = value
	}
}

// missing as a value removes the key.
const missing = "\x00missing"
