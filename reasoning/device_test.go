package reasoning

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/config"
)

// The same as in the tests of reasoning/onnx.
const (
	webgpuVariable = "THINKER3D_ONNXRUNTIME_WEBGPU"
	softwareVulkan = "/usr/lib/chromium/vk_swiftshader_icd.json"
)

// TestADeviceAnswersAsTheCPUDoes has WebGPU answer two questions about one look, whose beginnings are shared.
func TestADeviceAnswersAsTheCPUDoes(t *testing.T) {
	library := os.Getenv(webgpuVariable)
	if library == "" {
		t.Skipf("%s does not name an onnx runtime with WebGPU (scripts/onnxruntime.sh webgpu fetches one)", webgpuVariable)
	}
	if os.Getenv("VK_DRIVER_FILES") == "" {
		t.Setenv("VK_DRIVER_FILES", softwareVulkan)
	}
	questions := []string{question, "Where is the lamp?"}
	answer := func(t *testing.T, change func(*config.Reasoning)) (said [][]int64) {
		e := openEngine(t, change)
		seen, err := e.See(t.Context(), views(e, 2))
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range questions {
			reply, heard := ask(t, e, Request{Seen: seen, Question: text})
			checkScene(t, e, reply, heard)
			said = append(said, reply.Tokens)
		}
		closed(t, e)
		return said
	}
	want := answer(t, nil)
	t.Run("webgpu", func(t *testing.T) {
		got := answer(t, func(s *config.Reasoning) {
			s.Library, s.Device = library, config.DeviceWebGPU
			if e, err := Open(*s); err != nil {
				if strings.Contains(err.Error(), "Failed to get a WebGPU adapter") {
					t.Skipf("no Vulkan device that WebGPU takes: %v", err)
				}
				t.Fatal(err)
			} else {
				closed(t, e)
			}
		})
		for i := range want {
			if !slices.Equal(got[i], want[i]) {
				t.Errorf("%q: on the device %v, on the CPU %v", questions[i], got[i], want[i])
			}
		}
	})
}
