package description

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

// Hash is the type hash that endpoints are announced with since ROS 2 Iron: "RIHS01_" and the SHA-256 of the
// description as JSON in the layout of REP-2016, default values left out.
func (d Description) Hash() string {
	out := append([]byte(nil), `{"type_description": `...)
	out = appendIndividual(out, d.TypeDescription)
	out = append(out, `, "referenced_type_descriptions": `...)
	out = appendList(out, d.ReferencedTypeDescriptions, appendIndividual)
	sum := sha256.Sum256(append(out, '}'))
	return "RIHS01_" + hex.EncodeToString(sum[:])
}

func appendIndividual(out []byte, one Individual) []byte {
	out = append(append(out, `{"type_name": `...), strconv.Quote(one.TypeName)...)
	out = appendList(append(out, `, "fields": `...), one.Fields, appendField)
	return append(out, '}')
}

func appendField(out []byte, field Field) []byte {
	out = append(append(out, `{"name": `...), strconv.Quote(field.Name)...)
	out = strconv.AppendUint(append(out, `, "type": {"type_id": `...), uint64(field.Type.TypeID), 10)
	out = strconv.AppendUint(append(out, `, "capacity": `...), field.Type.Capacity, 10)
	out = strconv.AppendUint(append(out, `, "string_capacity": `...), field.Type.StringCapacity, 10)
	out = append(append(out, `, "nested_type_name": `...), strconv.Quote(field.Type.NestedTypeName)...)
	return append(out, "}}"...)
}

func appendList[T any](out []byte, list []T, add func([]byte, T) []byte) []byte {
	out = append(out, '[')
	for i, one := range list {
		if i > 0 {
			out = append(out, ", "...)
		}
		out = add(out, one)
	}
	return append(out, ']')
}
