package msgs

import (
	"reflect"
	"strings"
	"unicode"
)

// FieldName is the .msg name of a message's Go field: its `ros` tag, or its name in snake_case.
func FieldName(field reflect.StructField) string {
	if name := field.Tag.Get("ros"); name != "" {
		return name
	}
	var name strings.Builder
	for i, letter := range field.Name {
		if i > 0 && unicode.IsUpper(letter) {
			name.WriteByte('_')
		}
		name.WriteRune(unicode.ToLower(letter))
	}
	return name.String()
}
