package onnx

import (
	"fmt"
	"slices"
	"strings"
)

// Lengths of an axis that are no numbers: Free may differ from call to call, Any is whatever the graph has.
const (
	Free int64 = -1
	Any  int64 = -2
)

// Port is one named input or output of a graph; a nil Shape is not known.
type Port struct {
	Name    string
	Element Element
	Shape   []int64
}

// String writes the port as name, type and shape.
func (p Port) String() string {
	if p.Shape == nil {
		return fmt.Sprintf("%s %s", p.Name, p.Element)
	}
	axes := make([]string, len(p.Shape))
	for i, length := range p.Shape {
		axes[i] = "?"
		if length >= 0 {
			axes[i] = fmt.Sprint(length)
		}
	}
	return fmt.Sprintf("%s %s [%s]", p.Name, p.Element, strings.Join(axes, ", "))
}

// fits says whether a graph's port can take the place of the wanted one: an axis wanted free must not be fixed.
func (p Port) fits(want Port) bool {
	if p.Element != want.Element {
		return false
	}
	if p.Shape == nil {
		return true
	}
	return slices.EqualFunc(p.Shape, want.Shape, func(has, want int64) bool { return has == want || has == Free || want == Any })
}
