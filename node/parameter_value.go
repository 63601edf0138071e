package node

import (
	"fmt"
	"reflect"
	"time"

	"github.com/thinker3d/thinker3d/msgs/parameter"
)

// valueOf is a setting's value as a ROS parameter; nil is one that is not set.
func valueOf(value any) parameter.Value {
	switch v := value.(type) {
	case bool:
		return parameter.Value{Type: parameter.TypeBool, BoolValue: v}
	case int64:
		return parameter.Value{Type: parameter.TypeInteger, IntegerValue: v}
	case float64:
		return parameter.Value{Type: parameter.TypeDouble, DoubleValue: v}
	case string:
		return parameter.Value{Type: parameter.TypeString, StringValue: v}
	case []string:
		return parameter.Value{Type: parameter.TypeStringArray, StringArrayValue: v}
	case []float64:
		return parameter.Value{Type: parameter.TypeDoubleArray, DoubleArrayValue: v}
	}
	return parameter.Value{Type: parameter.TypeNotSet}
}

// goValue is what a ROS parameter says.
func goValue(value parameter.Value) (any, error) {
	switch value.Type {
	case parameter.TypeNotSet:
		return nil, nil
	case parameter.TypeBool:
		return value.BoolValue, nil
	case parameter.TypeInteger:
		return value.IntegerValue, nil
	case parameter.TypeDouble:
		return value.DoubleValue, nil
	case parameter.TypeString:
		return value.StringValue, nil
	case parameter.TypeStringArray:
		return value.StringArrayValue, nil
	}
	return nil, fmt.Errorf("parameters of type %d are not used here", value.Type)
}

// typeOf is the type of the parameter that a setting of a Go type becomes. A time is a text such as 1.5s.
func typeOf(t reflect.Type) uint8 {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == reflect.TypeFor[time.Duration]():
		return parameter.TypeString
	case t.Kind() == reflect.Bool:
		return parameter.TypeBool
	case reflect.Zero(t).CanInt():
		return parameter.TypeInteger
	case reflect.Zero(t).CanFloat():
		return parameter.TypeDouble
	case t == reflect.TypeFor[[]float64]():
		return parameter.TypeDoubleArray
	case t.Kind() == reflect.Slice:
		return parameter.TypeStringArray
	}
	return parameter.TypeString
}
