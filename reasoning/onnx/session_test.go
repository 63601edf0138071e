package onnx

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func addSignature() Signature {
	return Signature{
		Inputs:  []Port{{"a", Float32, []int64{Free, 2}}, {"b", Float32, []int64{Free, 2}}},
		Outputs: []Port{{"c", Float32, []int64{Free, 2}}},
	}
}

func addGraph() []byte {
	return graphBytes([]graphNode{{operator: "Add", inputs: []string{"a", "b"}, outputs: []string{"c"}}}, addSignature())
}

func TestRunAndBind(t *testing.T) {
	environment := openEnvironment(t)
	session := load(t, environment, writeModel(t, addGraph()), addSignature())
	a, c := newTensor(t, Float32, 1, 2), newTensor(t, Float32, 1, 2)
	b, err := Borrow(Float32, []float32{10, 20}, 1, 2)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, b)
	copy(a.Float32s(), []float32{1, 2})
	if err := session.Run(context.Background(), []*Tensor{a, b}, []*Tensor{c}); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(c.Float32s(), []float32{11, 22}) {
		t.Fatalf("run gave %v", c.Float32s())
	}
	binding, err := session.Bind([]*Tensor{a, b}, []*Tensor{c})
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, binding)
	copy(a.Float32s(), []float32{5, 6})
	allocations := testing.AllocsPerRun(50, func() {
		if err := binding.Run(); err != nil {
			t.Fatal(err)
		}
	})
	if !slices.Equal(c.Float32s(), []float32{15, 26}) {
		t.Fatalf("binding gave %v: a change of the tied input is not seen", c.Float32s())
	}
	if allocations != 0 {
		t.Errorf("a bound run made %v allocations", allocations)
	}
}

func TestLoadRefusesForeignPorts(t *testing.T) {
	environment := openEnvironment(t)
	path := writeModel(t, addGraph())
	cases := []struct {
		name   string
		change func(*Signature)
		say    string
	}{
		{"missing input", func(s *Signature) { s.Inputs[0].Name = "x" }, "input x float32 [?, 2] is missing"},
		{"missing output", func(s *Signature) { s.Outputs[0].Name = "x" }, "output x float32 [?, 2] is missing"},
		{"foreign width", func(s *Signature) { s.Inputs[1].Shape = []int64{Free, 3} }, "input b float32 [?, 2] does not fit"},
		{"foreign rank", func(s *Signature) { s.Inputs[1].Shape = []int64{Free} }, "input b float32 [?, 2] does not fit"},
		{"fixed where free", func(s *Signature) { s.Outputs[0].Shape = []int64{Free, Free} }, "output c float32 [?, 2] does not fit"},
		{"foreign type", func(s *Signature) { s.Inputs[0].Element = Int64 }, "input a float32 [?, 2] does not fit"},
		{"extra input", func(s *Signature) { s.Inputs = s.Inputs[:1] }, "input b float32 [?, 2] is not one"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			want := addSignature()
			c.change(&want)
			session, err := environment.Load(path, want, Options{})
			if err == nil {
				closed(t, session)
				t.Fatal("loaded")
			}
			if !strings.Contains(err.Error(), c.say) || !strings.Contains(err.Error(), path) {
				t.Errorf("error is %q, want it to say %q and the path", err, c.say)
			}
		})
	}
}

func TestRunRefusesMisuse(t *testing.T) {
	environment := openEnvironment(t)
	session := load(t, environment, writeModel(t, addGraph()), addSignature())
	a, c := newTensor(t, Float32, 1, 2), newTensor(t, Float32, 1, 2)
	shut, err := New(Float32, 1, 2)
	if err != nil {
		t.Fatal(err)
	}
	closed(t, shut)
	closed(t, shut)
	if err := session.Run(context.Background(), []*Tensor{a}, []*Tensor{c}); err == nil {
		t.Error("ran with one input of two")
	}
	if err := session.Run(context.Background(), []*Tensor{a, shut}, []*Tensor{c}); err == nil {
		t.Error("ran with a closed tensor")
	}
	wide := newTensor(t, Float32, 1, 3)
	if err := session.Run(context.Background(), []*Tensor{a, wide}, []*Tensor{c}); err == nil {
		t.Error("ran with a tensor of a foreign shape")
	}
	if _, err := Open(environment.Library()); !errors.Is(err, ErrOpen) {
		t.Errorf("a second environment: %v", err)
	}
}

// endlessGraph is a loop that ends only when it is told to.
func endlessGraph() []byte {
	body := graphBytes([]graphNode{
		{operator: "Identity", inputs: []string{"on"}, outputs: []string{"still_on"}},
		{operator: "Add", inputs: []string{"v", "v"}, outputs: []string{"w"}},
	}, Signature{
		Inputs:  []Port{{"i", Int64, []int64{}}, {"on", 9, []int64{}}, {"v", Float32, []int64{1}}},
		Outputs: []Port{{"still_on", 9, []int64{}}, {"w", Float32, []int64{1}}},
	})
	loop := graphNode{operator: "Loop", inputs: []string{"trips", "go", "x"}, outputs: []string{"y"}, attributes: graphAttribute("body", body)}
	return graphBytes([]graphNode{loop}, endlessSignature(), int64Initializer("trips", math.MaxInt64), boolInitializer("go"))
}

func endlessSignature() Signature {
	return Signature{Inputs: []Port{{"x", Float32, []int64{1}}}, Outputs: []Port{{"y", Float32, []int64{1}}}}
}

func TestRunStopsWhenCancelled(t *testing.T) {
	environment := openEnvironment(t)
	session := load(t, environment, writeModel(t, endlessGraph()), endlessSignature())
	x, y := newTensor(t, Float32, 1), newTensor(t, Float32, 1)
	reason := errors.New("enough")
	for range 3 {
		ctx, cancel := context.WithCancelCause(context.Background())
		result := make(chan error)
		started := make(chan struct{})
		go func() {
			close(started)
			result <- session.Run(ctx, []*Tensor{x}, []*Tensor{y})
		}()
		<-started
		cancel(reason)
		if err := <-result; !errors.Is(err, reason) {
			t.Fatalf("a cancelled run returned %v", err)
		}
	}
}

func TestEnvironmentOpensAgain(t *testing.T) {
	for range 3 {
		environment := openEnvironment(t)
		if environment.Version() == "" {
			t.Error("no version")
		}
		closed(t, environment)
		closed(t, environment)
	}
}

func TestOpenNamesTheLibrary(t *testing.T) {
	if _, err := Open(""); err == nil || !strings.Contains(err.Error(), "THINKER3D_ONNXRUNTIME") {
		t.Errorf("no library: %v", err)
	}
	if _, err := Open("/nowhere/libonnxruntime.so"); err == nil || !strings.Contains(err.Error(), "/nowhere/libonnxruntime.so") {
		t.Errorf("absent library: %v", err)
	}
}
