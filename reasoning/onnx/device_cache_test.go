package onnx

import (
	"math"
	"testing"

	"github.com/thinker3d/thinker3d/config"
)

// TestCacheStaysOnTheDevice decodes with keys and values that never leave the device, and gets what the CPU gets.
func TestCacheStaysOnTheDevice(t *testing.T) {
	decode := func(t *testing.T, environment *Environment, place *Place) []float32 {
		session := loadOn(t, environment, writeModel(t, attentionGraph()), attentionSignature(), Options{Device: place.device, Threads: 1})
		key, value := inPlace(t, place, Float32, 1, cacheHeads, cacheCapacity, cacheWidth), inPlace(t, place, Float32, 1, cacheHeads, cacheCapacity, cacheWidth)
		seqlens, total := newTensor(t, Int32, 1), newTensor(t, Int32, 1)
		var got []float32
		length := 0
		for _, tokens := range []int{3, 1, 1, 1} {
			row := newTensor(t, Float32, 1, int64(tokens), cacheWidth)
			for i := range row.Float32s() {
				row.Float32s()[i] = float32(math.Sin(float64(i + 7*length)))
			}
			out := newTensor(t, Float32, 1, int64(tokens), cacheWidth)
			length += tokens
			seqlens.Int32s()[0], total.Int32s()[0] = int32(length-1), int32(length)
			runBound(t, session, []*Tensor{row, row, row, key, value, seqlens, total}, []*Tensor{out, key, value})
			got = append(got, out.Float32s()...)
		}
		got = append(got, shown(t, key)[:length*cacheWidth]...)
		closed(t, key)
		closed(t, value)
		closed(t, session)
		return got
	}
	var want []float32
	onPlaces(t, func(t *testing.T, environment *Environment, place *Place) {
		got := decode(t, environment, place)
		if want == nil {
			want = got
			return
		}
		for i := range want {
			if difference := math.Abs(float64(got[i] - want[i])); !(difference < 1e-5) {
				t.Fatalf("value %d is %v, on the CPU %v", i, got[i], want[i])
			}
		}
	})
}

// TestCapturedRuns gives a captured graph other values in each run, and runs two bindings of one session.
func TestCapturedRuns(t *testing.T) {
	environment := openWebGPU(t)
	options := Options{Device: config.DeviceWebGPU, Capture: true}
	place, err := environment.Place(options)
	if err != nil {
		t.Fatal(err)
	}
	session := loadOn(t, environment, writeModel(t, addGraph()), addSignature(), options)
	if !session.onDevice[0] || !session.onDevice[1] {
		t.Fatal("the graph is not on the device")
	}
	var bindings []*Binding
	var inputs, outputs []*Tensor
	for rows := range int64(2) {
		a, c := ramp(t, 0, rows+1, 2), inPlace(t, place, Float32, rows+1, 2)
		binding, err := session.Bind([]*Tensor{a, a}, []*Tensor{c})
		if err != nil {
			t.Fatal(err)
		}
		bindings, inputs, outputs = append(bindings, binding), append(inputs, a), append(outputs, c)
	}
	for round := range 6 {
		for i, binding := range bindings {
			inputs[i].Float32s()[1] = float32(10*round + i)
			if err := binding.Run(); err != nil {
				t.Fatal(err)
			}
			if got := shown(t, outputs[i])[1]; got != float32(20*round+2*i) {
				t.Errorf("round %d of binding %d gave %v", round, i, got)
			}
		}
	}
	for i, binding := range bindings {
		closed(t, binding)
		closed(t, outputs[i])
	}
	closed(t, session)
	closed(t, place)
}
