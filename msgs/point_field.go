package msgs

// PointField data types.
const (
	PointFieldUint8   uint8 = 2
	PointFieldUint16  uint8 = 4
	PointFieldUint32  uint8 = 6
	PointFieldFloat32 uint8 = 7
	PointFieldFloat64 uint8 = 8
)

// PointField is sensor_msgs/msg/PointField: one field of a point's record.
type PointField struct {
	Name     string
	Offset   uint32
	Datatype uint8
	Count    uint32
}

// ROSType names the interface.
func (PointField) ROSType() string { return "sensor_msgs/msg/PointField" }
