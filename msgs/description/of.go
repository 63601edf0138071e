package description

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/thinker3d/thinker3d/msgs"
)

// maximumDepth is deeper than any message nests.
const maximumDepth = 32

// Of describes a message type.
func Of[T msgs.Message]() (Description, error) {
	found := types{}
	name, err := found.add(reflect.TypeFor[T](), 0)
	if err != nil {
		return Description{}, fmt.Errorf("describe %s: %w", reflect.TypeFor[T](), err)
	}
	return found.of(name), nil
}

// OfService describes a service by its request Q and response R, whose names end in _Request and _Response.
func OfService[Q, R msgs.Message]() (Description, error) {
	found := types{}
	request, requestErr := found.add(reflect.TypeFor[Q](), 0)
	response, responseErr := found.add(reflect.TypeFor[R](), 0)
	info, infoErr := found.add(reflect.TypeFor[serviceEventInfo](), 0)
	name, isRequest := strings.CutSuffix(request, "_Request")
	if err := errors.Join(requestErr, responseErr, infoErr); err != nil || !isRequest || response != name+"_Response" {
		return Description{}, fmt.Errorf("describe service of %s and %s: %w", request, response, err)
	}
	of := func(name string) FieldType { return FieldType{TypeID: nested, NestedTypeName: name} }
	one := func(name string) FieldType {
		return FieldType{TypeID: nested + bounded, Capacity: 1, NestedTypeName: name}
	}
	event := name + "_Event"
	found[event] = Individual{TypeName: event, Fields: []Field{{Name: "info", Type: of(info)}, {Name: "request", Type: one(request)}, {Name: "response", Type: one(response)}}}
	found[name] = Individual{TypeName: name, Fields: []Field{
		{Name: "request_message", Type: of(request)}, {Name: "response_message", Type: of(response)}, {Name: "event_message", Type: of(event)},
	}}
	return found.of(name), nil
}

// serviceEventInfo is service_msgs/msg/ServiceEventInfo, which is in the description of every service.
type serviceEventInfo struct {
	EventType      uint8
	Stamp          msgs.Time
	ClientGid      [16]uint8
	SequenceNumber int64
}

// ROSType names the interface.
func (serviceEventInfo) ROSType() string { return "service_msgs/msg/ServiceEventInfo" }

// types are descriptions by name.
type types map[string]Individual

// of is the description of one of the types, by all the others.
func (f types) of(name string) Description {
	main := f[name]
	delete(f, name)
	byName := func(a, b Individual) int { return cmp.Compare(a.TypeName, b.TypeName) }
	return Description{TypeDescription: main, ReferencedTypeDescriptions: slices.SortedFunc(maps.Values(f), byName)}
}

// add describes a message type and those in it; it returns the type's name.
func (f types) add(t reflect.Type, depth int) (string, error) {
	if depth > maximumDepth {
		return "", fmt.Errorf("%s nests more than %d deep", t, maximumDepth)
	}
	message, ok := reflect.Zero(t).Interface().(msgs.Message)
	if !ok {
		return "", fmt.Errorf("%s does not know its ROS name", t)
	}
	name := message.ROSType()
	if _, known := f[name]; known {
		return name, nil
	}
	fields := make([]Field, t.NumField())
	for i := range fields {
		field := t.Field(i)
		fields[i].Name = msgs.FieldName(field)
		var err error
		if fields[i].Type, err = f.fieldType(field.Type, field.Tag.Get("kind") == "byte", depth); err == nil {
			err = limit(&fields[i].Type, field.Tag.Get("bound"))
		}
		if err != nil {
			return "", fmt.Errorf("field %s: %w", fields[i].Name, err)
		}
	}
	if len(fields) == 0 {
		fields = []Field{{Name: "structure_needs_at_least_one_member", Type: FieldType{TypeID: plain(reflect.Uint8, false)}}}
	}
	f[name] = Individual{TypeName: name, Fields: fields}
	return name, nil
}

// limit makes a sequence or a string a bounded one, if bound is a number.
func limit(field *FieldType, bound string) error {
	if bound == "" {
		return nil
	}
	most, err := strconv.ParseUint(bound, 10, 32)
	switch {
	case err != nil:
		return fmt.Errorf("bound %q: %w", bound, err)
	case field.TypeID == text:
		field.TypeID, field.StringCapacity = boundedText, most
	case field.TypeID >= unbounded:
		field.TypeID, field.Capacity = field.TypeID-unbounded+bounded, most
	default:
		return fmt.Errorf("bound %q: only sequences and strings have one", bound)
	}
	return nil
}

func (f types) fieldType(t reflect.Type, isByte bool, depth int) (FieldType, error) {
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		made, err := f.fieldType(t.Elem(), isByte, depth)
		if made.TypeID >= array {
			return FieldType{}, fmt.Errorf("%s has no .msg type", t)
		}
		if t.Kind() == reflect.Slice {
			made.TypeID += unbounded
			return made, err
		}
		made.TypeID, made.Capacity = made.TypeID+array, uint64(t.Len())
		return made, err
	case reflect.Struct:
		name, err := f.add(t, depth+1)
		return FieldType{TypeID: nested, NestedTypeName: name}, err
	}
	if id := plain(t.Kind(), isByte); id != 0 {
		return FieldType{TypeID: id}, nil
	}
	return FieldType{}, fmt.Errorf("%s has no .msg type", t)
}
