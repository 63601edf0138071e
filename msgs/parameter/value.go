package parameter

// The types of parameters, by rcl_interfaces/msg/ParameterType.
const (
	TypeNotSet uint8 = iota
	TypeBool
	TypeInteger
	TypeDouble
	TypeString
	TypeByteArray
	TypeBoolArray
	TypeIntegerArray
	TypeDoubleArray
	TypeStringArray
)

// Value is rcl_interfaces/msg/ParameterValue: a value and which of the fields it is in.
type Value struct {
	Type              uint8
	BoolValue         bool
	IntegerValue      int64
	DoubleValue       float64
	StringValue       string
	ByteArrayValue    []byte `kind:"byte"`
	BoolArrayValue    []bool
	IntegerArrayValue []int64
	DoubleArrayValue  []float64
	StringArrayValue  []string
}

// ROSType names the interface.
func (Value) ROSType() string { return "rcl_interfaces/msg/ParameterValue" }
