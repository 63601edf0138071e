// Package rosgraph holds the messages of /rosout on ROS 1, rosgraph_msgs. ROS 2 has others.
package rosgraph

import "github.com/thinker3d/thinker3d/msgs"

// Values of a Log's level.
const (
	LogDebug uint8 = 1 << iota
	LogInfo
	LogWarn
	LogError
	LogFatal
)

// Log is rosgraph_msgs/Log: a line of a node's log.
type Log struct {
	Header   msgs.Header
	Level    uint8 `kind:"byte"`
	Name     string
	Msg      string
	File     string
	Function string
	Line     uint32
	Topics   []string
}

// ROSType names the interface.
func (Log) ROSType() string { return "rosgraph_msgs/msg/Log" }
