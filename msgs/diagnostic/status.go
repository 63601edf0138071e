package diagnostic

// Values of a status' level.
const (
	LevelOK uint8 = iota
	LevelWarn
	LevelError
	LevelStale
)

// Status is diagnostic_msgs/msg/DiagnosticStatus: the state of one part.
type Status struct {
	Level      uint8 `kind:"byte"`
	Name       string
	Message    string
	HardwareID string `ros:"hardware_id"`
	Values     []KeyValue
}

// ROSType names the interface.
func (Status) ROSType() string { return "diagnostic_msgs/msg/DiagnosticStatus" }

// KeyValue is diagnostic_msgs/msg/KeyValue: something about a part.
type KeyValue struct {
	Key   string
	Value string
}

// ROSType names the interface.
func (KeyValue) ROSType() string { return "diagnostic_msgs/msg/KeyValue" }
