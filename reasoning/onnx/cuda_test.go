package onnx

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/config"
)

const (
	// cudaVariable names an ONNX Runtime library with the CUDA provider beside it, as the Python package onnxruntime-gpu has them.
	cudaVariable = "THINKER3D_ONNXRUNTIME_CUDA"
	// standInVariable is set where the CUDA that is found is the stand-in, which runs no kernels.
	standInVariable = "THINKER3D_CUDA_STAND_IN"
)

// openCUDA skips and says what is missing.
func openCUDA(t *testing.T) *Environment {
	t.Helper()
	library := os.Getenv(cudaVariable)
	if library == "" {
		t.Skipf("%s does not name an onnx runtime with CUDA", cudaVariable)
	}
	environment, err := Open(library)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closed(t, environment) })
	place, err := environment.Place(Options{Device: config.DeviceCUDA})
	if err != nil {
		t.Skipf("no NVIDIA GPU: %v", err)
	}
	closed(t, place)
	return environment
}

// TestCUDALimit takes more and less than a GPU's memory is limited to.
func TestCUDALimit(t *testing.T) {
	t.Run("cuda", func(t *testing.T) {
		environment := openCUDA(t)
		place, err := environment.Place(Options{Device: config.DeviceCUDA, MemoryLimit: 1 << 20})
		if err != nil {
			t.Fatal(err)
		}
		for size, fits := range map[int64]bool{1 << 16: true, 1 << 20: false} {
			tensor, err := place.New(Float32, size)
			if (err == nil) != fits {
				t.Errorf("%d values of a limit of 1 MiB: %v", size, err)
			}
			closed(t, tensor)
		}
		staged, err := place.Stage(Float32, 1<<20)
		if err != nil || !place.Pins() || place.Bytes() != 4<<20 {
			t.Errorf("%d pinned bytes: %v", place.Bytes(), err)
		}
		closed(t, staged)
		closed(t, place)
	})
}

// TestCUDAProviderOnAStandIn runs the provider itself on a CUDA whose device is the host's memory: what tests of places do there
// without kernels, which is all but running graphs.
func TestCUDAProviderOnAStandIn(t *testing.T) {
	library := os.Getenv(cudaVariable)
	if library == "" {
		t.Skipf("%s does not name an onnx runtime with CUDA", cudaVariable)
	}
	if os.Getenv(standInVariable) != "" {
		t.Skip("the stand-in is in place")
	}
	folder := buildStandIn(t, filepath.Join(filepath.Dir(library), "libonnxruntime_providers_cuda.so"))
	command := exec.Command(os.Args[0], "-test.v", "-test.run=^(TestCopies|TestCopyRows|TestViewsInAPlace|TestCUDALimit)$/^cuda$")
	command.Env = append(os.Environ(), "LD_LIBRARY_PATH="+folder, standInVariable+"=1")
	output, err := command.CombinedOutput()
	if passed := bytes.Count(output, []byte("--- PASS: Test")); err != nil || bytes.Contains(output, []byte("SKIP")) || passed != 8 {
		t.Errorf("%d tests passed, want 4 and their 4 parts: %v\n%s", passed, err, output)
	}
}

// buildStandIn makes the libraries that the provider asks for, each with all that it asks of any.
func buildStandIn(t *testing.T, provider string) string {
	t.Helper()
	for _, tool := range []string{"cc", "nm"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("there is no %s: %v", tool, err)
		}
	}
	runtime, err := os.ReadFile("testdata/cuda/runtime.c")
	if err != nil {
		t.Fatal(err)
	}
	asked, err := exec.Command("nm", "-D", "--undefined-only", provider).Output()
	if err != nil {
		t.Fatalf("nm %s: %v", provider, err)
	}
	source := bytes.NewBuffer(runtime)
	for _, name := range regexp.MustCompile(`\b_*(cuda|cublas|curand|cu[A-Z])\w+`).FindAllString(string(asked), -1) {
		if !regexp.MustCompile(`\b` + name + `\(`).Match(source.Bytes()) {
			fmt.Fprintf(source, "int %s() { return 0; }\n", name)
		}
	}
	folder := t.TempDir()
	for _, name := range []string{"libcublasLt.so.13", "libcublas.so.13", "libcurand.so.10", "libcudart.so.13", "libcuda.so.1"} {
		compile := exec.Command("cc", "-w", "-shared", "-fPIC", "-Wl,-soname,"+name, "-o", filepath.Join(folder, name), "-x", "c", "-")
		compile.Stdin = strings.NewReader(source.String())
		if output, err := compile.CombinedOutput(); err != nil {
			t.Fatalf("compile the stand-in: %v\n%s", err, output)
		}
	}
	return folder
}
