package reasoning

import (
	"fmt"
	"math"
	"runtime"
	"sync"

	"github.com/thinker3d/thinker3d/reasoning/bundle"
	"github.com/thinker3d/thinker3d/reasoning/onnx"
)

// element is the tensor type of the bundle's real numbers.
func element(number bundle.NumberType) onnx.Element {
	switch number {
	case bundle.Float16:
		return onnx.Float16
	case bundle.BFloat16:
		return onnx.BFloat16
	}
	return onnx.Float32
}

// fill writes numbers into a tensor of any real type, rounding to the nearest.
func fill(tensor *onnx.Tensor, numbers []float32) error {
	if want := len(tensor.Bytes()) / tensor.Element().Size(); len(numbers) != want {
		return fmt.Errorf("%d numbers for a tensor of %d", len(numbers), want)
	}
	switch tensor.Element() {
	case onnx.Float32:
		inParts(len(numbers), func(from, to int) { copy(tensor.Float32s()[from:to], numbers[from:to]) })
	case onnx.BFloat16:
		inParts(len(numbers), func(from, to int) {
			words := tensor.Words()[from:to]
			for i, number := range numbers[from:to] {
				words[i] = toBFloat16(number)
			}
		})
	default:
		inParts(len(numbers), func(from, to int) {
			words := tensor.Words()[from:to]
			for i, number := range numbers[from:to] {
				words[i] = toFloat16(number)
			}
		})
	}
	return nil
}

// inParts works on many numbers on all cores side by side, on few here.
func inParts(count int, work func(from, to int)) {
	const least = 1 << 16
	parts := min(runtime.GOMAXPROCS(0), count/least)
	if parts < 2 {
		work(0, count)
		return
	}
	var group sync.WaitGroup
	for i := range parts {
		group.Go(func() { work(count*i/parts, count*(i+1)/parts) })
	}
	group.Wait()
}

// numbers reads a tensor of any real type; the slice is the tensor's own memory where that is float32.
func numbers(tensor *onnx.Tensor) []float32 {
	if tensor.Element() == onnx.Float32 {
		return tensor.Float32s()
	}
	words := tensor.Words()
	list := make([]float32, len(words))
	for i, word := range words {
		if tensor.Element() == onnx.BFloat16 {
			list[i] = math.Float32frombits(uint32(word) << 16)
		} else {
			list[i] = fromFloat16(word)
		}
	}
	return list
}

func toBFloat16(number float32) uint16 {
	bits := math.Float32bits(number)
	if number != number {
		return uint16(bits>>16) | 0x40
	}
	return uint16((bits + 0x7fff + bits>>16&1) >> 16)
}

// toFloat16 rounds to the nearest, ties to even; what is too great becomes infinite.
func toFloat16(number float32) uint16 {
	bits := math.Float32bits(number)
	sign := uint16(bits >> 16 & 0x8000)
	magnitude := math.Abs(float64(number))
	switch {
	case number != number:
		return sign | 0x7e00
	case magnitude >= 65520:
		return sign | 0x7c00
	case magnitude < 0x1p-14:
		return sign | uint16(math.RoundToEven(magnitude*0x1p24))
	}
	rounded := bits&0x7fffffff + 0xfff + bits>>13&1
	return sign | uint16((rounded-112<<23)>>13)
}

func fromFloat16(word uint16) float32 {
	sign := uint32(word&0x8000) << 16
	exponent, fraction := uint32(word>>10&0x1f), uint32(word&0x3ff)
	switch exponent {
	case 0:
		value := float32(fraction) * 0x1p-24
		return math.Float32frombits(math.Float32bits(value) | sign)
	case 0x1f:
		return math.Float32frombits(sign | 0x7f800000 | fraction<<13)
	}
	return math.Float32frombits(sign | (exponent+112)<<23 | fraction<<13)
}
