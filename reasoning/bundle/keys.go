package bundle

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// maximumDepth is how deep the objects of bundle.json may nest.
const maximumDepth = 8

// checkKeys compares the keys of every object with those of Description: encoding/json alone would take
// keys of another case, keys given twice and missing ones.
func checkKeys(data []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	return checkValue(decoder, reflect.TypeFor[Description](), "", 0)
}

// checkValue reads one value; want is nil where the keys are free.
func checkValue(decoder *json.Decoder, want reflect.Type, path string, depth int) error {
	if depth > maximumDepth {
		return fmt.Errorf("%s nests too deep", path)
	}
	token, err := decoder.Token()
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	for want != nil && want.Kind() == reflect.Pointer {
		want = want.Elem()
	}
	switch token {
	case json.Delim('{'):
		return checkObject(decoder, want, path, depth)
	case json.Delim('['):
		return checkArray(decoder, want, path, depth)
	case nil:
		if !mayBeNull(path) {
			return fmt.Errorf("%s is null; give it a value", path)
		}
	}
	return nil
}

func mayBeNull(path string) bool {
	return slices.Contains([]string{"views.resize", "projector", "scene", "graphs.projector", "graphs.geometry", "graphs.scene"}, path)
}

func checkObject(decoder *json.Decoder, want reflect.Type, path string, depth int) error {
	known := fields(want)
	seen := make(map[string]bool)
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return fmt.Errorf("read a key of %s: %w", path, err)
		}
		key := fmt.Sprint(token)
		inner := join(path, key)
		field, ok := known[key]
		if known != nil && !ok {
			return fmt.Errorf("%s is not a key that this version has; remove it", inner)
		}
		if seen[key] {
			return fmt.Errorf("%s is given twice", inner)
		}
		seen[key] = true
		if err := checkValue(decoder, field.kind, inner, depth+1); err != nil {
			return err
		}
	}
	for key, field := range known {
		if !field.optional && !seen[key] {
			return fmt.Errorf("%s is missing", join(path, key))
		}
	}
	_, err := decoder.Token()
	return err
}

func checkArray(decoder *json.Decoder, want reflect.Type, path string, depth int) error {
	length := -1
	if want != nil && want.Kind() == reflect.Array {
		length = want.Len()
	}
	if want != nil && (want.Kind() == reflect.Slice || want.Kind() == reflect.Array) {
		want = want.Elem()
	}
	count := 0
	for ; decoder.More(); count++ {
		if err := checkValue(decoder, want, fmt.Sprintf("%s[%d]", path, count), depth+1); err != nil {
			return err
		}
	}
	if length >= 0 && count != length {
		return fmt.Errorf("%s has %d values, not %d", path, count, length)
	}
	_, err := decoder.Token()
	return err
}

type knownField struct {
	kind     reflect.Type
	optional bool
}

// fields lists the keys of a struct, nil for what is none.
func fields(kind reflect.Type) map[string]knownField {
	if kind == nil || kind.Kind() != reflect.Struct {
		return nil
	}
	list := make(map[string]knownField, kind.NumField())
	for i := range kind.NumField() {
		name, options, _ := strings.Cut(kind.Field(i).Tag.Get("json"), ",")
		list[name] = knownField{kind: kind.Field(i).Type, optional: options == "omitempty"}
	}
	return list
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
