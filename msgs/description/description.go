// Package description says of what fields a message type is made, in the form of type_description_interfaces.
package description

// Description is type_description_interfaces/msg/TypeDescription: a type and all types in it, these sorted by name.
type Description struct {
	TypeDescription            Individual
	ReferencedTypeDescriptions []Individual
}

// ROSType names the interface.
func (Description) ROSType() string { return "type_description_interfaces/msg/TypeDescription" }

// Individual is type_description_interfaces/msg/IndividualTypeDescription: one type and its fields in order.
type Individual struct {
	TypeName string `bound:"255"`
	Fields   []Field
}

// ROSType names the interface.
func (Individual) ROSType() string {
	return "type_description_interfaces/msg/IndividualTypeDescription"
}

// Field is type_description_interfaces/msg/Field.
type Field struct {
	Name         string
	Type         FieldType
	DefaultValue string
}

// ROSType names the interface.
func (Field) ROSType() string { return "type_description_interfaces/msg/Field" }

// FieldType is type_description_interfaces/msg/FieldType. Capacity is the length of an array or the limit of a sequence.
type FieldType struct {
	TypeID         uint8 `ros:"type_id"`
	Capacity       uint64
	StringCapacity uint64
	NestedTypeName string `bound:"255"`
}

// ROSType names the interface.
func (FieldType) ROSType() string { return "type_description_interfaces/msg/FieldType" }
