package description

import "reflect"

// Identifiers of field types, by FieldType.msg of type_description_interfaces.
const (
	nested  uint8 = 1
	boolean uint8 = 15
	octet   uint8 = 16
	text    uint8 = 17

	boundedText uint8 = 21

	// What is added to an element's identifier.
	array     uint8 = 48
	bounded   uint8 = 96
	unbounded uint8 = 144
)

// plain is the identifier of a type without parts, 0 if it is none. A uint8 may be what .msg files call a byte.
func plain(kind reflect.Kind, isByte bool) uint8 {
	if isByte && kind == reflect.Uint8 {
		return octet
	}
	switch kind {
	case reflect.Int8:
		return 2
	case reflect.Uint8:
		return 3
	case reflect.Int16:
		return 4
	case reflect.Uint16:
		return 5
	case reflect.Int32:
		return 6
	case reflect.Uint32:
		return 7
	case reflect.Int64:
		return 8
	case reflect.Uint64:
		return 9
	case reflect.Float32:
		return 10
	case reflect.Float64:
		return 11
	case reflect.Bool:
		return boolean
	case reflect.String:
		return text
	}
	return 0
}
