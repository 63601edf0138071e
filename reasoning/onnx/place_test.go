package onnx

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/thinker3d/thinker3d/config"
)

const (
	// webgpuVariable names an ONNX Runtime library with the WebGPU provider; scripts/onnxruntime.sh webgpu fetches one.
	webgpuVariable = "THINKER3D_ONNXRUNTIME_WEBGPU"
	// softwareVulkan is a Vulkan device of the CPU, as Debian's chromium-common brings it.
	softwareVulkan = "/usr/lib/chromium/vk_swiftshader_icd.json"
)

// onPlaces runs the test on the CPU's memory, by the calls that devices need, and on a CUDA and a WebGPU device if there is one.
func onPlaces(t *testing.T, test func(t *testing.T, environment *Environment, place *Place)) {
	t.Helper()
	on := func(t *testing.T, environment *Environment, place *Place, err error) {
		if err != nil {
			t.Fatal(err)
		}
		test(t, environment, place)
		closed(t, place)
	}
	open := func(t *testing.T, environment *Environment, device config.Device) {
		place, err := openPlace(environment.library, Options{Device: device, Threads: 1})
		on(t, environment, place, err)
	}
	t.Run("cpu", func(t *testing.T) {
		environment := openEnvironment(t)
		place, err := environment.StandIn(true)
		on(t, environment, place, err)
	})
	t.Run("cpu by a graph", func(t *testing.T) {
		environment := openEnvironment(t)
		place, err := environment.StandIn(true)
		if err == nil {
			place.direct = false
		}
		on(t, environment, place, err)
	})
	t.Run("cpu without addresses", func(t *testing.T) {
		environment := openEnvironment(t)
		place, err := environment.StandIn(false)
		on(t, environment, place, err)
	})
	t.Run("cuda", func(t *testing.T) { open(t, openCUDA(t), config.DeviceCUDA) })
	t.Run("webgpu", func(t *testing.T) { open(t, openWebGPU(t), config.DeviceWebGPU) })
}

// openWebGPU skips and says what is missing.
func openWebGPU(t *testing.T) *Environment {
	t.Helper()
	library := os.Getenv(webgpuVariable)
	if library == "" {
		t.Skipf("%s does not name an onnx runtime with WebGPU (scripts/onnxruntime.sh webgpu fetches one)", webgpuVariable)
	}
	if os.Getenv("VK_DRIVER_FILES") == "" {
		if _, err := os.Stat(softwareVulkan); err != nil {
			t.Skipf("no Vulkan device: neither does VK_DRIVER_FILES name one, nor is there %s (Debian's chromium-common)", softwareVulkan)
		}
		t.Setenv("VK_DRIVER_FILES", softwareVulkan)
	}
	environment, err := Open(library)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closed(t, environment) })
	place, err := environment.Place(Options{Device: config.DeviceWebGPU})
	if err != nil && strings.Contains(err.Error(), "Failed to get a WebGPU adapter") {
		t.Skipf("no Vulkan device that WebGPU takes (libvulkan1 and chromium-common bring one): %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	closed(t, place)
	return environment
}

// ramp is a tensor whose values count up from the first.
func ramp(t *testing.T, first float32, shape ...int64) *Tensor {
	t.Helper()
	tensor := newTensor(t, Float32, shape...)
	for i := range tensor.Float32s() {
		tensor.Float32s()[i] = first + float32(i)
	}
	return tensor
}

func inPlace(t *testing.T, place *Place, element Element, shape ...int64) *Tensor {
	t.Helper()
	tensor, err := place.New(element, shape...)
	if err != nil {
		t.Fatal(err)
	}
	return tensor
}

// shown are the values of a tensor, wherever it is.
func shown(t *testing.T, tensor *Tensor) []float32 {
	t.Helper()
	host, err := New(Float32, tensor.Shape()...)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, host)
	if err := host.Copy(tensor); err != nil {
		t.Fatal(err)
	}
	return slices.Clone(host.Float32s())
}

func TestCopies(t *testing.T) {
	onPlaces(t, func(t *testing.T, _ *Environment, place *Place) {
		a, b := inPlace(t, place, Float32, 4, 3), inPlace(t, place, Float32, 12)
		defer closed(t, a)
		defer closed(t, b)
		if a.Bytes() != nil || !a.OnDevice() || a.Size() != 48 || place.Bytes() != 96 {
			t.Fatalf("bytes %v, on a device %t, size %d, the place has %d bytes", a.Bytes(), a.OnDevice(), a.Size(), place.Bytes())
		}
		if got := shown(t, a); slices.ContainsFunc(got, func(v float32) bool { return v != 0 }) {
			t.Errorf("a new tensor holds %v", got)
		}
		from := ramp(t, 1, 4, 3)
		for name, err := range map[string]error{"to the device": a.Copy(from), "on the device": b.Copy(a)} {
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if got := shown(t, b); !slices.Equal(got, from.Float32s()) {
			t.Errorf("the copy of a copy is %v", got)
		}
		sent, back := bytes.Repeat([]byte{1, 2, 3}, 16), make([]byte, 48)
		if err := errors.Join(a.Upload(sent), a.Download(back)); err != nil || !bytes.Equal(sent, back) {
			t.Errorf("%v came back as %v: %v", sent, back, err)
		}
		short := ramp(t, 0, 2)
		for name, err := range map[string]error{"of another size": a.Copy(short), "of few bytes": a.Upload(sent[1:]), "into few bytes": a.Download(back[1:])} {
			if err == nil {
				t.Errorf("a copy %s", name)
			}
		}
	})
}

func TestCopyRows(t *testing.T) {
	onPlaces(t, func(t *testing.T, _ *Environment, place *Place) {
		host, out := ramp(t, 0, 5, 2), ramp(t, 100, 5, 2)
		a, b := inPlace(t, place, Float32, 5, 2), inPlace(t, place, Float32, 5, 2)
		defer closed(t, a)
		defer closed(t, b)
		steps := []struct {
			name         string
			to           *Tensor
			at           int
			from         *Tensor
			first, count int
			want         []float32
		}{
			{"all in", a, 0, host, 0, 5, []float32{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}},
			{"front to front", b, 0, a, 0, 2, []float32{0, 1, 2, 3, 0, 0, 0, 0, 0, 0}},
			{"middle to front", b, 0, a, 1, 2, []float32{2, 3, 4, 5, 0, 0, 0, 0, 0, 0}},
			{"front to middle", b, 3, a, 0, 2, []float32{2, 3, 4, 5, 0, 0, 0, 1, 2, 3}},
			{"middle to middle", b, 2, a, 3, 1, []float32{2, 3, 4, 5, 6, 7, 0, 1, 2, 3}},
			{"within", b, 4, b, 1, 1, []float32{2, 3, 4, 5, 6, 7, 0, 1, 4, 5}},
			{"host to middle", b, 1, host, 4, 1, []float32{2, 3, 8, 9, 6, 7, 0, 1, 4, 5}},
			{"middle to host", out, 3, b, 1, 2, []float32{100, 101, 102, 103, 104, 105, 8, 9, 6, 7}},
		}
		for _, s := range steps {
			if err := s.to.CopyRows(s.at, s.from, s.first, s.count); err != nil {
				t.Fatalf("%s: %v", s.name, err)
			}
			if got := shown(t, s.to); !slices.Equal(got, s.want) {
				t.Errorf("%s: got %v, want %v", s.name, got, s.want)
			}
		}
		thin := ramp(t, 0, 5, 1)
		for name, err := range map[string]error{"beyond the end": b.CopyRows(4, a, 0, 2), "from beyond": b.CopyRows(0, a, 4, 2), "of none": b.CopyRows(0, a, 0, 0),
			"before the start": b.CopyRows(1, a, -1, 1), "of another width": b.CopyRows(0, thin, 0, 1)} {
			if err == nil {
				t.Errorf("copied rows %s", name)
			}
		}
	})
}

func TestViewsInAPlace(t *testing.T) {
	onPlaces(t, func(t *testing.T, _ *Environment, place *Place) {
		whole := inPlace(t, place, Float32, 3, 2)
		defer closed(t, whole)
		if err := whole.Copy(ramp(t, 1, 3, 2)); err != nil {
			t.Fatal(err)
		}
		front, err := whole.View(1, 4)
		if err != nil {
			t.Fatal(err)
		}
		defer closed(t, front)
		if got := shown(t, front); !slices.Equal(got, []float32{1, 2, 3, 4}) {
			t.Errorf("the front is %v", got)
		}
		rows, err := whole.Rows(1, 2)
		if !place.addressed {
			if err == nil || !strings.Contains(err.Error(), "no addresses") {
				t.Errorf("rows without addresses: %v", err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		defer closed(t, rows)
		if got := shown(t, rows); !slices.Equal(got, []float32{3, 4, 5, 6}) || !slices.Equal(rows.Shape(), []int64{2, 2}) {
			t.Errorf("the rows are %v of shape %v", got, rows.Shape())
		}
	})
}

// TestOutputsStayOnTheDevice runs a graph whose output is its own next input, with a term that the host changes between the runs.
func TestOutputsStayOnTheDevice(t *testing.T) {
	onPlaces(t, func(t *testing.T, environment *Environment, place *Place) {
		session := loadOn(t, environment, writeModel(t, addGraph()), addSignature(), Options{Device: place.device, Threads: 1})
		sum, next := inPlace(t, place, Float32, 2, 2), inPlace(t, place, Float32, 2, 2)
		term := ramp(t, 1, 2, 2)
		forth, err := session.Bind([]*Tensor{sum, term}, []*Tensor{next})
		if err != nil {
			t.Fatal(err)
		}
		back, err := session.Bind([]*Tensor{next, term}, []*Tensor{sum})
		if err != nil {
			t.Fatal(err)
		}
		want := make([]float32, 4)
		for step := range 6 {
			binding, result := forth, next
			if step%2 == 1 {
				binding, result = back, sum
			}
			term.Float32s()[step%4] += 10
			if err := binding.Run(); err != nil {
				t.Fatal(err)
			}
			for i, v := range term.Float32s() {
				want[i] += v
			}
			if got := shown(t, result); !slices.Equal(got, want) {
				t.Fatalf("step %d: got %v, want %v", step, got, want)
			}
		}
		if err := session.Run(t.Context(), []*Tensor{sum, sum}, []*Tensor{term}); err != nil || term.Float32s()[0] != 2*want[0] {
			t.Errorf("a run from the device to the host gave %v for %v: %v", term.Float32s(), want, err)
		}
		if err := session.Run(t.Context(), []*Tensor{term, sum}, []*Tensor{next}); err != nil || shown(t, next)[1] != 3*want[1] {
			t.Errorf("a run of host and device to the device gave %v for %v: %v", shown(t, next), want, err)
		}
		if allocations := testing.AllocsPerRun(20, func() { _ = forth.Run() }); allocations != 0 {
			t.Errorf("a bound run made %v allocations", allocations)
		}
		closed(t, forth)
		closed(t, back)
		closed(t, sum)
		closed(t, next)
		closed(t, session)
	})
}

// TestNothingIsLeft makes and frees what there is many times over and counts the bytes.
func TestNothingIsLeft(t *testing.T) {
	onPlaces(t, func(t *testing.T, environment *Environment, place *Place) {
		session := loadOn(t, environment, writeModel(t, addGraph()), addSignature(), Options{Device: place.device, Threads: 1})
		const elements = 1 << 18
		data := make([]byte, 4*elements)
		cycle := func() {
			a, b, c := inPlace(t, place, Float32, elements/2, 2), inPlace(t, place, Float32, elements/2, 2), newTensor(t, Float32, elements/2, 2)
			binding, err := session.Bind([]*Tensor{a, c}, []*Tensor{b})
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(a.Upload(data), binding.Run(), b.CopyRows(1, a, 3, 2), b.Download(data)); err != nil {
				t.Fatal(err)
			}
			for _, tensor := range []*Tensor{a, b, c} {
				defer closed(t, tensor)
			}
			closed(t, binding)
		}
		cycle()
		before := residentBytes(t)
		const rounds = 200
		for range rounds {
			cycle()
		}
		if left := place.Bytes(); left != 0 {
			t.Errorf("%d bytes are left in the place", left)
		}
		// One tensor lost in each round would be 200 MiB.
		if grown := residentBytes(t) - before; grown > 4*elements*rounds/4 {
			t.Errorf("the process has grown by %d bytes in %d rounds", grown, rounds)
		}
		lost := inPlace(t, place, Float32, 4)
		if err := place.release(); err == nil || !strings.Contains(err.Error(), "16 bytes") {
			t.Errorf("a place with a tensor in it was given up: %v", err)
		}
		place.bytes.Add(-int64(lost.Size()))
		closed(t, session)
	})
}

func TestTheHostsPlace(t *testing.T) {
	environment := openEnvironment(t)
	place, err := environment.Place(Options{Device: config.DeviceCPU})
	if err != nil {
		t.Fatal(err)
	}
	made := inPlace(t, place, Float32, 2)
	staged, err := place.Stage(Float32, 2)
	if err != nil {
		t.Fatal(err)
	}
	staged.Float32s()[1] = 3
	if err := made.Copy(staged); err != nil || place.Pins() || made.OnDevice() || made.Float32s()[1] != 3 || place.Bytes() != 0 {
		t.Errorf("the host's memory is not plain memory: %v, %v", made.Float32s(), err)
	}
	closed(t, made)
	closed(t, staged)
	closed(t, place)
}

// TestGraphsRunSideBySide has several goroutines run a graph each, and copy.
func TestGraphsRunSideBySide(t *testing.T) {
	onPlaces(t, func(t *testing.T, environment *Environment, place *Place) {
		var group errgroup.Group
		for number := range 4 {
			session := loadOn(t, environment, writeModel(t, addGraph()), addSignature(), Options{Device: place.device, Threads: 1})
			a, out := ramp(t, float32(number), 64, 2), newTensor(t, Float32, 64, 2)
			group.Go(func() (err error) {
				for range 20 {
					sum, err := place.New(Float32, 64, 2)
					if err != nil {
						return err
					}
					binding, err := session.Bind([]*Tensor{a, a}, []*Tensor{sum})
					if err != nil {
						return err
					}
					if err := errors.Join(binding.Run(), out.Copy(sum), binding.Close(), sum.Close()); err != nil {
						return err
					}
					if err := session.Run(t.Context(), []*Tensor{a, out}, []*Tensor{out}); err != nil {
						return err
					}
					if got, want := out.Float32s()[5], 3*a.Float32s()[5]; got != want {
						return fmt.Errorf("graph %d gave %v, want %v", number, got, want)
					}
				}
				return nil
			})
		}
		if err := group.Wait(); err != nil {
			t.Error(err)
		}
	})
}
