package reasoning

import (
	"fmt"
	"math"
	"os"
	"sync"
	"testing"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/reasoning/onnx"
)

// The same as in the tests of reasoning/onnx.
const (
	webgpuVariable = "THINKER3D_ONNXRUNTIME_WEBGPU"
	softwareVulkan = "/usr/lib/chromium/vk_swiftshader_icd.json"
)

// TestADeviceAnswersAsTheCPUDoes has WebGPU answer two questions about one look, whose beginning is shared. Its products round otherwise, so a
// number within the reasoning may be another; the answer and its confidence are not.
func TestADeviceAnswersAsTheCPUDoes(t *testing.T) {
	library := os.Getenv(webgpuVariable)
	if library == "" {
		t.Skipf("%s does not name an onnx runtime with WebGPU (scripts/onnxruntime.sh webgpu fetches one)", webgpuVariable)
	}
	if os.Getenv("VK_DRIVER_FILES") == "" {
		t.Setenv("VK_DRIVER_FILES", softwareVulkan)
	}
	answer := func(change func(*config.Reasoning)) (replies []Reply) {
		e := openEngine(t, change)
		if len(e.Refusals()) > 0 {
			t.Skipf("no device that WebGPU takes: %v", e.Refusals())
		}
		for _, request := range roomRequests(t, e, 2) {
			reply, heard := ask(t, e, request)
			checkScene(t, e, reply, heard)
			replies = append(replies, reply)
		}
		closed(t, e)
		return replies
	}
	want := answer(func(s *config.Reasoning) { s.Bundle = trained })
	got := answer(func(s *config.Reasoning) {
		s.Bundle, s.Library, s.Device, s.Fallback = trained, library, config.DeviceWebGPU, []string{string(config.DeviceCPU)}
	})
	const rounding = 0.02
	for i := range want {
		if got[i].Answer != want[i].Answer || math.Abs(got[i].Confidence-want[i].Confidence) > rounding {
			t.Errorf("on the device %q with %.3f for %q\non the CPU %q with %.3f for %q", got[i].Answer, got[i].Confidence, got[i].Reasoning,
				want[i].Answer, want[i].Confidence, want[i].Reasoning)
		}
	}
}

// TestADeviceChoosesAsTheHostDoes has the graph sampler choose the tokens of replies that speak together, in a stand-in of a device's
// memory: of every mode, greedy and by chance, with a penalty.
func TestADeviceChoosesAsTheHostDoes(t *testing.T) {
	for _, temperature := range []float64{0, 0.8} {
		t.Run(fmt.Sprintf("temperature %g", temperature), func(t *testing.T) {
			topP := 0.9
			e := openEngine(t, func(s *config.Reasoning) {
				s.Bundle, s.Temperature, s.TopP, s.Sequences = trained, &temperature, &topP, 3
			})
			e.bundle.Description.Sampling.RepetitionPenalty = 1.1
			var requests []Request
			for i, request := range roomRequests(t, e, 2) {
				request.Seed = int64(i)
				requests = append(requests, request, request, request, request, request)
				last := requests[len(requests)-4:]
				last[0].Mode, last[1].Mode, last[2].Mode, last[3].MaximumThinking = config.ModeChoices, config.ModeAnswerOnly, config.ModeSceneOnly, 10
			}
			want := make([]Reply, len(requests))
			for i, request := range requests {
				want[i], _ = ask(t, e, request)
			}
			for _, addressed := range []bool{true, false} {
				for i, got := range askDrawn(t, e, requests, addressed) {
					if !alike(got, want[i]) {
						t.Errorf("addresses %t, request %d: got %+v\nwant %+v", addressed, i, got, want[i])
					}
				}
			}
		})
	}
}

// askDrawn asks all at once, with another scheduler in the engine.
func askDrawn(t *testing.T, e *Engine, requests []Request, addressed bool) []Reply {
	t.Helper()
	description := &e.bundle.Description
	graphs := *e.graphs
	sampler, err := e.environment.Load(e.bundle.Path(description.Graphs.Sampler), signatures{real: e.real, description: description}.sampler(),
		onnx.Options{Device: config.DeviceCPU})
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, sampler)
	graphs.sampler = sampler
	place, err := e.environment.StandIn(addressed)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, place)
	lanes, err := newLanes(&graphs, place, description.Decoder, e.real, e.settings.Sequences)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { closed(t, closer(lanes.close)) }()
	before := e.scheduler
	e.scheduler = newScheduler(lanes, e.settings)
	defer func() { e.scheduler = before }()
	replies := make([]Reply, len(requests))
	var group sync.WaitGroup
	for i, request := range requests {
		group.Go(func() {
			var err error
			if replies[i], err = e.Reason(t.Context(), request, nil); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	e.scheduler.close()
	return replies
}

type closer func() error

func (c closer) Close() error { return c() }
