package node

import (
	"encoding/binary"
	"math"

	"github.com/thinker3d/thinker3d/msgs"
)

const pointStep = 24

// cloudFields describes a point's record: position, packed colour, the model's confidence and the view it was seen in.
func cloudFields() []msgs.PointField {
	return []msgs.PointField{
		{Name: "x", Offset: 0, Datatype: msgs.PointFieldFloat32, Count: 1},
		{Name: "y", Offset: 4, Datatype: msgs.PointFieldFloat32, Count: 1},
		{Name: "z", Offset: 8, Datatype: msgs.PointFieldFloat32, Count: 1},
		{Name: "rgb", Offset: 12, Datatype: msgs.PointFieldFloat32, Count: 1},
		{Name: "confidence", Offset: 16, Datatype: msgs.PointFieldFloat32, Count: 1},
		{Name: "view", Offset: 20, Datatype: msgs.PointFieldUint32, Count: 1},
	}
}

// fillCloud writes a scene's points into cloud, whose buffer is reused, in one pass over the points.
func fillCloud(cloud *msgs.PointCloud2, made *placedScene) {
	size, organised := len(made.points)*pointStep, made.width > 0
	if cap(cloud.Data) < size {
		cloud.Data = make([]byte, size)
	}
	if cloud.Fields == nil {
		cloud.Fields = cloudFields()
	}
	cloud.Header, cloud.Height, cloud.Width = made.header, 1, uint32(len(made.points))
	if organised {
		cloud.Height, cloud.Width = uint32(len(made.points)/made.width), uint32(made.width)
	}
	cloud.PointStep, cloud.RowStep, cloud.IsDense = pointStep, cloud.Width*pointStep, !organised
	cloud.Data = cloud.Data[:size]
	for i := range made.points {
		p, record := &made.points[i], cloud.Data[i*pointStep:][:pointStep]
		binary.LittleEndian.PutUint32(record[0:], math.Float32bits(p.X))
		binary.LittleEndian.PutUint32(record[4:], math.Float32bits(p.Y))
		binary.LittleEndian.PutUint32(record[8:], math.Float32bits(p.Z))
		binary.LittleEndian.PutUint32(record[12:], uint32(p.R)<<16|uint32(p.G)<<8|uint32(p.B))
		binary.LittleEndian.PutUint32(record[16:], math.Float32bits(p.Confidence))
		binary.LittleEndian.PutUint32(record[20:], uint32(p.View))
	}
}
