// Package definition writes the .msg text of the messages of package msgs, for recordings that explain themselves.
package definition

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/thinker3d/thinker3d/msgs"
)

// maximumDepth is deeper than any message nests.
const maximumDepth = 32

// Of is the definition of a message type with those of the messages in it, in the form that rosbag2 embeds:
// after the first each begins with a line of 80 equals signs and a line "MSG: package/Name".
func Of[T msgs.Message]() (string, error) {
	w := &writer{}
	if err := w.add(reflect.TypeFor[T](), 0); err != nil {
		var zero T
		return "", fmt.Errorf("define %s: %w", zero.ROSType(), err)
	}
	for i := 1; i < len(w.order); i++ {
		w.texts[i] = strings.Repeat("=", 80) + "\nMSG: " + short(w.order[i]) + "\n" + w.texts[i]
	}
	return strings.Join(w.texts, ""), nil
}

// writer collects the types in the order in which they are first needed.
type writer struct {
	order []reflect.Type
	texts []string
}

func (w *writer) add(t reflect.Type, depth int) error {
	if depth > maximumDepth {
		return fmt.Errorf("%s nests more than %d deep", t, maximumDepth)
	}
	if slices.Contains(w.order, t) {
		return nil
	}
	w.order, w.texts = append(w.order, t), append(w.texts, "")
	place := len(w.texts) - 1
	var text strings.Builder
	for i := range t.NumField() {
		field := t.Field(i)
		name, inner, err := typeName(field.Type)
		if err != nil {
			return fmt.Errorf("field %s: %w", msgs.FieldName(field), err)
		}
		fmt.Fprintf(&text, "%s %s\n", name, msgs.FieldName(field))
		if inner == nil {
			continue
		}
		if err := w.add(inner, depth+1); err != nil {
			return fmt.Errorf("field %s: %w", msgs.FieldName(field), err)
		}
	}
	w.texts[place] = text.String()
	return nil
}

// typeName is how a .msg names a field's type; inner is the message in it, nil if it is of plain values.
func typeName(t reflect.Type) (name string, inner reflect.Type, err error) {
	switch t.Kind() {
	case reflect.Slice:
		name, inner, err = typeName(t.Elem())
		return name + "[]", inner, err
	case reflect.Array:
		name, inner, err = typeName(t.Elem())
		return fmt.Sprintf("%s[%d]", name, t.Len()), inner, err
	case reflect.Struct:
		if !t.Implements(reflect.TypeFor[msgs.Message]()) {
			return "", nil, fmt.Errorf("%s does not know its ROS name", t)
		}
		return short(t), t, nil
	case reflect.Bool, reflect.String, reflect.Float32, reflect.Float64,
		reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return t.Kind().String(), nil, nil
	}
	return "", nil, fmt.Errorf("%s has no .msg type", t)
}

// short is the interface name without the middle part, as .msg files refer to it.
func short(t reflect.Type) string {
	name := reflect.Zero(t).Interface().(msgs.Message).ROSType()
	return strings.Replace(name, "/msg/", "/", 1)
}
