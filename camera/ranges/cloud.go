package ranges

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"github.com/thinker3d/thinker3d/msgs"
	"gonum.org/v1/gonum/spatial/r3"
)

// coordinate is where a record has one number, and how.
type coordinate struct {
	offset int
	double bool
	order  binary.ByteOrder
}

// OfCloud appends the points of a cloud to a list, which it returns. Points that are not finite, and those at the origin, which drivers send for what
// was not measured, are left out.
func OfCloud(cloud *msgs.PointCloud2, points []r3.Vec) ([]r3.Vec, error) {
	var at [3]coordinate
	for i, name := range []string{"x", "y", "z"} {
		found, err := coordinateOf(cloud, name)
		if err != nil {
			return points, fmt.Errorf("point cloud: %w", err)
		}
		at[i] = found
	}
	width, height, step, rowStep := uint64(cloud.Width), uint64(cloud.Height), uint64(cloud.PointStep), uint64(cloud.RowStep)
	if width == 0 || height == 0 {
		return points, nil
	}
	if size := uint64(len(cloud.Data)); height > 1 && rowStep < width*step || width*step > size || (height-1)*rowStep > size-width*step {
		return points, fmt.Errorf("point cloud: %d bytes are too few for %d×%d points of %d, a row every %d", len(cloud.Data), width, height, step, rowStep)
	}
	count := int(width * height)
	points = slices.Grow(points, min(count, maximumPoints))
	for i := range evenly(count) {
		record := cloud.Data[uint64(i)/width*rowStep+uint64(i)%width*step:]
		point := r3.Vec{X: at[0].of(record), Y: at[1].of(record), Z: at[2].of(record)}
		if sum := r3.Norm(point); sum > 0 && !math.IsInf(sum, 0) {
			points = append(points, point)
		}
	}
	return points, nil
}

func coordinateOf(cloud *msgs.PointCloud2, name string) (coordinate, error) {
	index := slices.IndexFunc(cloud.Fields, func(field msgs.PointField) bool { return field.Name == name })
	if index < 0 {
		return coordinate{}, fmt.Errorf("it has no field %s", name)
	}
	field, size := cloud.Fields[index], uint64(4)
	if field.Datatype == msgs.PointFieldFloat64 {
		size = 8
	} else if field.Datatype != msgs.PointFieldFloat32 {
		return coordinate{}, fmt.Errorf("its field %s has the data type %d, not float32 or float64", name, field.Datatype)
	}
	if uint64(field.Offset)+size > uint64(cloud.PointStep) {
		return coordinate{}, fmt.Errorf("its field %s at %d is not within the %d bytes of a point", name, field.Offset, cloud.PointStep)
	}
	c := coordinate{offset: int(field.Offset), double: size == 8, order: binary.LittleEndian}
	if cloud.IsBigendian {
		c.order = binary.BigEndian
	}
	return c, nil
}

func (c coordinate) of(record []byte) float64 {
	if c.double {
		return math.Float64frombits(c.order.Uint64(record[c.offset:]))
	}
	return float64(math.Float32frombits(c.order.Uint32(record[c.offset:])))
}
