package ranges

import (
	"encoding/binary"
	"math"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/msgs"
	"gonum.org/v1/gonum/spatial/r3"
)

func TestOfScan(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	scan := msgs.LaserScan{AngleMin: -math.Pi / 2, AngleIncrement: math.Pi / 4, RangeMin: 0.1, RangeMax: 10, Ranges: []float32{2, nan, 3, 0.05, inf, 11, 1}}
	got, err := OfScan(&scan, nil)
	want := []r3.Vec{{Y: -2}, {X: 3}, {X: -1}} // the last at 6/4 π − π/2
	if err != nil || len(got) != len(want) {
		t.Fatalf("%v, %v", got, err)
	}
	for i := range want {
		if r3.Norm(r3.Sub(got[i], want[i])) > 1e-6 {
			t.Errorf("point %d is %v, want %v", i, got[i], want[i])
		}
	}
	scan.AngleIncrement = nan
	if _, err := OfScan(&scan, nil); err == nil {
		t.Error("an increment of NaN is taken")
	}
	scan.AngleIncrement, scan.Ranges = 0.001, make([]float32, 5*maximumPoints)
	for i := range scan.Ranges {
		scan.Ranges[i] = 1
	}
	if got, err := OfScan(&scan, nil); err != nil || len(got) != maximumPoints {
		t.Errorf("%d points of a long scan: %v", len(got), err)
	}
}

// cloudOf are points with rows that have padding, in either number and order of bytes.
func cloudOf(double, big bool, points ...r3.Vec) *msgs.PointCloud2 {
	size, kind := 4, msgs.PointFieldFloat32
	if double {
		size, kind = 8, msgs.PointFieldFloat64
	}
	var order binary.AppendByteOrder = binary.LittleEndian
	if big {
		order = binary.BigEndian
	}
	cloud := &msgs.PointCloud2{Width: 2, Height: uint32(len(points) / 2), PointStep: uint32(3*size + 2), IsBigendian: big}
	for i, name := range []string{"z", "x", "y"} {
		cloud.Fields = append(cloud.Fields, msgs.PointField{Name: name, Offset: uint32(2 + i*size), Datatype: kind, Count: 1})
	}
	for i, p := range points {
		cloud.Data = append(cloud.Data, 1, 2)
		for _, v := range []float64{p.Z, p.X, p.Y} {
			if double {
				cloud.Data = order.AppendUint64(cloud.Data, math.Float64bits(v))
			} else {
				cloud.Data = order.AppendUint32(cloud.Data, math.Float32bits(float32(v)))
			}
		}
		if i%2 == 1 {
			cloud.Data = append(cloud.Data, 9, 9, 9)
		}
	}
	cloud.RowStep = 2*cloud.PointStep + 3
	return cloud
}

func TestOfCloud(t *testing.T) {
	points := []r3.Vec{{X: 1, Y: 2, Z: 3}, {}, {X: math.NaN()}, {X: -4, Y: 0.5, Z: 8}}
	for _, double := range []bool{false, true} {
		for _, big := range []bool{false, true} {
			got, err := OfCloud(cloudOf(double, big, points...), nil)
			if err != nil || len(got) != 2 || got[0] != points[0] || got[1] != points[3] {
				t.Errorf("double %t, big %t: %v, %v", double, big, got, err)
			}
		}
	}
	for want, spoil := range map[string]func(*msgs.PointCloud2){
		"no field y":                 func(c *msgs.PointCloud2) { c.Fields[2].Name = "Y" },
		"field x has the data type ": func(c *msgs.PointCloud2) { c.Fields[1].Datatype = msgs.PointFieldUint8 },
		"field y at 4294967295":      func(c *msgs.PointCloud2) { c.Fields[2].Offset = math.MaxUint32 },
		"too few for 2×2":            func(c *msgs.PointCloud2) { c.Data = c.Data[:len(c.Data)-5] },
		"too few for 2×4294967295":   func(c *msgs.PointCloud2) { c.Height = math.MaxUint32 },
		"a row every 1":              func(c *msgs.PointCloud2) { c.RowStep = 1 },
	} {
		cloud := cloudOf(false, false, points...)
		spoil(cloud)
		if _, err := OfCloud(cloud, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want one with %q", err, want)
		}
	}
	if got, err := OfCloud(&msgs.PointCloud2{Fields: cloudOf(false, false).Fields, PointStep: 14}, nil); err != nil || len(got) != 0 {
		t.Errorf("an empty cloud: %v, %v", got, err)
	}
}

// FuzzOfCloud wants of any sizes an error or finite points.
func FuzzOfCloud(f *testing.F) {
	good := cloudOf(false, false, r3.Vec{X: 1}, r3.Vec{Y: 1})
	f.Add(good.Width, good.Height, good.PointStep, good.RowStep, good.Fields[0].Offset, msgs.PointFieldFloat32, good.Data)
	f.Add(uint32(math.MaxUint32), uint32(math.MaxUint32), uint32(0), uint32(0), uint32(0), msgs.PointFieldFloat64, []byte{1})
	f.Add(uint32(3), uint32(1), uint32(12), uint32(0), uint32(8), msgs.PointFieldFloat32, make([]byte, 36))
	f.Fuzz(func(t *testing.T, width, height, step, rowStep, offset uint32, kind uint8, data []byte) {
		cloud := msgs.PointCloud2{Width: width, Height: height, PointStep: step, RowStep: rowStep, Data: data}
		for _, name := range []string{"x", "y", "z"} {
			cloud.Fields = append(cloud.Fields, msgs.PointField{Name: name, Offset: offset, Datatype: kind})
		}
		points, err := OfCloud(&cloud, nil)
		for _, p := range points {
			if math.IsNaN(p.X+p.Y+p.Z) || err != nil {
				t.Fatalf("point %v, %v", p, err)
			}
		}
	})
}
