package visualization

// MarkerArray is visualization_msgs/msg/MarkerArray.
type MarkerArray struct {
	Markers []Marker
}

// ROSType names the interface.
func (MarkerArray) ROSType() string { return "visualization_msgs/msg/MarkerArray" }
