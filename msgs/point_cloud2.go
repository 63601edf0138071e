package msgs

// PointCloud2 is sensor_msgs/msg/PointCloud2: points as records of PointStep bytes.
type PointCloud2 struct {
	Header      Header
	Height      uint32
	Width       uint32
	Fields      []PointField
	IsBigendian bool
	PointStep   uint32
	RowStep     uint32
	Data        []byte
	IsDense     bool
}

// ROSType names the interface.
func (PointCloud2) ROSType() string { return "sensor_msgs/msg/PointCloud2" }
