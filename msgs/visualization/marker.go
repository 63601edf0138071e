package visualization

import "github.com/thinker3d/thinker3d/msgs"

// Types of a Marker that are used here.
const (
	LineList       int32 = 5
	TextViewFacing int32 = 9
)

// Actions of a Marker.
const (
	Add       int32 = 0
	Delete    int32 = 2
	DeleteAll int32 = 3
)

// Marker is visualization_msgs/msg/Marker: something to draw. What has the tag `ros1:"-"` ROS 1 does not know.
type Marker struct {
	Header                   msgs.Header
	NS                       string `ros:"ns"`
	ID                       int32  `ros:"id"`
	Type                     int32
	Action                   int32
	Pose                     msgs.Pose
	Scale                    msgs.Vector3
	Color                    msgs.ColorRGBA
	Lifetime                 msgs.Duration
	FrameLocked              bool
	Points                   []msgs.Point
	Colors                   []msgs.ColorRGBA
	TextureResource          string               `ros1:"-"`
	Texture                  msgs.CompressedImage `ros1:"-"`
	UVCoordinates            []UVCoordinate       `ros:"uv_coordinates" ros1:"-"`
	Text                     string
	MeshResource             string
	MeshFile                 MeshFile `ros1:"-"`
	MeshUseEmbeddedMaterials bool
}

// ROSType names the interface.
func (Marker) ROSType() string { return "visualization_msgs/msg/Marker" }
