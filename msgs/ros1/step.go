package ros1

import (
	"fmt"
	"reflect"

	"github.com/thinker3d/thinker3d/msgs"
)

const (
	// maximumDepth is deeper than any message nests.
	maximumDepth = 32
	// headerBytes is what a message's first header has on ROS 1 alone.
	headerBytes = 4
)

// step moves one value.
type step func(*cursor) error

func compile(t reflect.Type, depth int) (step, error) {
	if depth > maximumDepth {
		return nil, fmt.Errorf("%s nests more than %d deep", t, maximumDepth)
	}
	if size := sizeOf(t); size > 0 {
		return func(c *cursor) error { return c.copy(size, 1) }, nil
	}
	switch t.Kind() {
	case reflect.String:
		return (*cursor).text, nil
	case reflect.Struct:
		return compileFields(t, t.NumField(), depth)
	case reflect.Slice, reflect.Array:
		return compileMany(t, depth)
	}
	return nil, fmt.Errorf("%s has no .msg type", t)
}

// sizeOf is that of a plain value, which is written alike in both; 0 for others.
func sizeOf(t reflect.Type) int {
	switch t.Kind() {
	case reflect.Bool, reflect.Int8, reflect.Uint8, reflect.Int16, reflect.Uint16, reflect.Int32, reflect.Uint32,
		reflect.Int64, reflect.Uint64, reflect.Float32, reflect.Float64:
		return int(t.Size())
	}
	return 0
}

// compileFields moves the first fields of a struct.
func compileFields(t reflect.Type, count, depth int) (step, error) {
	steps, names := make([]step, count), make([]string, count)
	for i := range steps {
		names[i] = msgs.FieldName(t.Field(i))
		var err error
		if steps[i], err = compile(t.Field(i).Type, depth+1); err != nil {
			return nil, fmt.Errorf("field %s: %w", names[i], err)
		}
		if t.Field(i).Tag.Get("ros1") == "-" {
			steps[i] = leftOut(steps[i], leastBytes(t.Field(i).Type))
		}
	}
	if len(steps) == 0 {
		return (*cursor).nothing, nil
	}
	isHeader := t == reflect.TypeFor[msgs.Header]()
	return func(c *cursor) error {
		if isHeader {
			if err := c.sequenceNumber(); err != nil {
				return fmt.Errorf("seq: %w", err)
			}
		}
		for i, move := range steps {
			if err := move(c); err != nil {
				return fmt.Errorf("%s: %w", names[i], err)
			}
		}
		return nil
	}, nil
}

// leftOut is the step of a field that ROS 1 does not have: it is dropped on the way out, and empty on the way in.
func leftOut(move step, least int) step {
	return func(c *cursor) error {
		if !c.toCDR {
			end := len(c.out)
			err := move(c)
			c.out = c.out[:end]
			return err
		}
		empty := cursor{in: make([]byte, least+headerBytes), out: c.out, start: c.start, toCDR: true}
		err := move(&empty)
		c.out = empty.out
		return err
	}
}

// compileMany moves plain elements all at once.
func compileMany(t reflect.Type, depth int) (step, error) {
	size, minimum := sizeOf(t.Elem()), leastBytes(t.Elem())
	element, err := compile(t.Elem(), depth+1)
	if err != nil {
		return nil, err
	}
	return func(c *cursor) error {
		count, err := countOf(c, t, minimum)
		if err != nil || count == 0 {
			return err
		}
		if size > 0 {
			return c.copy(size, count)
		}
		for i := range count {
			if err := element(c); err != nil {
				return fmt.Errorf("[%d]: %w", i, err)
			}
		}
		return nil
	}, nil
}

func countOf(c *cursor, t reflect.Type, minimum int) (int, error) {
	if t.Kind() == reflect.Array {
		return t.Len(), nil
	}
	return c.length(minimum)
}

// leastBytes is how many bytes a value takes at least, in either form.
func leastBytes(t reflect.Type) int {
	switch t.Kind() {
	case reflect.String, reflect.Slice:
		return 4
	case reflect.Array:
		return t.Len() * leastBytes(t.Elem())
	case reflect.Struct:
		sum := 0
		for i := range t.NumField() {
			sum += leastBytes(t.Field(i).Type)
		}
		return max(1, sum)
	}
	return int(t.Size())
}
