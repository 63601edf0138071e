package parameter

// Descriptor is rcl_interfaces/msg/ParameterDescriptor: what a parameter may be.
type Descriptor struct {
	Name                  string
	Type                  uint8
	Description           string
	AdditionalConstraints string
	ReadOnly              bool
	DynamicTyping         bool
	FloatingPointRange    []FloatingPointRange `bound:"1"`
	IntegerRange          []IntegerRange       `bound:"1"`
}

// ROSType names the interface.
func (Descriptor) ROSType() string { return "rcl_interfaces/msg/ParameterDescriptor" }

// FloatingPointRange is rcl_interfaces/msg/FloatingPointRange: both ends are included; a step of 0 is none.
type FloatingPointRange struct {
	FromValue float64
	ToValue   float64
	Step      float64
}

// ROSType names the interface.
func (FloatingPointRange) ROSType() string { return "rcl_interfaces/msg/FloatingPointRange" }

// IntegerRange is rcl_interfaces/msg/IntegerRange: both ends are included; a step of 0 is none.
type IntegerRange struct {
	FromValue int64
	ToValue   int64
	Step      uint64
}

// ROSType names the interface.
func (IntegerRange) ROSType() string { return "rcl_interfaces/msg/IntegerRange" }
