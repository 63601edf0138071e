// Package msgs holds the ROS messages that thinker3d speaks, as plain structs.
//
// Field order is wire order. Field names follow the .msg definitions: the snake_case name of a field is its
// Go name, or the `ros` tag where the two differ.
package msgs

// Message is a ROS message that knows the name of its interface.
type Message interface {
	// ROSType is the interface name, such as "sensor_msgs/msg/Image".
	ROSType() string
}
