package msgs

// Values of a Log's level.
const (
	LogDebug uint8 = 10
	LogInfo  uint8 = 20
	LogWarn  uint8 = 30
	LogError uint8 = 40
	LogFatal uint8 = 50
)

// Log is rcl_interfaces/msg/Log: a line of a node's log, for /rosout.
type Log struct {
	Stamp    Time
	Level    uint8
	Name     string
	Msg      string
	File     string
	Function string
	Line     uint32
}

// ROSType names the interface.
func (Log) ROSType() string { return "rcl_interfaces/msg/Log" }
