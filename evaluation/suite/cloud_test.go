package suite

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/thinker3d/thinker3d/msgs"
)

// TestAnOrganisedCloudHasItsPointsAlone has seven pixels, of four of which no place is known.
func TestAnOrganisedCloudHasItsPointsAlone(t *testing.T) {
	message := msgs.PointCloud2{Height: 1, Width: 7, PointStep: 16}
	for i, name := range []string{"x", "y", "z", "rgb"} {
		message.Fields = append(message.Fields, msgs.PointField{Name: name, Offset: uint32(4 * i), Datatype: msgs.PointFieldFloat32, Count: 1})
	}
	unknown := float32(math.NaN())
	for _, x := range []float32{unknown, 2, unknown, unknown, 3, unknown, 4} {
		for _, value := range []float32{x, x, x} {
			message.Data = binary.LittleEndian.AppendUint32(message.Data, math.Float32bits(value))
		}
		message.Data = binary.LittleEndian.AppendUint32(message.Data, 0xff0000)
	}
	c, err := readCloud(&message, true)
	if err != nil {
		t.Fatal(err)
	}
	if scene := newScene(c); scene.Total != 3 || scene.Middle != [3]float64{3, 3, 3} || scene.Kept() != 3 {
		t.Errorf("%s, %d points kept", scene, scene.Kept())
	}
}
