// Package e2e holds the tests of the whole: the built program on real input, judged by programs of others.
package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

const (
	sampleBag    = "sample/room.mcap"
	sampleConfig = "sample/thinker3d.yaml"
)

// program is the path of the built program, made once for all tests of the package.
var program string

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "thinker3d-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	program = filepath.Join(folder, "thinker3d")
	build := exec.Command("go", "build", "-o", program, "../cmd/thinker3d")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "build thinker3d:", err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(folder)
	os.Exit(code)
}

// needRuntime skips a test that runs the model where there is no ONNX Runtime.
func needRuntime(t *testing.T) {
	t.Helper()
	if os.Getenv("THINKER3D_ONNXRUNTIME") == "" {
		t.Skip("THINKER3D_ONNXRUNTIME is not set: it must name libonnxruntime.so (make test sets it)")
	}
}

// peerPython is a Python with the packages of e2e/requirements.txt.
func peerPython(t *testing.T) string {
	t.Helper()
	python := os.Getenv("THINKER3D_TEST_PYTHON")
	if python == "" {
		t.Skip("THINKER3D_TEST_PYTHON is not set: it must name a Python with e2e/requirements.txt (make test sets it)")
	}
	return python
}

// outcome is what a finished program left.
type outcome struct {
	stdout, stderr string
	err            error
}

func thinker3d(t *testing.T, args ...string) outcome {
	t.Helper()
	return execute(t.Context(), exec.Command(program, args...))
}

func execute(ctx context.Context, command *exec.Cmd) outcome {
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Start(); err != nil {
		return outcome{err: err}
	}
	stop := context.AfterFunc(ctx, func() { _ = command.Process.Kill() })
	defer stop()
	err := command.Wait()
	return outcome{stdout.String(), stderr.String(), err}
}

// python runs a script of testdata and decodes the JSON that it prints.
func python(t *testing.T, into any, script string, args ...string) {
	t.Helper()
	result := execute(t.Context(), exec.Command(peerPython(t), append([]string{filepath.Join("testdata", script)}, args...)...))
	if result.err != nil {
		t.Fatalf("%s: %v\n%s", script, result.err, result.stderr)
	}
	if err := json.Unmarshal([]byte(result.stdout), into); err != nil {
		t.Fatalf("%s printed no JSON: %v\n%s", script, err, result.stdout)
	}
}
