package onnx

import (
	"slices"
	"testing"
)

func TestTensorsRefuse(t *testing.T) {
	_ = openEnvironment(t)
	cases := map[string]func() (*Tensor, error){
		"unknown type":       func() (*Tensor, error) { return New(Element(99), 1) },
		"no axes":            func() (*Tensor, error) { return New(Float32) },
		"an axis of nothing": func() (*Tensor, error) { return New(Float32, 2, 0) },
		"a negative axis":    func() (*Tensor, error) { return New(Float32, -1) },
		"an endless axis":    func() (*Tensor, error) { return New(Float32, 1<<40) },
		"an endless product": func() (*Tensor, error) { return New(Float32, 1<<30, 1<<30, 1<<30) },
		"too few values":     func() (*Tensor, error) { return Borrow(Float32, []float32{1}, 2) },
		"too many values":    func() (*Tensor, error) { return Borrow(Float32, []float32{1, 2, 3}, 2) },
		"nothing borrowed":   func() (*Tensor, error) { return Borrow(Float32, []float32{}, 1) },
		"wide values":        func() (*Tensor, error) { return Borrow(BFloat16, []int64{1}, 4) },
	}
	for name, make := range cases {
		if tensor, err := make(); err == nil {
			closed(t, tensor)
			t.Errorf("%s: taken", name)
		}
	}
}

func TestTensorsShowTheirMemory(t *testing.T) {
	_ = openEnvironment(t)
	for element, count := range map[Element][6]int{
		Float32: {0: 6}, Int64: {1: 6}, Int32: {2: 6}, Float16: {3: 6}, BFloat16: {3: 6}, Float64: {4: 6}, Bool: {5: 6}} {
		tensor := newTensor(t, element, 2, 3)
		got := [6]int{len(tensor.Float32s()), len(tensor.Int64s()), len(tensor.Int32s()), len(tensor.Words()), len(tensor.Float64s()), len(tensor.Bools())}
		if got != count || len(tensor.Bytes()) != 6*element.Size() || !slices.Equal(tensor.Shape(), []int64{2, 3}) || tensor.Element() != element {
			t.Errorf("%s: lengths %v, want %v", element, got, count)
		}
	}
	if Element(99).String() != "element type 99" {
		t.Error("an unknown type has no name")
	}
}

func TestViewsShareMemory(t *testing.T) {
	_ = openEnvironment(t)
	whole := newTensor(t, Int32, 4)
	view, err := whole.View(1, 2)
	if err != nil {
		t.Fatal(err)
	}
	view.Int32s()[1] = 7
	closed(t, view)
	if whole.Int32s()[1] != 7 || view.Bytes() != nil {
		t.Error("a view is not the memory it was made of, or shows it after Close")
	}
	if _, err := whole.View(5); err == nil {
		t.Error("a view is greater than its tensor")
	}
	lent := []float32{1, 2}
	borrowed, err := Borrow(Float32, lent, 2)
	if err != nil {
		t.Fatal(err)
	}
	borrowed.Float32s()[0] = 5
	closed(t, borrowed)
	if lent[0] != 5 {
		t.Error("a borrowed tensor is a copy")
	}
}

func TestBindingsSeeWhatChanges(t *testing.T) {
	environment := openEnvironment(t)
	session := load(t, environment, writeModel(t, addGraph()), addSignature())
	a, b, c := newTensor(t, Float32, 1, 2), newTensor(t, Float32, 1, 2), newTensor(t, Float32, 1, 2)
	binding, err := session.Bind([]*Tensor{a, b}, []*Tensor{c})
	if err != nil {
		t.Fatal(err)
	}
	for _, value := range []float32{1, 2} {
		a.Float32s()[0] = value
		if err := binding.Run(); err != nil || c.Float32s()[0] != value {
			t.Errorf("got %v for %v: %v", c.Float32s()[0], value, err)
		}
	}
	closed(t, binding)
	if err := binding.Run(); err == nil {
		t.Error("a closed binding ran")
	}
	if _, err := session.Bind([]*Tensor{a}, []*Tensor{c}); err == nil {
		t.Error("bound one input of two")
	}
}

func TestClosedSessionsRefuse(t *testing.T) {
	environment := openEnvironment(t)
	session, err := environment.Load(writeModel(t, addGraph()), addSignature(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	a, b, c := newTensor(t, Float32, 1, 2), newTensor(t, Float32, 1, 2), newTensor(t, Float32, 1, 2)
	binding, err := session.Bind([]*Tensor{a, b}, []*Tensor{c})
	if err != nil {
		t.Fatal(err)
	}
	closed(t, binding)
	closed(t, session)
	closed(t, session)
	if err := binding.Run(); err == nil {
		t.Error("a closed session ran by its binding")
	}
	if err := session.Run(t.Context(), []*Tensor{a, b}, []*Tensor{c}); err == nil {
		t.Error("a closed session ran")
	}
}
